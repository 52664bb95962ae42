"""The checked address is connected to, and TLS proves the configured name all the same."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sources.dialect import Fetch
from storefronts.bigcommerce import BigCommerce
from storefronts.errors import Unavailable
from tests.unit.storefronts.conftest import FakeGate, FakeSource, Given, serving

NAME = "api.shop.example"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for NAME, which is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    signed = built.sign(key, hashes.SHA256())
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(*form, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def named() -> list[str]:
    """The names that clients asked the server for while they shook hands."""
    return []


@pytest.fixture
def shop(pem: Path, named: list[str]) -> Iterator[FakeSource]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = lambda sock, name, own: named.append(name)  # type: ignore[assignment]  # told wider
    with serving(FakeSource(lambda asked: Given({"id": 1, "shipments": []})), context) as source:
        yield source


def ask(shop: FakeSource, monkeypatch: pytest.MonkeyPatch, host: str, ca_file: Path | None) -> Any:
    """Ask the server as a host of that name, which stands for the loopback."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda name, *args, **more: real("127.0.0.1", *args, **more)
    )
    shop.url = f"https://{host}:{shop.url.rsplit(':', 1)[1]}"
    shop.answer = lambda asked: Given([] if asked.path.endswith("/shipments") else {"id": 1})
    account = shop.account(ca_file=str(ca_file) if ca_file else None)
    return BigCommerce("shop", account, FakeGate()).get(Fetch("shipments", {"id": "250"}))


def test_the_name_is_asked_for_and_proven_at_the_checked_address(
    shop: FakeSource, pem: Path, named: list[str], monkeypatch: pytest.MonkeyPatch
):
    found = ask(shop, monkeypatch, NAME, pem)

    assert found.body == b'{"order":{"id": 1},"shipments":[]}'
    assert named == [NAME, NAME]
    assert shop.asked[0].headers["host"].startswith(f"{NAME}:")


@pytest.mark.parametrize(
    ("host", "trusted"), [("other.shop.example", True), (NAME, False)], ids=["name", "authority"]
)
def test_a_certificate_for_another_name_or_of_no_authority_gets_nothing(
    shop: FakeSource, pem: Path, monkeypatch: pytest.MonkeyPatch, host: str, trusted: bool
):
    with pytest.raises(Unavailable, match="SSLCertVerificationError"):
        ask(shop, monkeypatch, host, pem if trusted else None)

    assert shop.asked == []
