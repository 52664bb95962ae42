"""Shopify is asked by GraphQL what lies of an item at a location."""

import json
from typing import Any

import pytest

from sources.dialect import Fetch
from storefronts.errors import Refused, Unauthorized, Unavailable
from storefronts.shopify import Shopify
from tests.unit.storefronts.conftest import FakeGate, FakeSource, Given

WANTED = Fetch("on_hand", {"item": "27", "location": "24"})
ITEM = {"sku": "MUG", "inventoryLevel": None}


def shop(source: FakeSource, gate: FakeGate) -> Shopify:
    return Shopify("shop", source.account(), gate)


def answer(source: FakeSource, body: Any, status: int = 200) -> None:
    source.answer = lambda asked: Given(body, status)


def test_the_item_is_asked_for_by_its_ids_and_nothing_is_changed(
    source: FakeSource, gate: FakeGate
):
    answer(source, {"data": {"inventoryItem": ITEM}})

    found = shop(source, gate).get(WANTED)

    assert json.loads(found.body) == {"item": ITEM}
    (asked,) = source.asked
    question = json.loads(asked.body)
    assert asked.path == "/admin/api/2026-07/graphql.json"
    assert asked.headers["x-shopify-access-token"] == "the-key"
    assert asked.headers["content-type"] == "application/json"
    assert question["query"].startswith("query(")
    assert question["variables"] == {
        "item": "gid://shopify/InventoryItem/27",
        "location": "gid://shopify/Location/24",
    }
    assert gate.told == [("ok", None)]


def test_an_item_that_is_gone_is_gone(source: FakeSource, gate: FakeGate):
    answer(source, {"data": {"inventoryItem": None}})

    assert shop(source, gate).get(WANTED).is_gone


@pytest.mark.parametrize(
    "body",
    [
        {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]},
        {"data": {"inventoryItem": ITEM}, "errors": [{"message": "denied"}]},
        {"data": None},
        {},
    ],
)
def test_a_fault_that_comes_with_200_is_no_answer(body: Any, source: FakeSource, gate: FakeGate):
    answer(source, body)

    with pytest.raises(Unavailable):
        shop(source, gate).get(WANTED)


def test_a_refused_key_is_told_as_such(source: FakeSource, gate: FakeGate):
    answer(source, {}, 401)

    with pytest.raises(Unauthorized):
        shop(source, gate).get(WANTED)


@pytest.mark.parametrize(
    "fetch",
    [
        Fetch("order", {"id": "1"}),
        Fetch("on_hand", {"item": "27"}),
        Fetch("on_hand", {"item": "27", "location": 'x"}'}),
    ],
)
def test_nothing_else_is_ever_asked(fetch: Fetch, source: FakeSource, gate: FakeGate):
    with pytest.raises(Refused):
        shop(source, gate).get(fetch)
    assert source.asked == []
