"""What the tests of the dialects share: signed deliveries, and the fixtures of each topic."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events.envelope import Envelope
from sources.dialect import Dialect
from sources.registry import DIALECTS
from tests.unit.sources.keys import RSA_SIGNED, rsa_pem

FIXTURES = Path(__file__).parents[2] / "fixtures"
SECRET_TEXTS = {
    "cloudevents": "whsec_Y2xvdWRldmVudHMtdW5pdC10ZXN0LWtleS0zMi1ieXRlcyE=",
    "standard_webhooks": "whsec_b3JkZXJsYW5lLXVuaXQtdGVzdC1rZXktMzItYnl0ZXM=",
    "orderdynamics": "whsec_dGhlLU9NUy1zLW93bi1ldmVudHMtMzItYnl0ZXMtb2Yta2V5",
    "shipbob": "whsec_c2hpcGJvYi1zaWduaW5nLWtleS0yNGJ5dGVzLWFuZC1tb3Jl",
}
NOW = 1_795_000_000.0


def is_beside(path: Path) -> bool:
    """Return whether a fixture tells what is expected or fetched, and is no delivery."""
    return path.name.endswith((".expected.json", ".fetched.json"))


@dataclass(frozen=True)
class Delivery:
    """One signed delivery of a dialect, as its sender would make it."""

    dialect: Dialect
    raw: bytes
    headers: Headers
    secret: bytes

    def verify(self, *secrets: bytes, now: float = NOW) -> int:
        return self.dialect.verify(self.raw, self.headers, secrets or (self.secret,), now)

    def envelope(self) -> Envelope:
        return self.dialect.envelope(self.raw, self.headers)


class AnyHeaders(dict[str, str]):
    """Headers without regard to case that hold any character, as a socket could bring them."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in headers.items()})

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


@pytest.fixture(scope="session")
def any_headers() -> type[AnyHeaders]:
    """Headers that Werkzeug's would not hold."""
    return AnyHeaders


@pytest.fixture(scope="session")
def deliver() -> Callable[..., Delivery]:
    """Make a delivery of a dialect by its name."""

    def make(
        name: str, raw: bytes, topic: str = "orders/create", identity: str = "msg_1", **more: str
    ) -> Delivery:
        dialect = DIALECTS[name]
        text = SECRET_TEXTS.get(name, f"unit-test-secret-of-32-bytes-for-{name}")
        text = rsa_pem(name) if name in RSA_SIGNED else text
        secret = dialect.secret_bytes(text)
        headers = Headers(dialect.seal(raw, secret, topic=topic, identity=identity, now=NOW))
        for header, value in more.items():
            headers[header.replace("_", "-")] = value
        return Delivery(dialect, raw, headers, secret)

    return make


@pytest.fixture(scope="session")
def fixture_body() -> Callable[[str, str], bytes]:
    """Return the body of a topic as its sender sends it."""

    def read(name: str, topic: str) -> bytes:
        return (FIXTURES / name / f"{topic.replace('/', '-')}.json").read_bytes()

    return read


def _changed(
    name: str, deliver: Callable[..., Delivery], fixture_body: Callable[[str, str], bytes]
) -> Callable[..., Delivery]:
    def make(topic: str, *, under: str = "", headers: Any = None, **changed: Any) -> Delivery:
        body = json.loads(fixture_body(name, topic), parse_float=str)
        raw = json.dumps({**body, **changed}).encode()
        return deliver(name, raw, under or topic, **(headers or {}))

    return make


@pytest.fixture
def shopify(deliver: Any, fixture_body: Any) -> Callable[..., Delivery]:
    """Make a delivery of a topic's fixture, sent under another topic or with changed fields."""
    return _changed("shopify", deliver, fixture_body)


@pytest.fixture
def woocommerce(deliver: Any, fixture_body: Any) -> Callable[..., Delivery]:
    """Make a delivery of a topic's fixture, sent under another topic or with changed fields."""
    return _changed("woocommerce", deliver, fixture_body)


@pytest.fixture
def shiphero(deliver: Any, fixture_body: Any) -> Callable[..., Delivery]:
    """Make a delivery of a topic's fixture with changed fields."""
    return _changed("shiphero", deliver, fixture_body)


@pytest.fixture
def extensiv(deliver: Any, fixture_body: Any) -> Callable[..., Delivery]:
    """Make a delivery of a topic's fixture with changed fields."""
    return _changed("extensiv", deliver, fixture_body)


@pytest.fixture
def orderdynamics(deliver: Any, fixture_body: Any) -> Callable[..., Delivery]:
    """Make a delivery of a topic's fixture with changed fields."""
    return _changed("orderdynamics", deliver, fixture_body)


@pytest.fixture
def shipbob(deliver: Any, fixture_body: Any) -> Callable[..., Delivery]:
    """Make a delivery of a topic's fixture, sent under another topic or with changed fields."""
    return _changed("shipbob", deliver, fixture_body)
