"""Keys that a sender publishes, fetched beside the door from a key server of this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from config.secret import SecretRef
from config.settings import Source
from sources import rsa_seal
from sources.adobe_events import DIALECT
from sources.dialect import Dialect, SealBroken
from tests.unit.sources.keys import public_pem, rsa_pem
from webhooks.public_keys import FRESH_S, KEPT_S, MOST_BYTES, RETRY_S, PublicKeys
from webhooks.seals import Seals, SecretsGone
from webhooks.senders import Sender

CLIENT = "c0ffee00c0ffee00"
PATH = "/prod/keys/pub-key-0f1e2d3c-0000-4000-8000-000000000001.pem"
RAW = json.dumps({"recipientclientid": CLIENT, "eventid": "1"}).encode()
PATIENCE_S = 10.0


@dataclass
class KeyServer:
    """Answers what it is told to, and keeps what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    location: str = ""
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def host() -> Iterator[KeyServer]:
    told = KeyServer(body=public_pem(rsa_pem("adobe")).encode())

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.send_response(told.status)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def dialect(host: KeyServer) -> Dialect:
    assert DIALECT.configured is not None
    return DIALECT.configured({"client_id": CLIENT, "keys_url": host.url})


def delivery(raw: bytes = RAW, path: str = PATH) -> tuple[bytes, Any]:
    key = rsa_seal.secret_bytes(rsa_pem("adobe"))
    sealed = DIALECT.seal(raw, key, topic="", identity="", now=0.0)
    return raw, Headers({**sealed, "x-adobe-public-key1-path": path})


@pytest.fixture
def door(host: KeyServer, clock: Clock) -> Callable[..., str]:
    """Return what becomes of a delivery: stored, 401 or 503."""
    source = Source("adobe", "adobe_events", "store", ())
    seals = Seals({"adobe": Sender(source, dialect(host), b"{}")}, PublicKeys(clock=clock))

    def deliver(raw: bytes, headers: Any) -> str:
        try:
            seals.check("adobe", raw, headers, 0.0)
        except SealBroken:
            return "401"
        except SecretsGone:
            return "503"
        return "stored"

    return deliver


def until(what: Callable[[], bool]) -> None:
    over = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < over
        time.sleep(0.005)


def come_again(door: Callable[..., str], wanted: str = "stored") -> None:
    until(lambda: door(*delivery()) == wanted)


def test_a_key_that_is_not_here_yet_is_fetched_and_the_sender_comes_again(
    door: Callable[..., str], host: KeyServer
) -> None:
    assert door(*delivery()) == "503"
    come_again(door)

    assert host.asked == [PATH]


def test_a_broken_seal_by_a_key_that_is_here_is_refused(door: Callable[..., str]) -> None:
    come_again(door)
    raw, headers = delivery()

    assert door(raw.replace(b'"1"', b'"2"'), headers) == "401"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, b""),
        (500, b""),
        (200, b"no key"),
        (200, b"x" * (MOST_BYTES + 1)),
        (200, public_pem(rsa_pem("adobe")).encode() + b" " * MOST_BYTES),
    ],
    ids=["none there", "out of order", "no key", "endless", "a key and more"],
)
def test_while_a_key_cannot_be_had_the_answer_is_503_and_never_a_4xx(
    status: int, body: bytes, door: Callable[..., str], host: KeyServer, clock: Clock
) -> None:
    host.status, host.body = status, body
    assert door(*delivery()) == "503"
    until(lambda: len(host.asked) == 1)

    assert door(*delivery()) == "503"
    host.status, host.body = 200, public_pem(rsa_pem("adobe")).encode()
    clock.now += RETRY_S
    come_again(door)


def test_a_redirect_is_not_followed(door: Callable[..., str], host: KeyServer) -> None:
    host.status, host.location = 302, f"{host.url}/elsewhere"

    assert door(*delivery()) == "503"
    until(lambda: len(host.asked) == 1)
    time.sleep(0.05)

    assert host.asked == [PATH]


def test_a_strangers_body_asks_for_no_key(door: Callable[..., str], host: KeyServer) -> None:
    assert door(*delivery(b'{"recipientclientid": "somebody else"}')) == "401"
    assert door(*delivery(path="//evil.example/keys/pub-key-1.pem")) == "401"
    assert host.asked == []


def test_a_key_is_renewed_beside_its_use_and_gone_after_a_day_without_its_host(
    door: Callable[..., str], host: KeyServer, clock: Clock
) -> None:
    come_again(door)
    host.status = 500
    clock.now += FRESH_S
    assert door(*delivery()) == "stored"
    until(lambda: len(host.asked) == 2)

    clock.now += KEPT_S - FRESH_S
    assert door(*delivery()) == "503"


def test_a_host_that_fails_is_not_asked_at_every_delivery(
    door: Callable[..., str], host: KeyServer
) -> None:
    host.status = 500
    door(*delivery())
    until(lambda: len(host.asked) == 1)
    for _ in range(20):
        assert door(*delivery()) == "503"

    time.sleep(0.05)
    assert len(host.asked) == 1


def test_a_key_in_a_file_beside_does_not_make_a_missing_key_a_401(
    host: KeyServer, clock: Clock
) -> None:
    other = SecretRef("env:PEM", {"PEM": public_pem(rsa_pem("an older key"))})
    source = Source("adobe", "adobe_events", "store", (other,))
    seals = Seals({"adobe": Sender(source, dialect(host), b"{}")}, PublicKeys(clock=clock))
    host.status = 500

    with pytest.raises(SecretsGone):
        seals.check("adobe", *delivery(), 0.0)
