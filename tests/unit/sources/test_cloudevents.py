"""CloudEvents in its three modes, written by the official SDK, sealed by the library standardwebhooks."""

import base64
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks.webhooks import Webhook
from werkzeug.datastructures import Headers

from events import payloads, types
from events.envelope import Envelope, Unreadable
from sources.cloudevents import DIALECT
from sources.dialect import SealBroken

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cloudevents"
SECRET = "whsec_b3JkZXJsYW5lLXVuaXQtdGVzdC1rZXktMzItYnl0ZXM="
NOW = 1_795_000_000.0
STRUCTURED = "application/cloudevents+json"
HELD = {"order": {"id": "A-1001"}, "hold_id": "H-1", "reason": "fraud_review"}
ATTRIBUTES = {
    "specversion": "1.0",
    "id": "0190f3a2",
    "source": "/stores/acme-ca",
    "type": "order.held",
    "time": "2026-11-20T10:00:00Z",
}
PAIR = "/stores/acme-ca|0190f3a2"


def sealed(raw: bytes, headers: dict[str, str], identity: str = "msg_1") -> Headers:
    """Return the headers with the seal that the library standardwebhooks makes."""
    signature = Webhook(SECRET).sign(identity, datetime.fromtimestamp(NOW, UTC), raw.decode())
    seal = {
        "webhook-id": identity,
        "webhook-timestamp": str(int(NOW)),
        "webhook-signature": signature,
    }
    return Headers(headers | seal)


def read(raw: bytes, headers: dict[str, str], identity: str = "msg_1") -> Envelope:
    """Let a delivery through the door: first its seal, then its envelope."""
    held = sealed(raw, headers, identity)
    assert DIALECT.verify(raw, held, [DIALECT.secret_bytes(SECRET)], NOW) == 0
    return DIALECT.envelope(raw, held)


def structured(**changed: Any) -> bytes:
    event = {**ATTRIBUTES, "data": HELD, **changed}
    return json.dumps({name: value for name, value in event.items() if value is not None}).encode()


def test_every_canonical_type_can_be_sent_and_a_batch() -> None:
    assert set(DIALECT.topics) == {*payloads.SCHEMAS, "batch"}


@pytest.mark.parametrize("topic", payloads.SCHEMAS)
def test_what_the_official_sdk_writes_structured_is_read(topic: str) -> None:
    body = json.loads((FIXTURES / f"{topic}.json").read_text())
    data = body.pop("data")
    time = datetime.fromisoformat(body.pop("time")) if "time" in body else None
    message = to_structured_event(CloudEvent({**body, **({"time": time} if time else {})}, data))

    envelope = read(message.body, dict(message.headers))

    assert (envelope.type, envelope.identity) == (topic, f"/stores/acme-ca|{body['id']}")
    assert DIALECT.translate(envelope, message.body)


@pytest.mark.parametrize("topic", payloads.SCHEMAS)
def test_what_the_official_sdk_writes_binary_tells_the_same(topic: str) -> None:
    body = json.loads((FIXTURES / f"{topic}.json").read_text())
    data = {"version": "7", **body.pop("data")}
    body.pop("time", None)
    one = to_structured_event(CloudEvent(dict(body), data))
    other = to_binary_event(CloudEvent(dict(body), {**data, "type": topic}))

    first, second = (read(message.body, dict(message.headers)) for message in (one, other))

    assert (first.identity, first.refs, first.version) == (
        second.identity,
        second.refs,
        second.version,
    )
    assert DIALECT.translate(first, one.body) == DIALECT.translate(second, other.body)


def test_bytes_that_the_official_sdk_packs_as_base64_are_unpacked() -> None:
    attributes = {**ATTRIBUTES, "datacontenttype": "application/json"}
    del attributes["time"]
    packed = structured(data=None, data_base64=base64.b64encode(json.dumps(HELD).encode()).decode())
    message = to_structured_event(CloudEvent(attributes, json.dumps(HELD).encode()))

    for raw in (packed, message.body):
        assert DIALECT.translate(read(raw, {"Content-Type": STRUCTURED}), raw)["hold_id"] == "H-1"


@pytest.mark.parametrize("encoded", ["!", "e30", 5, "bnVsbA=="])
def test_base64_that_holds_no_object_is_unreadable(encoded: Any) -> None:
    with pytest.raises(Unreadable):
        read(structured(data=None, data_base64=encoded), {"Content-Type": STRUCTURED})


@pytest.mark.parametrize("where", ["body", "webhook-id", "webhook-timestamp", "webhook-signature"])
def test_one_flipped_bit_breaks_the_seal(where: str) -> None:
    raw = structured()
    headers = sealed(raw, {"Content-Type": STRUCTURED})
    if where == "body":
        raw = raw[:-3] + bytes([raw[-3] ^ 1]) + raw[-2:]
    else:
        value = headers[where]
        headers[where] = value[:3] + chr(ord(value[3]) ^ 1) + value[4:]

    with pytest.raises(SealBroken):
        DIALECT.verify(raw, headers, [DIALECT.secret_bytes(SECRET)], NOW)


def test_a_bearer_token_alone_is_no_seal() -> None:
    headers = Headers({"Content-Type": STRUCTURED, "Authorization": f"Bearer {SECRET}"})

    with pytest.raises(SealBroken):
        DIALECT.verify(structured(), headers, [DIALECT.secret_bytes(SECRET)], NOW)


@pytest.mark.parametrize(
    "media_type", [STRUCTURED, STRUCTURED.upper(), f"{STRUCTURED}; charset=utf-8"]
)
def test_the_mode_is_matched_without_case_and_parameters(media_type: str) -> None:
    assert read(structured(), {"Content-Type": media_type}).identity == PAIR


def test_a_format_other_than_json_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="Content-Type"):
        read(structured(), {"Content-Type": "application/cloudevents+avro"})


@pytest.mark.parametrize("missing", ["id", "source", "type", "specversion"])
def test_a_missing_attribute_is_not_invented(missing: str) -> None:
    with pytest.raises(Unreadable, match=missing):
        read(structured(**{missing: None}), {"Content-Type": STRUCTURED})


def test_a_missing_time_is_not_invented() -> None:
    envelope = read(structured(time=None), {"Content-Type": STRUCTURED})

    assert (envelope.time, envelope.version) == (None, None)


@pytest.mark.parametrize("version", ["0.3", "1.1", "2.0"])
def test_another_specversion_is_unreadable(version: str) -> None:
    with pytest.raises(Unreadable, match="specversion"):
        read(structured(specversion=version), {"Content-Type": STRUCTURED})


def test_source_and_id_identify_whatever_the_attempt_is_called() -> None:
    ids = {read(structured(), {"Content-Type": STRUCTURED}, name).identity for name in "ab"}
    other = read(structured(source="/stores/b"), {"Content-Type": STRUCTURED}).identity

    assert ids == {PAIR}
    assert other != PAIR


def test_source_and_id_cannot_be_shifted_into_each_other() -> None:
    one = read(structured(source="a|b", id="c"), {"Content-Type": STRUCTURED})
    other = read(structured(source="a", id="b|c"), {"Content-Type": STRUCTURED})

    assert one.identity != other.identity


def test_an_identity_is_one_printable_word() -> None:
    envelope = read(structured(source="/Köln 1", id="é 2"), {"Content-Type": STRUCTURED})

    assert envelope.identity == "/K%C3%B6ln%201|%C3%A9%202"


def test_an_attribute_name_with_an_underline_is_accepted() -> None:
    assert read(structured(event_id="x"), {"Content-Type": STRUCTURED}).identity == PAIR


def test_datacontenttype_absent_means_json_and_another_is_unreadable() -> None:
    for known in (None, "application/json; charset=utf-8", "application/vnd.acme+json"):
        assert read(structured(datacontenttype=known), {"Content-Type": STRUCTURED}).refs
    with pytest.raises(Unreadable, match="datacontenttype"):
        read(structured(datacontenttype="text/xml"), {"Content-Type": STRUCTURED})


def test_an_event_of_64_kib_is_read() -> None:
    raw = structured(data={**HELD, "note": "x" * 65_536})

    assert read(raw, {"Content-Type": STRUCTURED}).type == types.ORDER_HELD


def test_an_amount_sent_as_a_number_is_exact() -> None:
    data = {"reference": "r", "amount": {"amount": 0.1, "currency": "USD"}}
    raw = structured(type="payment.received", data=data)

    payload = DIALECT.translate(read(raw, {"Content-Type": STRUCTURED}), raw)

    assert payload["amount"]["amount"] == Decimal("0.1")


@pytest.mark.parametrize("name", ["order.vanished", "delivery.received", "batch", "com.acme.x"])
def test_any_other_type_is_unmapped_whatever_its_data(name: str) -> None:
    envelope = read(structured(type=name, data=["x"]), {"Content-Type": STRUCTURED})

    assert (envelope.type, envelope.topic, envelope.refs) == (types.UNMAPPED, name, ())
