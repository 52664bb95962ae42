"""BigCommerce: thin events, of which only a status tells what happened."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources import standard_seal
from sources.bigcommerce import DIALECT, STATUS_UPDATED
from sources.dialect import Fetch, Payload, SealBroken

SECRET = "bc-client-secret-0123456789abcdef"
VECTOR = (
    b'{"scope":"store/order/statusUpdated","store_id":"1000","data":{"type":"order","id":250,'
    b'"status":{"previous_status_id":11,"new_status_id":12}},"hash":"0a1b",'
    b'"created_at":1700000000,"producer":"stores/abc123"}'
)
SIGNATURE = "v1,g8BfjoKZy3A12QBczPvOHMRtLdhzLqYLqEgzhBpfZZU="
AT = 1_700_000_000
KEY = DIALECT.secret_bytes(SECRET)


def vector_headers() -> Headers:
    seal = {
        "webhook-id": "bc-0001",
        "webhook-timestamp": str(AT),
        "webhook-signature": SIGNATURE,
    }
    return Headers(seal)


def send(scope: str, data: Any, identity: str = "bc-1", **changed: Any) -> tuple[Any, bytes]:
    """Let a delivery through the door; return its envelope and its body."""
    body = {"scope": scope, "store_id": "1001", "data": data, "hash": "0a1b", "created_at": AT}
    raw = json.dumps({**body, "producer": "stores/abc123", **changed}).encode()
    headers = Headers(standard_seal.seal(raw, KEY, topic=scope, identity=identity, now=AT))
    assert DIALECT.verify(raw, headers, [KEY], AT) == 0
    return DIALECT.envelope(raw, headers), raw


def status(was: Any, now: Any, at: Any = AT, identity: str = "bc-1") -> tuple[Any, bytes]:
    change = {"previous_status_id": was, "new_status_id": now}
    data = {"type": "order", "id": 250, "status": change}
    return send(STATUS_UPDATED, data, identity, created_at=at)


def told(*changes: tuple[Any, ...]) -> list[str]:
    """Return what changes of the status mean, one after another."""
    known: Payload = {}
    found: list[str] = []
    for change in changes:
        snapshot = DIALECT.derive(*status(*change), known)
        known, found = snapshot.state, found + [name for name, _ in snapshot.events]
    return found


def test_the_client_secret_signs_as_it_is_without_being_decoded() -> None:
    assert DIALECT.verify(VECTOR, vector_headers(), [KEY], AT) == 0
    with pytest.raises(SealBroken):
        DIALECT.verify(VECTOR, vector_headers(), [base64.b64encode(KEY)], AT)


def test_what_the_library_signs_the_way_the_vendors_guide_does_is_let_in() -> None:
    library = Webhook(base64.b64encode(SECRET.encode()).decode())
    signature = library.sign("bc-7", datetime.fromtimestamp(AT, UTC), VECTOR.decode())
    seal = {"webhook-id": "bc-7", "webhook-timestamp": str(AT), "webhook-signature": signature}

    assert DIALECT.verify(VECTOR, Headers(seal), [KEY], AT) == 0


@pytest.mark.parametrize("where", ["body", "webhook-id", "webhook-timestamp", "webhook-signature"])
def test_one_flipped_bit_breaks_the_seal(where: str) -> None:
    raw, headers = VECTOR, vector_headers()
    if where == "body":
        raw = raw[:-3] + bytes([raw[-3] ^ 1]) + raw[-2:]
    else:
        value = headers[where]
        headers[where] = value[:-2] + chr(ord(value[-2]) ^ 1) + value[-1]

    with pytest.raises(SealBroken):
        DIALECT.verify(raw, headers, [KEY], AT)


@pytest.mark.parametrize("seconds", [-301, 301], ids=["from the future", "of the past"])
def test_a_delivery_out_of_its_time_is_refused(seconds: int) -> None:
    assert DIALECT.verify(VECTOR, vector_headers(), [KEY], AT + seconds // 301 * 300) == 0
    with pytest.raises(SealBroken):
        DIALECT.verify(VECTOR, vector_headers(), [KEY], AT + seconds)


THIN = [
    "store/order/created",
    "store/order/updated",
    "store/order/refund/created",
    "store/order/transaction/created",
    "store/order/transaction/updated",
    "store/shipment/created",
    "store/shipment/updated",
]
IDS = {"type": "order", "id": 250, "order_id": "250", "orderId": 250}


@pytest.mark.parametrize("scope", THIN)
def test_ids_only_are_asked_back_and_not_taken_for_a_fact(scope: str) -> None:
    envelope, raw = send(scope, IDS)

    wanted = DIALECT.fetch(envelope, raw)

    assert wanted is not None
    assert wanted.needed
    assert wanted.params == {"id": "250"}
    with pytest.raises(Unreadable, match="nothing was fetched"):
        DIALECT.derive(envelope, raw, {})


def test_a_status_is_asked_back_too_but_tells_enough_to_go_by() -> None:
    wanted = DIALECT.fetch(*status(11, 12))

    assert wanted == Fetch("order", {"id": "250"}, needed=False)


@pytest.mark.parametrize("ident", ["250/../1", "%32", "2" * 13, "", None, "٣", "1 2"])
def test_what_is_asked_back_is_named_by_a_number_alone(ident: Any) -> None:
    envelope, raw = send("store/shipment/created", {"id": 12, "orderId": ident})

    with pytest.raises(Unreadable, match="order"):
        DIALECT.fetch(envelope, raw)


def test_a_scope_that_nobody_knows_is_unmapped_and_nothing_is_asked() -> None:
    envelope, raw = send("store/channel/1/settings/currency/updated", IDS)

    assert envelope.type == types.UNMAPPED
    assert DIALECT.fetch(envelope, raw) is None


@pytest.mark.parametrize(
    ("scope", "data"),
    [
        ("store/order/created", {"id": 250, "order_id": "1", "orderId": 2}),
        ("store/order/transaction/created", {"id": 1, "order_id": "250", "orderId": 2}),
        ("store/shipment/created", {"id": 1, "order_id": "3", "orderId": 250}),
    ],
    ids=["data.id is a number", "order_id is a text", "orderId is in camel case"],
)
def test_each_family_names_its_order_in_its_own_way(scope: str, data: Payload) -> None:
    assert send(scope, data)[0].refs[0] == "order:250"


@pytest.mark.parametrize("value", [5, -5])
def test_the_value_of_an_absolute_change_of_stock_is_not_believed(value: int) -> None:
    data = {"type": "product", "id": 1, "inventory": {"method": "absolute", "value": value}}

    assert send("store/product/inventory/updated", data)[0].type == types.DELIVERY_NOTED


def test_a_wildcard_scope_doubles_a_delivery_under_another_id() -> None:
    first, second = (status(11, 12, identity=name)[0] for name in ("bc-1", "bc-2"))

    assert first.identity != second.identity
    assert first.marks == second.marks != ()


def test_a_hash_that_two_facts_share_is_no_identity() -> None:
    assert status(11, 12)[0].marks != status(12, 11)[0].marks


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (11, 12, [types.ORDER_HELD]),
        (11, 13, [types.ORDER_HELD]),
        (12, 13, []),
        (12, 11, [types.ORDER_RELEASED]),
        (13, 9, [types.ORDER_RELEASED]),
        (12, 2, [types.ORDER_RELEASED]),
        (12, 7, []),
        (11, 5, [types.ORDER_CANCELLED]),
        (12, 6, [types.ORDER_CANCELLED]),
        (5, 6, []),
        (2, 4, []),
        (2, 14, []),
        (0, 11, []),
        (11, 2, []),
    ],
)
def test_a_change_of_the_status_tells_what_happened(
    was: int, now: int, expected: list[str]
) -> None:
    assert told((was, now)) == expected


def test_a_hold_ends_only_when_the_order_goes_on() -> None:
    changes = [(11, 12, AT), (12, 7, AT + 1), (7, 11, AT + 2)]

    assert told(*changes) == [types.ORDER_HELD, types.ORDER_RELEASED]


def test_an_order_cancelled_while_held_is_not_released_when_it_is_opened_again() -> None:
    assert told((11, 12, AT), (12, 5, AT + 1), (5, 11, AT + 2)) == [
        types.ORDER_HELD,
        types.ORDER_CANCELLED,
    ]


def test_an_older_change_that_comes_late_changes_nothing() -> None:
    assert told((12, 11, AT + 5), (11, 12, AT)) == [types.ORDER_RELEASED]


def test_the_same_change_told_again_is_no_news() -> None:
    assert told((11, 12), (11, 12)) == [types.ORDER_HELD]


@pytest.mark.parametrize("change", [None, {}, {"previous_status_id": 1, "new_status_id": 15}])
def test_a_status_that_is_not_told_is_not_guessed(change: Any) -> None:
    envelope, raw = send(STATUS_UPDATED, {"type": "order", "id": 250, "status": change})

    with pytest.raises(Unreadable, match="status"):
        DIALECT.derive(envelope, raw, {})


def test_a_deleted_shipment_does_not_move_the_order_back() -> None:
    envelope, raw = send("store/shipment/deleted", {"type": "shipment", "id": 12, "orderId": 250})
    known = {"order": {"version": "2020", "status": "shipped", "held": False}}

    snapshot = DIALECT.derive(envelope, raw, known)

    assert (snapshot.state, snapshot.events) == (known, ())
    assert DIALECT.translate(envelope, raw)["shipment"]["id"] == "12"


@pytest.mark.parametrize("at", [None, "1700000000", 0, True, 10**15, 1.5])
def test_a_time_that_is_no_unix_time_is_unreadable(at: Any) -> None:
    with pytest.raises(Unreadable, match="created_at"):
        status(11, 12, at)


def test_a_body_without_its_scope_or_its_order_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="scope"):
        send("", {})
    envelope, raw = send("store/order/archived", {"type": "order"})
    with pytest.raises(Unreadable, match="order"):
        DIALECT.translate(envelope, raw)


def test_the_store_is_the_tenant() -> None:
    assert status(11, 12)[0].tenant == "stores/abc123"
