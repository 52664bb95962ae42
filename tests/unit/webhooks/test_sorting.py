import hashlib

import pytest

from config.routes import ROUTES
from events import types
from ledger.records import QUARANTINED, QUEUED, SKIPPED
from webhooks.sorting import delivery_of

HELD = b'{"refs": ["order:1"]}'

PLACES = {
    "an order": ("orders/new", HELD, QUEUED, ""),
    "an unknown topic": ("orders/sung", HELD, QUARANTINED, "UNKNOWN_TOPIC"),
    "a topic that asks for nothing": ("orders/seen", HELD, SKIPPED, "NO_ACTION"),
    "a test": ("orders/new", b'{"refs": ["order:1"], "test": true}', SKIPPED, "TEST"),
    "no reference": ("orders/new", b"{}", QUARANTINED, "NO_REFERENCE"),
    "not JSON": ("orders/new", b"order=1", QUARANTINED, "UNREADABLE"),
    "a tower of brackets": ("orders/new", b"[" * 200_000, QUARANTINED, "UNREADABLE"),
    "not a number": ("orders/new", b'{"refs": NaN}', QUARANTINED, "UNREADABLE"),
    "a key twice": ("orders/new", b'{"refs": [], "refs": []}', QUARANTINED, "UNREADABLE"),
    "half a surrogate pair": ("orders/new", b'{"note": "\\ud800"}', QUARANTINED, "UNREADABLE"),
    "an endless integer": (
        "orders/new",
        b'{"n": ' + b"9" * 5_000 + b"}",
        QUARANTINED,
        "UNREADABLE",
    ),
    "not UTF-8": ("orders/new", b'{"note": "\xff"}', QUARANTINED, "UNREADABLE"),
}


@pytest.mark.parametrize(("topic", "raw", "state", "reason"), PLACES.values(), ids=PLACES.keys())
def test_each_delivery_has_its_place(rig, topic: str, raw: bytes, state: str, reason: str) -> None:
    delivery = delivery_of(rig.senders["shop"], raw, rig.headers(raw, topic=topic))

    assert (delivery.state, delivery.reason) == (state, reason)
    assert delivery.body == raw
    assert delivery.body_hash == hashlib.sha256(raw).hexdigest()
    assert (delivery.source, delivery.dialect, delivery.store) == ("shop", "plain", "north")


def test_what_is_queued_names_its_task_and_queue(rig) -> None:
    delivery = delivery_of(rig.senders["shop"], HELD, rig.headers(HELD, topic="orders/held"))

    assert (delivery.task, delivery.queue) == ROUTES[types.ORDER_HELD]


def test_what_is_set_aside_names_no_task(rig) -> None:
    delivery = delivery_of(rig.senders["shop"], b"{}", rig.headers(b"{}"))

    assert (delivery.task, delivery.queue) == ("", "")


def test_an_unreadable_delivery_is_known_by_its_body(rig) -> None:
    first = delivery_of(rig.senders["shop"], b"<a>", rig.headers(b"<a>", identity="one"))
    again = delivery_of(rig.senders["shop"], b"<a>", rig.headers(b"<a>", identity="two"))

    assert first.envelope.identity == again.envelope.identity == hashlib.sha256(b"<a>").hexdigest()
    assert first.envelope.type == types.UNMAPPED


def test_a_source_may_let_tests_count(rig) -> None:
    rig.allow_test()
    raw = b'{"refs": ["order:1"], "test": true}'

    delivery = delivery_of(rig.senders["shop"], raw, rig.headers(raw))

    assert delivery.state == QUEUED


@pytest.mark.parametrize(
    ("topic", "counted"), [("orders/new", "orders/new"), ("orders/of-ana@example.com", "other")]
)
def test_a_delivery_is_counted_under_a_topic_only_if_its_dialect_declares_it(
    rig, topic: str, counted: str
) -> None:
    delivery = delivery_of(rig.senders["shop"], HELD, rig.headers(HELD, topic=topic))

    assert delivery.label == f"shop|{counted}"
