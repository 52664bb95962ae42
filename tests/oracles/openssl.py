"""What openssl says of a delivery: it computes the signature, or checks it, from key and signed bytes alone."""

import base64
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sources.registry import DIALECTS
from sources.vectors import Vector

BY: Final = "openssl"


@dataclass(frozen=True)
class Form:
    """How a dialect writes its signature.

    time: where the time stands that is signed before the body. encoded: the body is signed as base64 text.
    """

    header: str
    pattern: str = r"(?P<signature>.+)"
    time: str = ""
    hexadecimal: bool = False
    encoded: bool = False
    rsa: bool = False


FORMS: Final = {
    "shopify": Form("X-Shopify-Hmac-Sha256"),
    "woocommerce": Form("X-WC-Webhook-Signature"),
    "shiphero": Form("x-shiphero-hmac-sha256"),
    "aftership": Form("aftership-hmac-sha256"),
    "easypost": Form("X-Hmac-Signature", r"hmac-sha256-hex=(?P<signature>.+)", hexadecimal=True),
    "shippo": Form(
        "Shippo-Auth-Signature", r"t=(?P<time>\d+),v1=(?P<signature>.+)", "t", hexadecimal=True
    ),
    "shipstation": Form(
        "x-shipengine-rsa-sha256-signature", time="x-shipengine-timestamp", rsa=True
    ),
    "extensiv": Form("Signature", rsa=True),
    "adobe_events": Form("x-adobe-digital-signature-1", rsa=True),
    "adobe_commerce": Form("x-adobe-commerce-webhook-signature", rsa=True, encoded=True),
}


def is_genuine(vector: Vector) -> bool:
    """Return whether openssl takes the signature of a vector for genuine."""
    form = FORMS[vector.dialect]
    found = re.fullmatch(form.pattern, vector.headers[form.header])
    if found is None:
        return False
    named = found.groupdict()
    given = named["signature"]
    signature = bytes.fromhex(given) if form.hexadecimal else base64.b64decode(given)
    time = named.get("time") or vector.headers.get(form.time, "")
    body = vector.body.encode()
    body = base64.b64encode(body) if form.encoded else body
    signed = (f"{time}." if form.time else "").encode() + body
    return (_verified if form.rsa else _computed)(vector, signature, signed)


def private_key() -> str:
    """Return a fresh RSA key in PEM."""
    return _run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048").decode()


def public_key(private: str) -> str:
    """Return the public half of a key, in PEM."""
    return _run("pkey", "-pubout", told=private.encode()).decode()


def _computed(vector: Vector, signature: bytes, signed: bytes) -> bool:
    key = DIALECTS[vector.dialect].secret_bytes(vector.secret)
    argv = ("dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary")
    return _run(*argv, told=signed) == signature


def _verified(vector: Vector, signature: bytes, signed: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        pem, seal = Path(folder, "key.pem"), Path(folder, "signature")
        pem.write_text(vector.secret)
        seal.write_bytes(signature)
        argv = ("dgst", "-sha256", "-verify", str(pem), "-signature", str(seal))
        return _ran(argv, signed).returncode == 0


def _run(*argv: str, told: bytes = b"") -> bytes:
    ran = _ran(argv, told)
    ran.check_returncode()
    return ran.stdout


def _ran(argv: tuple[str, ...], told: bytes) -> subprocess.CompletedProcess[bytes]:
    command = ["openssl", *argv]
    return subprocess.run(command, input=told, capture_output=True, check=False)
