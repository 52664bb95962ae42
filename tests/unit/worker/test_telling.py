"""What a turn tells of its calls: travels with the next script, and says nothing of a person."""

import json
from typing import Any

import pytest

from oms_client import Endpoint, Exchange
from worker.mask import ITEMS, LONGEST, shape, shape_of_bytes
from worker.telling import MOST, Telling, tell_exchange, told_in

ENDPOINT = Endpoint("create_order", "POST", "/v1/orders", body=True)
BODY = {
    "ExternalOrderId": "1042",
    "Email": "eva@example.com",
    "ShippingAddress": {"FirstName": "Eva", "PostalCode": 10115},
    "LineItems": [{"Sku": "SOCK-9", "Quantity": 2}],
    "Gift": True,
    "Note": None,
}


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def entries(telling: Telling) -> list[dict[str, Any]]:
    return json.loads(f"[{telling.take()}]")


def exchange(**facts: Any) -> Exchange:
    named = {"status": 201, "trace_id": "t-1", "outcome": "ok", "retry_after_s": None}
    told = {"sent": json.dumps(BODY).encode(), "answered": {"InternalOrderId": 7}, **named, **facts}
    return Exchange("create_order", "POST", "/v1/orders", 0.25, **told)


def test_a_body_keeps_its_goods_and_loses_its_person():
    assert shape(BODY) == {
        "ExternalOrderId": "1042",
        "Email": "text of 15",
        "ShippingAddress": {"FirstName": "text of 3", "PostalCode": "number"},
        "LineItems": [{"Sku": "SOCK-9", "Quantity": 2}],
        "Gift": True,
        "Note": None,
    }


def test_a_text_in_place_of_goods_is_cut():
    assert shape({"Sku": "x" * 100}) == {"Sku": "x" * 64}


def test_a_long_list_is_told_by_its_first_items():
    lines = [{"Sku": str(n)} for n in range(ITEMS + 4)]

    assert shape({"LineItems": lines})["LineItems"][ITEMS:] == ["and 4 more"]


def test_of_a_body_that_is_too_large_only_the_kinds_are_told():
    large = {f"Field{n}": "x" for n in range(LONGEST)}

    assert shape(large)["Field7"] == "str"


def test_a_body_that_is_no_json_is_told_by_its_length():
    assert shape_of_bytes(b"\xff\xfe")[0] == "2 bytes"


def test_equal_bodies_have_one_digest():
    one, other = shape_of_bytes(b'{"Note": "a"}'), shape_of_bytes(b'{"Note": "b"}')

    assert one[0] == other[0]
    assert one[1] != other[1]


def test_a_call_is_told_with_its_age_and_once():
    clock = Clock()
    telling = Telling(clock)
    with told_in(telling):
        tell_exchange(ENDPOINT, exchange())
    clock.now += 0.5

    (told,) = entries(telling)
    assert (told["what"], told["ago"], told["ms"], told["trace_id"]) == ("called", 500, 250, "t-1")
    assert (told["method"], told["path"], told["status"]) == ("POST", "/v1/orders", 201)
    assert told["got"] == {"InternalOrderId": 7}
    assert entries(telling) == []


def test_of_a_read_the_answer_is_not_told():
    telling = Telling()
    with told_in(telling):
        tell_exchange(ENDPOINT, exchange(sent=None, answered={"Email": "eva@example.com"}))

    assert entries(telling)[0].keys().isdisjoint({"sent", "got", "digest"})


def test_a_refusal_is_told_with_its_code_and_the_fields_it_names():
    telling = Telling()
    with told_in(telling):
        tell_exchange(
            ENDPOINT,
            exchange(status=422, outcome="refused", code="INVALID", fields=("Sku",), answered=None),
        )

    (told,) = entries(telling)
    assert (told["outcome"], told["code"], told["fields"]) == ("refused", "INVALID", ["Sku"])


def test_a_call_outside_a_turn_is_nobody_s():
    telling = Telling()
    tell_exchange(ENDPOINT, exchange())

    assert telling.take() == ""


@pytest.mark.parametrize(("number", "kept"), [(MOST, MOST), (MOST + 3, MOST + 1)])
def test_what_happens_between_two_scripts_is_bounded(number: int, kept: int):
    telling = Telling()
    for _ in range(number):
        telling.add("called")

    told = entries(telling)
    assert len(told) == kept
    assert told[-1].get("number", 3) == 3
