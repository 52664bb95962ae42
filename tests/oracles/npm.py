"""What the senders' own npm libraries say of deliveries: all of them asked in one run of node."""

import base64
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from sources.vectors import Vector

HERE: Final = Path(__file__).parent
STANDARD: Final = "npm standardwebhooks"
BY: Final = {
    "shopify": "npm @shopify/shopify-api",
    "easypost": "npm @easypost/api",
    "bigcommerce": STANDARD,
    "standard_webhooks": STANDARD,
    "cloudevents": STANDARD,
    "shipbob": STANDARD,
    "orderdynamics": STANDARD,
}
"""Which library is asked about a dialect."""


def why_not() -> str:
    """Return why the libraries cannot be asked here, '' when they can."""
    if shutil.which("node") is None:
        return "node is not there"
    if not (HERE / "node_modules" / ".package-lock.json").exists():
        return "they are not installed: npm ci in tests/oracles, or make oracles"
    return ""


def are_genuine(vectors: Sequence[Vector]) -> list[bool]:
    """Return whether its library takes each vector for genuine."""
    asked = json.dumps([asdict(_as_it_takes_it(vector)) for vector in vectors])
    argv = ["node", "oracle.mjs"]
    ran = subprocess.run(argv, cwd=HERE, input=asked, capture_output=True, text=True, check=True)
    return list(json.loads(ran.stdout))


def _as_it_takes_it(vector: Vector) -> Vector:
    """Return a vector with its secret in base64, as BigCommerce's guide hands it to the library."""
    if vector.dialect != "bigcommerce":
        return vector
    return replace(vector, secret=base64.b64encode(vector.secret.encode()).decode())
