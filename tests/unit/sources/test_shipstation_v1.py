"""ShipStation v1: a token instead of a seal, and an address that is never fetched."""

import base64
import json
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Envelope, Unreadable
from sources.dialect import URL_TOKEN, Fetch, SealBroken
from sources.shipstation_v1 import DIALECT
from tests.unit.sources.conftest import FIXTURES

TOKEN = b"t0ken-of-the-url-with-32-bytes-x"
GOOD = "https://ssapi6.shipstation.com/shipments?batchId=77&includeShipmentItems=False"


def told(url: Any, kind: str = "SHIP_NOTIFY") -> bytes:
    return json.dumps({"resource_url": url, "resource_type": kind}).encode()


def outside(kind: str) -> Envelope:
    return Envelope("x", kind, types.DELIVERY_RECEIVED)


def basic(login: bytes) -> Headers:
    return Headers({"Authorization": "Basic " + base64.b64encode(login).decode()})


@pytest.mark.parametrize(
    "headers",
    [Headers({URL_TOKEN: TOKEN.decode()}), basic(b"user:" + TOKEN)],
    ids=["in the URL", "as a login"],
)
def test_the_token_lets_a_delivery_in(headers: Headers) -> None:
    secrets = [b"another-token-of-the-url-32-bytes", TOKEN, b"user:" + TOKEN]

    assert DIALECT.verify(told(GOOD), headers, secrets, 0.0) in (1, 2)


@pytest.mark.parametrize(
    "headers",
    [
        Headers(),
        Headers({URL_TOKEN: ""}),
        Headers({URL_TOKEN: TOKEN.decode()[:-1]}),
        Headers({URL_TOKEN: TOKEN.decode() + "x"}),
        Headers({"Authorization": "Basic not base64"}),
        basic(b"user:" + TOKEN),
        Headers({"Authorization": TOKEN.decode()}),
    ],
)
def test_without_its_token_a_delivery_is_refused(headers: Headers) -> None:
    with pytest.raises(SealBroken):
        DIALECT.verify(told(GOOD), headers, [TOKEN, b""], 0.0)


def test_one_flipped_bit_of_the_token_is_refused() -> None:
    for bit in range(8 * len(TOKEN)):
        flipped = bytearray(TOKEN)
        flipped[bit // 8] ^= 1 << bit % 8
        if flipped.isascii():
            with pytest.raises(SealBroken):
                DIALECT.verify(told(GOOD), {URL_TOKEN: flipped.decode()}, [TOKEN], 0.0)


def test_a_token_is_not_kept_beside_a_delivery() -> None:
    assert DIALECT.headers == ()


def test_of_the_address_resource_and_ids_alone_are_taken_and_the_lines_are_always_asked_for() -> (
    None
):
    envelope = DIALECT.envelope(told(GOOD), Headers())

    assert DIALECT.fetch(envelope, told(GOOD)) == Fetch(
        "shipments", {"batchId": "77", "includeShipmentItems": "True"}
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/shipments?batchId=77",
        "https://ssapi6.shipstation.com@evil.example/shipments?batchId=77",
        "https://evil.example#ssapi6.shipstation.com/shipments?batchId=77",
        "https://user:key@ssapi6.shipstation.com/shipments?batchId=77",
        "https://ssapi6.shipstation.com:8443/shipments?batchId=77",
        "https://ssapi6.shipstation.com.evil.example/shipments?batchId=77",
        "https://xn--ssapi6.shipstation.com/shipments?batchId=77",
        "http://ssapi6.shipstation.com/shipments?batchId=77",
        "//ssapi6.shipstation.com/shipments?batchId=77",
        "file:///etc/passwd",
        "gopher://ssapi6.shipstation.com/shipments?batchId=77",
        "https://ssapi6.shipstation.com/shipments/../accounts?batchId=77",
        "https://ssapi6.shipstation.com/shipments%2f..?batchId=77",
        "https://ssapi6.shipstation.com\\\\evil.example/shipments?batchId=77",
        "https://ssapi6.shipstation.com/customers?batchId=77",
        "https://ssapi6.shipstation.com/shipments?batchId=77%26x=1",
        "https://ssapi6.shipstation.com/shipments?batchId=77&page=1",
        "https://ssapi6.shipstation.com/shipments?batchId=77&batchId=78",
        "https://ssapi6.shipstation.com/shipments?batchId=seven",
        "https://ssapi6.shipstation.com/shipments?includeShipmentItems=True",
        "https://ssapi6.shipstation.com/shipments",
        "https://ssapi6.shipstation.com/shipments?batchId=77#x",
        "https://[ssapi6.shipstation.com/shipments?batchId=77",
        "",
        None,
        7,
    ],
)
def test_an_address_of_another_form_is_unreadable_and_asks_for_nothing(url: Any) -> None:
    with pytest.raises(Unreadable):
        DIALECT.envelope(told(url), Headers())


def test_the_same_address_sent_again_for_new_content_is_another_delivery_after_a_minute() -> None:
    assert DIALECT.forgotten_after_s == 60


def test_an_item_hook_and_an_order_hook_that_both_fire_tell_one_shipment() -> None:
    fetched = (FIXTURES / "shipstation_v1" / "SHIP_NOTIFY.fetched.json").read_bytes()
    of_order, of_item = (
        [row[0] for row in DIALECT.rows(outside(kind), fetched)]
        for kind in ("SHIP_NOTIFY", "ITEM_SHIP_NOTIFY")
    )

    assert [row.identity for row in of_order] == [row.identity for row in of_item]
    assert [row.marks for row in of_order] == [(row.identity,) for row in of_item]


def test_a_shipment_that_is_voided_later_is_another_fact() -> None:
    row = {"shipmentId": 1, "orderNumber": "A-1", "voided": False}
    shown = [
        DIALECT.rows(outside("SHIP_NOTIFY"), json.dumps({"shipments": [one]}).encode())[0][0]
        for one in (row, {**row, "voided": True})
    ]

    assert [one.type for one in shown] == [types.SHIPMENT_CREATED, types.SHIPMENT_CANCELLED]
    assert shown[0].identity != shown[1].identity


def test_an_order_number_that_stores_share_stands_behind_the_orders_own_key() -> None:
    row = {"shipmentId": 1, "orderKey": "77", "orderNumber": "A-1"}

    envelope, _ = DIALECT.rows(outside("SHIP_NOTIFY"), json.dumps({"shipments": [row]}).encode())[0]

    assert envelope.refs[:2] == ("order:77", "number:a-1")
    assert not envelope.opens_lane


def test_times_without_a_zone_are_left_out() -> None:
    fetched = (FIXTURES / "shipstation_v1" / "SHIP_NOTIFY.fetched.json").read_bytes()

    assert {row[0].version for row in DIALECT.rows(outside("SHIP_NOTIFY"), fetched)} == {None}


def test_a_shipment_without_its_lines_is_never_taken_for_the_whole_order() -> None:
    fetched = json.dumps({"shipments": [{"shipmentId": 1, "orderNumber": "A-1"}]}).encode()
    (row,) = DIALECT.rows(outside("SHIP_NOTIFY"), fetched)

    with pytest.raises(Unreadable, match="shipmentItems"):
        DIALECT.translate(*row)


def test_a_return_label_is_no_shipment() -> None:
    fetched = json.dumps({"shipments": [{"shipmentId": 1, "isReturnLabel": True}]}).encode()

    assert DIALECT.rows(outside("SHIP_NOTIFY"), fetched)[0][0].type == types.DELIVERY_NOTED


def test_an_empty_list_tells_nothing() -> None:
    assert DIALECT.rows(outside("SHIP_NOTIFY"), b"{}") == ()


@pytest.mark.parametrize("kind", ["ORDER_NOTIFY", "ITEM_ORDER_NOTIFY"])
def test_an_order_hook_is_noted_for_the_oms_is_the_master(kind: str) -> None:
    raw = told("https://ssapi6.shipstation.com/orders?importBatch=1ab2", kind)

    assert DIALECT.envelope(raw, Headers()).type == types.DELIVERY_NOTED
