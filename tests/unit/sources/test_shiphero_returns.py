"""ShipHero's traps around returns."""

from collections.abc import Callable
from typing import Any

import pytest

from events import types
from events.envelope import Unreadable

Deliver = Callable[..., Any]
TOPIC = "Return Update"


def payload(delivery: Any) -> dict[str, Any]:
    found: dict[str, Any] = delivery.dialect.translate(delivery.envelope(), delivery.raw)
    return found


def item(sku: str, wanted: Any, came: Any, **more: Any) -> dict[str, Any]:
    return {"sku": sku, "quantity": wanted, "quantity_received": came, **more}


@pytest.mark.parametrize(
    ("word", "event_type"),
    [
        ("pending", types.RETURN_REQUESTED),
        ("Pending", types.RETURN_REQUESTED),
        ("Warehouse Complete", types.RETURN_RECEIVED),
        ("warehouse_complete", types.RETURN_RECEIVED),
        ("complete", types.RETURN_RECEIVED),
        ("canceled", types.RETURN_CANCELLED),
        ("Cancelled", types.RETURN_CANCELLED),
    ],
)
def test_a_return_is_told_by_its_state(word: str, event_type: str, shiphero: Deliver) -> None:
    assert shiphero(TOPIC, status=word).envelope().type == event_type


@pytest.mark.parametrize("word", ["Washing and QA", "completed by nobody", "", None])
def test_a_state_of_the_shops_own_leads_to_nothing(word: Any, shiphero: Deliver) -> None:
    assert shiphero(TOPIC, status=word).envelope().type == types.DELIVERY_NOTED


def test_what_has_arrived_is_what_was_counted_and_not_what_was_announced(shiphero: Deliver) -> None:
    items = [item("LAMP-3", 1, "1"), item("CANDLE-W", 2, 0)]

    told = payload(shiphero(TOPIC, status="Warehouse Complete", items=items))

    assert [(line["sku"], line["quantity"]) for line in told["lines"]] == [("LAMP-3", 1)]


@pytest.mark.parametrize("items", [[], None, [item("LAMP-3", 1, 0)]])
def test_a_return_that_ends_without_goods_is_left_to_a_person(
    items: Any, shiphero: Deliver
) -> None:
    with pytest.raises(Unreadable, match="quantity_received"):
        payload(shiphero(TOPIC, status="Complete", items=items))


def test_a_return_without_lines_is_not_taken_for_the_whole_order(shiphero: Deliver) -> None:
    with pytest.raises(Unreadable, match=r"items\.quantity"):
        payload(shiphero(TOPIC, items=[]))


def test_the_date_of_a_return_is_no_version_of_its_state(shiphero: Deliver) -> None:
    envelope = shiphero(TOPIC).envelope()

    assert (envelope.version, envelope.time, envelope.marks) == (None, None, ())


def test_the_parcel_that_comes_back_is_none_of_the_orders_parcels(shiphero: Deliver) -> None:
    assert shiphero(TOPIC, tracking_number="T-BACK").envelope().refs == ("number:1042",)


def test_each_update_tells_the_same_return(shiphero: Deliver) -> None:
    asked, came = (
        shiphero(TOPIC, status=word, items=[item("LAMP-3", 1, 1)])
        for word in ("pending", "complete")
    )

    assert payload(asked)["request"] == payload(came)["request"]


def test_a_return_of_an_order_without_a_number_is_unreadable(shiphero: Deliver) -> None:
    with pytest.raises(Unreadable, match="order_number"):
        payload(shiphero(TOPIC, order_number=None))
