"""Whatever a sealed body holds: it is read, or it is Unreadable. Nothing else is raised."""

import contextlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Envelope, Unreadable
from sources.dialect import Dialect, Payload
from sources.registry import DIALECTS
from tests.unit.sources.conftest import is_beside
from tests.unit.sources.keys import key_of

FIXTURES = Path(__file__).parents[2] / "fixtures"
SILENT = (types.DELIVERY_NOTED, types.UNMAPPED)
KEY = b"k" * 32
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**19), 10**19)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["", "0", "-1", "1e5", "gid://", "9" * 30, "0001-01-01T00:00:00+14:00"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "order", "line_items", "amount", "order_id", "tracking_number"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=5,
)
BODIES = {
    name: [
        (
            path.stem.replace("-", "/") if name in ("shopify", "bigcommerce") else path.stem,
            json.loads(path.read_text()),
        )
        for path in sorted(FIXTURES.glob(f"{name}/*.json"))
        if not is_beside(path)
    ]
    for name in DIALECTS
}


@cache
def known_of(name: str, topic: str) -> Payload:
    """Return the state that a topic's own fixture leaves behind, of a thin one nothing."""
    raw = json.dumps(dict(BODIES[name])[topic]).encode()
    envelope = outside(DIALECTS[name], raw, topic)
    dialect = DIALECTS[name]
    return {} if dialect.fetch(envelope, raw) else dialect.derive(envelope, raw, {}).state


def outside(dialect: Dialect, raw: bytes, topic: str) -> Envelope:
    """Return the envelope of a sealed delivery."""
    seal = dialect.seal(raw, key_of(dialect.name, KEY), topic=topic, identity="msg_1", now=1e9)
    return dialect.envelope(raw, Headers(seal))


def read_through(dialect: Dialect, raw: bytes, topic: str, known: Payload) -> None:
    """Do with a body all that door and worker would do."""
    with contextlib.suppress(Unreadable):
        envelope = outside(dialect, raw, topic)
        json.dumps(dialect.derive(envelope, raw, known).state)
        if envelope.type not in (*SILENT, types.DELIVERY_RECEIVED):
            dialect.translate(envelope, raw)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value inside a JSON value."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    return [path, *[found for key, item in inner for found in places(item, (*path, key))]]


def replaced(value: Any, path: tuple[Any, ...], news: Any) -> Any:
    """Return a JSON value with another one at one place."""
    if not path:
        return news
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], news)
    return copy


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_fixture_with_something_odd_in_it_is_read_or_unreadable(
    name: str, data: st.DataObject
) -> None:
    topic, body = data.draw(st.sampled_from(BODIES[name]))
    for _ in range(data.draw(st.integers(1, 3))):
        body = replaced(body, data.draw(st.sampled_from(places(body))), data.draw(ODD))

    read_through(DIALECTS[name], json.dumps(body).encode(), topic, known_of(name, topic))


FETCHED = {
    name: sorted(FIXTURES.glob(f"{name}/*.fetched.json"))
    for name in DIALECTS
    if any(FIXTURES.glob(f"{name}/*.fetched.json"))
}


@pytest.mark.parametrize("name", FETCHED)
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_fetched_document_with_something_odd_in_it_is_read_or_unreadable(
    name: str, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(FETCHED[name]))
    topic = path.name.removesuffix(".fetched.json")
    topic = topic.replace("-", "/") if name == "bigcommerce" else topic
    body = json.loads(path.read_text())
    for _ in range(data.draw(st.integers(1, 3))):
        body = replaced(body, data.draw(st.sampled_from(places(body))), data.draw(ODD))
    delivered, fetched = json.dumps(dict(BODIES[name])[topic]).encode(), json.dumps(body).encode()
    envelope = outside(DIALECTS[name], delivered, topic)

    with contextlib.suppress(Unreadable):
        DIALECTS[name].rows(envelope, fetched)
        json.dumps(DIALECTS[name].derive(envelope, fetched, {}).state)


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=40, deadline=None)
@given(raw=st.binary() | ODD.map(lambda value: json.dumps(value).encode()), data=st.data())
def test_any_body_under_any_topic_is_read_or_unreadable(
    name: str, raw: bytes, data: st.DataObject
) -> None:
    topic = data.draw(st.sampled_from([*DIALECTS[name].topics, "nobody/knows", "x"]))

    read_through(DIALECTS[name], raw, topic, {})


@pytest.mark.parametrize("name", DIALECTS)
@settings(max_examples=40, deadline=None)
@given(
    headers=st.dictionaries(
        st.sampled_from(
            [
                "X-Shopify-Topic",
                "X-Shopify-Webhook-Id",
                "X-Shopify-Triggered-At",
                "X-WC-Webhook-Topic",
                "X-WC-Webhook-ID",
                "X-Shiphero-Message-ID",
                "webhook-id",
                "webhook-signature",
                "x-webhook-topic",
            ]
        ),
        st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=8),
    )
)
def test_any_headers_are_read_or_unreadable(name: str, headers: dict[str, str]) -> None:
    with contextlib.suppress(Unreadable):
        DIALECTS[name].envelope(b'{"id": 1, "webhook_type": "PO Update"}', Headers(headers))


@pytest.mark.parametrize("name", DIALECTS)
def test_a_silent_type_has_no_payload(name: str) -> None:
    nobody = {
        "type": "nobody.knows",
        "webhook_type": "Nobody Knows",
        "EventType": "NobodyKnows",
        "scope": "nobody/knows",
        "specversion": "1.0",
        "source": "/nobody",
    }
    nobody |= dict.fromkeys(("description", "resource_type"), "nobody.knows")
    nobody |= {"event": {} if name == "adobe_events" else "nobody.knows"}
    nobody |= {"eventType": "NobodyKnows", "tplId": 1, "wmsEventId": 1, "eventid": "1"}
    nobody |= {"NotificationType": "N", "NotificationMetadata": {"NotificationId": "1"}}
    raw = json.dumps({"id": 1, "EventId": "msg_1", **nobody}).encode()
    envelope = outside(DIALECTS[name], raw, "nobody/knows")

    assert envelope.type == types.UNMAPPED
    with pytest.raises(Unreadable, match="unmapped"):
        DIALECTS[name].translate(envelope, raw)
