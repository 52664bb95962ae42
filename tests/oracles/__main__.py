"""Makes `sources/recorded_vectors.json` anew: `make oracles`.

Of each dialect one fixture is sealed by us and shown to openssl and to its sender's own library;
only what they take for genuine is written.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from events import types
from sources.dialect import topic_type
from sources.registry import DIALECTS
from sources.vectors import Vector
from tests.oracles import npm, openssl
from tests.unit.sources.keys import OPTIONS

ROOT: Final = Path(__file__).parents[2]
NOW: Final = 1_795_000_000.0
SECRETS: Final = dict.fromkeys(
    ("standard_webhooks", "cloudevents", "shipbob", "orderdynamics"),
    "whsec_c2VhbGVkLWZvci10aGUtcmVjb3JkLTMyLWJ5dGVzIQ==",
)
NEEDED: Final = {
    "shopify": {"X-Shopify-Shop-Domain": "north.example", "X-Shopify-API-Version": "2026-07"}
}
"""Headers that a library will not do without."""


def main() -> int:
    """Write the vectors; return 1 when an oracle does not take one of ours for genuine."""
    if reason := npm.why_not():
        click.echo(f"the npm libraries cannot be asked: {reason}", err=True)
        return 1
    by_npm = [_vector(name, by) for name, by in npm.BY.items()]
    by_openssl = [_vector(name, openssl.BY) for name in openssl.FORMS]
    answers = npm.are_genuine(by_npm) + [openssl.is_genuine(vector) for vector in by_openssl]
    found = list(_genuine(by_npm + by_openssl, answers))
    path = ROOT / "sources" / "recorded_vectors.json"
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    click.echo(f"{len(found)} of {len(answers)} recorded in {path.relative_to(ROOT)}")
    return 0 if all(answers) else 1


def _genuine(vectors: list[Vector], answers: list[bool]) -> Iterator[dict[str, object]]:
    for vector, genuine in zip(vectors, answers, strict=True):
        if genuine:
            yield asdict(vector)
        else:
            click.echo(f"{vector.by} refuses our {vector.dialect}", err=True)


def _vector(name: str, by: str) -> Vector:
    dialect, rsa = DIALECTS[name], name in openssl.FORMS and openssl.FORMS[name].rsa
    own = openssl.private_key() if rsa else SECRETS.get(name, f"sealed-for-the-record-of-{name}")
    topic, body = _fixture(name)
    key = dialect.secret_bytes(own)
    headers = dialect.seal(body.encode(), key, topic=topic, identity="msg_record_1", now=NOW)
    return Vector(
        dialect=name,
        name=topic,
        by=by,
        secret=openssl.public_key(own) if rsa else own,
        headers={**headers, **NEEDED.get(name, {})},
        body=body,
        now=NOW,
        options=OPTIONS.get(name, {}),
    )


def _fixture(name: str) -> tuple[str, str]:
    """Return topic and body of the fixture that tells most: of a new order, else of whatever acts."""
    ranks = (types.ORDER_CREATED, types.SHIPMENT_CREATED, types.TRACKING_UPDATED)
    found = {
        path.stem.replace("-", "/"): path.read_text("utf-8")
        for path in sorted((ROOT / "tests" / "fixtures" / name).glob("*.json"))
        if not path.name.endswith((".expected.json", ".fetched.json"))
    }
    kinds = {topic: topic_type(DIALECTS[name].topics, topic) for topic in found}
    best = min(found, key=lambda topic: (*(kinds[topic] != rank for rank in ranks), topic))
    return best, found[best]


sys.exit(main())
