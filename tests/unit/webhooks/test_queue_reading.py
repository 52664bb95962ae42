"""A message read as a delivery: the same dialects, sealed by signature or by the transport."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from config.queue_doors import SIGNATURE, TRANSPORT, QueueDoor
from ledger.records import QUARANTINED, QUEUED, Delivery
from sources.standard_webhooks import DIALECT as STANDARD
from tests.unit.webhooks.conftest import NOW
from webhooks.queues.headers import headers_of
from webhooks.queues.port import Message
from webhooks.queues.reading import delivery_of_message
from webhooks.seals import SecretsGone
from webhooks.senders import Sender

BODY = b'{"refs": ["order:1001"]}'
CANONICAL = b'{"type": "order.held", "data": {"order": {"id": "7"}, "reason": "fraud"}}'
HOUR = 3600.0


def read(sender: Sender, message: Message, seal: str = SIGNATURE, limit: int = 1000) -> Delivery:
    door = QueueDoor("in", urlsplit("redis://bus/0?stream=s"), "shop", seal)
    return delivery_of_message(door, sender, message, limit=limit, now=NOW)


def message(raw: bytes, headers: dict[str, str], **more: object) -> Message:
    return Message(raw, headers_of(headers.items()), handle=None, **more)  # type: ignore[arg-type] # by name


def test_a_signed_message_is_the_delivery_it_would_be_over_http(rig):
    delivery = read(rig.senders["shop"], message(BODY, rig.headers(BODY)))

    assert (delivery.state, delivery.envelope.identity) == (QUEUED, "d-1")
    assert delivery.body == BODY


@pytest.mark.parametrize("raw", [BODY.replace(b"1001", b"1002"), b""])
def test_an_unsealed_message_is_kept_for_a_person_with_its_bytes(rig, raw: bytes):
    delivery = read(rig.senders["shop"], message(raw, rig.headers(BODY)))

    assert (delivery.state, delivery.reason, delivery.body) == (QUARANTINED, "UNSEALED", raw)


def test_an_unsealed_message_does_not_take_the_name_of_a_sealed_one(rig):
    forged = read(rig.senders["shop"], message(BODY, {"X-Plain-Webhook-Id": "d-1"}))
    true = read(rig.senders["shop"], message(BODY, rig.headers(BODY)))

    assert forged.envelope.identity != true.envelope.identity
    assert (forged.envelope.refs, forged.envelope.marks) == ((), ())


def test_no_secret_at_hand_is_no_reason_to_set_a_message_aside(rig):
    signed = message(BODY, rig.headers(BODY))
    for name in ("FIRST", "SECOND"):
        del rig.environ[name]

    with pytest.raises(SecretsGone):
        read(rig.senders["shop"], signed)


def test_the_transport_seals_only_where_the_queue_says_so(rig):
    unsigned = message(BODY, {"X-Plain-Topic": "orders/new", "X-Plain-Webhook-Id": "d-1"})

    assert read(rig.senders["shop"], unsigned).reason == "UNSEALED"
    assert read(rig.senders["shop"], unsigned, TRANSPORT).state == QUEUED


def test_a_signature_may_have_waited_in_the_queue_for_hours(rig):
    secret = b"k\x01Zp\x9e\x7f3q\xd2vE8\x10sL0\xaaW4n\xcfR6t"
    sender = replace(rig.senders["shop"], dialect=replace(STANDARD, secret_bytes=lambda _: secret))
    signed = STANDARD.seal(CANONICAL, secret, topic="", identity="m-1", now=NOW - HOUR)

    late = read(sender, message(CANONICAL, signed, at=NOW - HOUR))
    unknown = read(sender, message(CANONICAL, signed))

    assert late.state == QUEUED
    assert unknown.reason == "UNSEALED"


def test_the_brokers_id_stands_in_for_that_of_standard_webhooks(rig):
    sender = replace(rig.senders["shop"], dialect=STANDARD)
    named = message(CANONICAL, {"webhook-id": "m-1"}, ident="events.in/17-0")
    nameless = message(CANONICAL, {}, ident="events.in/17-0")

    assert read(sender, named, TRANSPORT).envelope.identity == "m-1"
    assert read(sender, nameless, TRANSPORT).envelope.identity == "events%2Ein/17-0"
    assert read(sender, message(CANONICAL, {}), TRANSPORT).reason == "UNREADABLE"


@pytest.mark.parametrize(
    ("raw", "topic", "reason"),
    [(b"{", "orders/new", "UNREADABLE"), (BODY, "orders/strange", "UNKNOWN_TOPIC")],
)
def test_poison_is_kept_for_a_person_with_its_bytes(rig, raw: bytes, topic: str, reason: str):
    delivery = read(rig.senders["shop"], message(raw, rig.headers(raw, topic=topic)))

    assert (delivery.state, delivery.reason, delivery.body) == (QUARANTINED, reason, raw)


def test_a_message_over_the_limit_is_kept_whole_and_never_read(rig):
    long = BODY + b" " * 1000

    delivery = read(rig.senders["shop"], message(long, rig.headers(long)))

    assert (delivery.state, delivery.reason, delivery.body) == (QUARANTINED, "TOO_LARGE", long)


def test_a_message_over_the_limit_without_a_seal_is_not_taken_for_a_sealed_one(rig):
    assert read(rig.senders["shop"], message(BODY + b" " * 1000, {})).reason == "UNSEALED"


def test_a_verifier_that_fails_is_not_believed(rig, caplog):
    def fail(*_: object) -> int:
        raise KeyError("a fault of ours")

    shop = rig.senders["shop"]
    broken = replace(shop, dialect=replace(shop.dialect, verify=fail))

    assert read(broken, message(BODY, rig.headers(BODY))).reason == "UNSEALED"
    assert "the seal was not read: KeyError" in caplog.text


def test_a_reader_that_fails_sets_the_message_aside_and_says_so(rig, caplog):
    def fail(raw: bytes, headers: object) -> None:
        raise KeyError("a fault of ours")

    shop = rig.senders["shop"]
    broken = replace(shop, dialect=replace(shop.dialect, envelope=fail))

    delivery = read(broken, message(BODY, rig.headers(BODY)))

    assert (delivery.state, delivery.reason) == (QUARANTINED, "READER_FAILED")
    assert "the reader failed: KeyError" in caplog.text
