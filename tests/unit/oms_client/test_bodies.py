"""Bodies are checked and read only when asked, strictly going out and tolerantly coming in."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from oms_client import Answer, FieldError, OmsClient
from oms_client.catalogue import FAMILIES

orders = OmsClient.order_orchestration
ADDRESS = {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US"}
LINE = {"Sku": "A", "Quantity": 1, "UnitPrice": 10.5}
ORDER = {
    "ExternalOrderId": "1001",
    "ExternalCustomerId": "C-1",
    "CurrencyCode": "USD",
    "ShippingAddress": ADDRESS,
    "LineItems": [LINE],
}


def answer(**body: object) -> Answer:
    return Answer(200, body, "t", 0.1)


def test_a_good_body_has_no_faults():
    exact = {**ORDER, "LineItems": [{**LINE, "UnitPrice": Decimal("10.50")}]}
    dated = {**exact, "OrderStatus": "Shipped", "CreateDateTimeUtc": datetime.now(UTC)}

    assert orders.create_order.check(exact) == []
    assert orders.import_order.check(dated) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ExternalOrderID": "1"}, "ExternalOrderID"),
        ({"ShippingAddress": {**ADDRESS, "Town": "x"}}, "ShippingAddress.Town"),
        ({"ShippingAddress": {"City": "x", "CountryCode": "US"}}, "ShippingAddress.AddressLine1"),
        ({"LineItems": [LINE, {**LINE, "Quantity": "1"}]}, "LineItems[1].Quantity"),
        ({"LineItems": [{**LINE, "Quantity": 1.5}]}, "LineItems[0].Quantity"),
        ({"LineItems": [{**LINE, "UnitPrice": "10.50"}]}, "LineItems[0].UnitPrice"),
        ({"LineItems": None}, "LineItems"),
        ({"CurrencyCode": 1}, "CurrencyCode"),
    ],
)
def test_a_fault_is_named_by_its_place(changes, field):
    (fault,) = orders.create_order.check({**ORDER, **changes})

    assert isinstance(fault, FieldError)
    assert fault.field == field
    assert fault.message


def test_an_instant_without_its_zone_is_a_fault():
    faults = orders.search_orders.check({"CreateDateTimeUtcAfter": "2024-05-01T00:00:00"})

    assert [fault.field for fault in faults] == ["CreateDateTimeUtcAfter"]


def test_a_body_that_json_cannot_carry_is_a_value_error():
    with pytest.raises(ValueError, match="time zone"):
        orders.import_order.check({"CreateDateTimeUtc": datetime(2024, 5, 1)})


def test_a_client_checks_too_and_sends_what_it_is_given_unchecked(serve, connect):
    server = serve(serve.answer())
    call = connect(server).order_orchestration.create_order

    faults = call.check({})
    call(body={})

    assert {fault.field for fault in faults} >= {"ExternalOrderId", "LineItems"}
    assert server.requests[0].body == b"{}"


def test_an_answer_is_read_with_instants_and_amounts():
    body = {
        "CreateDateTimeUtc": "2024-05-01T12:00:00.250Z",
        "LineItems": [{"UnitPrice": Decimal("10.10"), "Quantity": 2, "TaxAmount": 1}],
    }

    read = orders.get_order.load(answer(**body))

    assert read["CreateDateTimeUtc"] == datetime(2024, 5, 1, 12, 0, 0, 250000, UTC)
    (line,) = read["LineItems"]
    assert (line["UnitPrice"], line["TaxAmount"]) == (Decimal("10.10"), Decimal(1))
    assert str(line["UnitPrice"]) == "10.10"


def test_what_is_not_known_is_kept_as_it_came():
    body = {
        "OrderStatus": "SomethingNew",
        "Extra": {"a": [1]},
        "ShippingAddress": {"City": "Reno", "Planet": "Earth"},
        "LineItems": [{"Sku": "A", "Colour": "red"}],
    }

    assert orders.get_order.load(answer(**body)) == body


def test_nothing_there_is_null_however_the_oms_writes_it():
    read = orders.get_order.load(
        answer(BillingAddress=None, CreateDateTimeUtc="", HoldReason="", LineItems=None)
    )

    assert read == {
        "BillingAddress": None,
        "CreateDateTimeUtc": None,
        "HoldReason": "",
        "LineItems": None,
    }


def test_a_list_is_read_item_by_item():
    read = orders.list_orders.load(
        answer(Items=[{"CreateDateTimeUtc": "2024-05-01T12:00:00Z"}], TotalCount=1)
    )

    assert read["Items"] == [{"CreateDateTimeUtc": datetime(2024, 5, 1, 12, tzinfo=UTC)}]


def test_a_value_of_another_kind_is_told_with_its_place():
    with pytest.raises(ValueError, match=r"LineItems\[0\]\.Quantity"):
        orders.get_order.load(answer(LineItems=[{"Quantity": "many"}]))


def test_a_sender_of_a_body_always_knows_its_form():
    unknown = {
        name
        for family in FAMILIES.values()
        for name, endpoint in family.endpoints().items()
        if endpoint.body is True or endpoint.answer is None
    }

    assert unknown == set()
