"""A certificate for 127.0.0.1, made afresh: P-256 and a little DER, so that no key lies in the tree."""

import hashlib
import secrets
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
EC_KEY = bytes.fromhex("06072a8648ce3d0201")
CURVE = bytes.fromhex("06082a8648ce3d030107")
ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
COMMON_NAME, ALT_NAME = bytes.fromhex("0603550403"), bytes.fromhex("0603551d11")
Point = tuple[int, int]


def add(a: Point, b: Point) -> Point:
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def times(number: int) -> Point:
    result = G
    for bit in bin(number)[3:]:
        result = add(result, result)
        result = add(result, G) if bit == "1" else result
    return result


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = len(body).to_bytes(2, "big").lstrip(b"\0") or b"\0"
    long_form = bytes([0x80 + len(size)]) if len(body) > 127 else b""
    return bytes([tag]) + long_form + size + body


def integer(value: int) -> bytes:
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def bits(value: bytes) -> bytes:
    return der(0x03, b"\0", value)


def signature(private: int, text: bytes) -> bytes:
    nonce = secrets.randbelow(N - 2) + 2
    r = times(nonce)[0] % N
    digest = int.from_bytes(hashlib.sha256(text).digest(), "big")
    return der(0x30, integer(r), integer(pow(nonce, -1, N) * (digest + r * private) % N))


def certificate(private: int, public: bytes) -> bytes:
    name = der(0x30, der(0x31, der(0x30, COMMON_NAME, der(0x0C, b"orderlane test"))))
    days = [datetime.now(UTC) + timedelta(days=shift) for shift in (-1, 1)]
    span = der(0x30, *(der(0x17, day.strftime("%y%m%d%H%M%SZ").encode()) for day in days))
    owner = der(0x30, der(0x30, EC_KEY, CURVE), bits(public))
    address = der(0x30, der(0x87, bytes([127, 0, 0, 1])))
    extensions = der(0xA3, der(0x30, der(0x30, ALT_NAME, der(0x04, address))))
    head = (der(0xA0, integer(2)), integer(secrets.randbits(64)), ECDSA_SHA256)
    text = der(0x30, *head, name, span, name, owner, extensions)
    return der(0x30, text, ECDSA_SHA256, bits(signature(private, text)))


def pem(label: str, content: bytes) -> str:
    as_certificate = ssl.DER_cert_to_PEM_cert(content)
    return as_certificate.replace("CERTIFICATE", label)


@dataclass
class Identity:
    context: ssl.SSLContext
    ca_file: str


@pytest.fixture(scope="session")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    """Return a server's TLS context, and the file that a client must trust to accept it."""
    private = secrets.randbelow(N - 2) + 2
    public = b"\x04" + b"".join(part.to_bytes(32, "big") for part in times(private))
    own = der(
        0x30,
        integer(1),
        der(0x04, private.to_bytes(32, "big")),
        der(0xA0, CURVE),
        der(0xA1, bits(public)),
    )
    folder: Path = tmp_path_factory.mktemp("tls")
    (folder / "key.pem").write_text(pem("EC PRIVATE KEY", own))
    (folder / "certificate.pem").write_text(pem("CERTIFICATE", certificate(private, public)))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return Identity(context, str(folder / "certificate.pem"))
