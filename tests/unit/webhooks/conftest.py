"""A door with a dialect of its own before a ledger that keeps what it was given."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from flask.testing import FlaskClient

from config.door import DoorRules
from config.secret import SecretRef
from config.settings import Source
from events import types
from events.envelope import Envelope, Unreadable
from ledger import keys
from ledger.durability import WANTED
from ledger.records import QUEUED, Bell, Delivery, Intake
from sources.dialect import Dialect, Headers, json_object, required_header
from sources.hmac_seal import body_hmac_verifier, hmac_sha256
from webhooks.app import build
from webhooks.door import Door
from webhooks.health import Health
from webhooks.reception import Reception
from webhooks.seals import Seals
from webhooks.senders import Sender
from worker.bell import NO_MESSAGE

LIMIT = 1_000
GENEROUS = DoorRules(bad_per_address=10**9, bad_per_source=10**9)
NOW = 1_764_000_000.0
TOPICS = {
    "orders/new": types.ORDER_CREATED,
    "orders/held": types.ORDER_HELD,
    "orders/seen": types.DELIVERY_NOTED,
}


def read_envelope(raw: bytes, headers: Headers) -> Envelope:
    data = json_object(raw)
    topic = required_header(headers, "X-Plain-Topic")
    return Envelope(
        identity=required_header(headers, "X-Plain-Webhook-Id"),
        topic=topic,
        type=TOPICS.get(topic, types.UNMAPPED),
        refs=tuple(data.get("refs", ())),
        opens_lane=True,
        test=bool(data.get("test")),
    )


def translate(envelope: Envelope, raw: bytes) -> dict[str, object]:
    raise Unreadable("not the door's business")


PLAIN = Dialect(
    name="plain",
    topics=TOPICS,
    verify=body_hmac_verifier("X-Plain-Signature"),
    envelope=read_envelope,
    translate=translate,
    is_handshake=lambda method, raw, headers: method == "HEAD" or raw == b"ping=1",
    challenge=lambda query: query.get("challenge"),
    to_visit=lambda raw: "https://sender.example/visit" if raw == b"ping=1" else "",
)


@dataclass
class FakeLedger:
    """Keeps the deliveries by event id; `failure` is raised, `due` is somebody else's turn."""

    stored: dict[str, Delivery] = field(default_factory=dict)
    messages: list[tuple[str, bytes]] = field(default_factory=list)
    failure: Exception | None = None
    due: Bell | None = None

    def ingest(self, delivery: Delivery, bell: tuple[str, bytes] = NO_MESSAGE) -> Intake:
        if self.failure is not None:
            raise self.failure
        eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
        status = "ACCEPTED" if delivery.state == QUEUED else delivery.state.upper()
        if eid in self.stored:
            same = self.stored[eid].body_hash == delivery.body_hash
            return Intake("DUPLICATE" if same else "CONFLICT", eid, "")
        self.stored[eid] = delivery
        self.messages.append(bell)
        return Intake(status, eid, "", self.due)

    @property
    def last(self) -> Delivery:
        return list(self.stored.values())[-1]


@dataclass
class FakeRedis:
    """Answers what a probe asks; `failure` is raised, `refusal` for its configuration only."""

    config: dict[str, str] = field(default_factory=lambda: dict(WANTED))
    failure: Exception | None = None
    refusal: Exception | None = None

    def config_get(self, name: str) -> dict[str, str]:
        if self.failure or self.refusal:
            raise self.failure or self.refusal
        return {name: self.config[name]}


@dataclass
class Rig:
    """The parts of a door, and how to knock at it."""

    environ: dict[str, str]
    senders: dict[str, Sender]
    ledger: FakeLedger = field(default_factory=FakeLedger)
    redis: FakeRedis = field(default_factory=FakeRedis)
    rung: list[Bell] = field(default_factory=list)
    refused: list[tuple[str, bytes, Headers, float]] = field(default_factory=list)
    make_message: Callable[[Bell], tuple[str, bytes]] = lambda bell: (
        bell.queue,
        bell.event_id.encode(),
    )

    def client(
        self, *, volatile_allowed: bool = False, limit: int = LIMIT, rules: DoorRules = GENEROUS
    ) -> FlaskClient:
        door = Door(
            Seals(self.senders),
            Reception(self.ledger, lambda bell: self.make_message(bell), self.rung.append),
            lambda: NOW,
            lambda *refused: self.refused.append(refused),
        )
        health = Health(self.redis, volatile_allowed=volatile_allowed)  # type: ignore[arg-type] # a fake
        return build(door, health, limit, rules).test_client()

    def headers(
        self, raw: bytes, identity: str = "d-1", topic: str = "orders/new", key: str = "FIRST"
    ) -> dict[str, str]:
        signature = base64.b64encode(hmac_sha256(self.environ[key].encode(), raw)).decode()
        return {
            "X-Plain-Signature": signature,
            "X-Plain-Webhook-Id": identity,
            "X-Plain-Topic": topic,
        }

    def allow_test(self) -> None:
        sender = self.senders["shop"]
        self.senders["shop"] = replace(sender, source=replace(sender.source, allow_test=True))


@pytest.fixture
def rig() -> Rig:
    environ = {
        "FIRST": "f1rst-k3y-of-the-shop-9d2c71",
        "SECOND": "s3cond-k3y-of-the-shop-77ab0",
        "STRANGE": "k3y-of-nobody-we-know-5e1f20",
    }
    refs = (SecretRef("env:FIRST", environ), SecretRef("env:SECOND", environ))
    source = Source("shop", "plain", "north", refs)
    return Rig(environ, {"shop": Sender(source, PLAIN, b'{"status": "accepted"}')})


@pytest.fixture
def order() -> bytes:
    return json.dumps({"refs": ["order:1001"]}).encode()
