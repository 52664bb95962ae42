"""CloudEvents in binary mode: what stands in headers is not sealed, and is spelt in its own way."""

import json
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Envelope, Unreadable
from sources import standard_seal
from sources.cloudevents import DIALECT

NOW = 1_795_000_000.0
KEY = b"orderlane-unit-test-key-32-bytes"
HELD = {"order": {"id": "A-1001"}, "hold_id": "H-1", "reason": "fraud_review"}
ATTRIBUTES = {
    "specversion": "1.0",
    "id": "0190f3a2",
    "source": "/stores/acme-ca",
    "type": "order.held",
    "time": "2026-11-20T10:00:00Z",
}
PAIR = "/stores/acme-ca|0190f3a2"


def binary(body: Any = None, **changed: str | None) -> Envelope:
    """Let a binary delivery through the door, its headers spelt as given."""
    attributes: dict[str, str | None] = {**ATTRIBUTES, **changed}
    headers = {f"ce-{name}": value for name, value in attributes.items() if value is not None}
    raw = json.dumps({**HELD, "type": "order.held"} if body is None else body).encode()
    seal = standard_seal.seal(raw, KEY, topic="", identity="msg_1", now=NOW)
    held = Headers({**seal, **headers})
    assert DIALECT.verify(raw, held, [KEY], NOW) == 0
    return DIALECT.envelope(raw, held)


@pytest.mark.parametrize(
    ("spelt", "meant"),
    [
        ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro%20%E2%82%AC%20%F0%9F%98%80"),
        ('"Euro%20%E2%82%AC \\"x\\""', "Euro%20%E2%82%AC%20%22x%22"),
        ("%2541", "%2541"),
        ("Euro%20\u00e2\u0082\u00ac", "Euro%20%E2%82%AC"),
    ],
    ids=["the specification's own", "in double quotes", "decoded once", "unencoded UTF-8"],
)
def test_a_header_is_unquoted_then_percent_decoded_once(spelt: str, meant: str) -> None:
    assert binary(id=spelt).identity == f"/stores/acme-ca|{meant}"


@pytest.mark.parametrize("spelt", ["%C0%A0", "\u00e9", "a, a", '"a", "a"', '"a', "%0A", ""])
def test_a_header_that_is_not_one_text_in_utf8_is_unreadable(spelt: str) -> None:
    with pytest.raises(Unreadable, match="id"):
        binary(id=spelt)


def test_a_header_nobody_reads_may_hold_what_it_likes() -> None:
    assert binary(subject="Euro \u0080 %C0%A0").identity == PAIR


@pytest.mark.parametrize("body", [HELD, {**HELD, "type": "order.cancelled"}])
def test_the_type_of_a_binary_event_must_stand_in_its_sealed_data(body: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match="type"):
        binary(body)


def test_a_binary_event_takes_no_version_from_a_header() -> None:
    assert binary().version is None
    assert binary({**HELD, "type": "order.held", "version": 7}).version == "7".zfill(20)


def test_a_binary_event_under_another_ce_id_is_known_by_its_sealed_id() -> None:
    assert binary(id="other").marks == binary().marks == ("msg_1",)


def test_a_structured_event_sent_as_binary_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="Content-Type"):
        binary({**ATTRIBUTES, "data": HELD})


@pytest.mark.parametrize("missing", ["id", "source", "type", "specversion"])
def test_a_missing_header_is_not_invented(missing: str) -> None:
    with pytest.raises(Unreadable, match=missing):
        binary(**{missing: None})


def test_a_type_nobody_knows_is_unmapped_whatever_its_data() -> None:
    assert binary(["x"], type="com.acme.x").type == types.UNMAPPED
