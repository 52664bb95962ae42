"""What becomes of a row on its way to an OMS: nothing is lost unsaid, and the OMS takes it."""

import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from imports import mapping
from imports.faults import RowRefused
from imports.fields import KIBO, ORDERDYNAMICS, STATUSES, leaves
from imports.mapping import BODIES, STATUS
from imports.validation import check_row
from oms_sandbox.checks import object_of
from oms_sandbox.kibo import forms
from oms_sandbox.orders.making import IMPORTED_ORDER
from tests.unit.imports.orders import at, order
from tests.unit.imports.test_agreement import change, changed, filled

PAGE = (Path(__file__).parents[3] / "docs" / "import.md").read_text()
AMOUNTS = ("UnitPrice", "TaxAmount", "Amount")


def sent(row: dict[str, Any], target: str = ORDERDYNAMICS) -> dict[str, Any]:
    return BODIES[target](check_row(row, target))


def as_numbers(value: Any) -> Any:
    """A body as it goes over the wire: its amounts are numbers."""
    if isinstance(value, list):
        return [as_numbers(one) for one in value]
    if isinstance(value, dict):
        return {
            name: float(one) if name in AMOUNTS else as_numbers(one) for name, one in value.items()
        }
    return value


def test_a_row_becomes_the_body_of_orderdynamics():
    row = order(
        importedCreationDate="2024-01-31T23:30:00.1239-05:00", customOrderData={"gift": "yes"}
    )
    row["orderItems"][0]["itemSpecifics"] |= {"itemTaxOverride": 1, "externalItemID": "L1"}
    row["orderPayments"][0] |= {"paymentType": "CC", "authorizationID": "48484"}
    row["customer"]["customerID"] = 77

    body = sent(row)

    assert body["CreateDateTimeUtc"] == "2024-02-01T04:30:00.123Z"
    assert body["OrderStatus"] == "Shipped"
    assert body["ExternalCustomerId"] == "77"
    assert body["LineItems"] == [
        {
            "ExternalOrderDetailId": "L1",
            "Sku": "0123456",
            "Quantity": 2,
            "UnitPrice": "12.50",
            "TaxAmount": "1.00",
        }
    ]
    assert body["Payments"] == [
        {"PaymentMethod": "CC", "AuthorizationId": "48484", "Amount": "25.00"}
    ]
    assert body["CustomFields"] == [{"SystemName": "gift", "Value": "yes"}]
    assert body["ShippingAddress"]["FirstName"] == "Test"
    assert body["BillingAddress"]["ZipCode"] == "85001"


def test_every_status_of_a_row_is_one_of_the_oms():
    assert set(STATUS) == set(STATUSES)
    for status in STATUSES:
        object_of(IMPORTED_ORDER)("", as_numbers(sent(order(orderStatus=status))))


@settings(max_examples=200, deadline=None)
@given(st.lists(change, max_size=3))
def test_the_oms_takes_every_row_that_is_checked(edits: list[tuple[str, Any]]):
    try:
        body = sent(changed(edits))
    except RowRefused:
        return

    object_of(IMPORTED_ORDER)("", as_numbers(json.loads(json.dumps(body))))


def test_the_page_says_of_every_field_whether_orderdynamics_is_told():
    moved = {
        *(f"shippingAddress.{one.path}" for one in mapping.ADDRESS),
        *(f"{mapping.BILLING_ADDRESS}.{one.path}" for one in mapping.ADDRESS),
        *(f"orderItems.0.{one.path}" for one in mapping.LINE),
        *(f"orderPayments.0.{one.path}" for one in mapping.PAYMENT),
        *(one.path for one in (*mapping.ORDER, *mapping.PERSON)),
    }
    section = (
        PAGE.partition("not told to OrderDynamics")[2].partition("\n\n")[2].partition("\n\n")[0]
    )
    untold = set(re.findall(r"`([\w.]+)`", section))

    assert {path for path, _ in leaves()} - moved == untold


def test_kibo_s_body_is_the_row_with_its_defaults():
    body = sent(order(), KIBO)

    said = {"locale": "en-US", "currencyLocale": "en-US", "sendEmail": True}
    assert body == order() | said | {"allowSplit": False, "isTestOrder": False}


def test_kibo_s_sandbox_takes_what_is_sent():
    for row in (order(), filled(), at("customer.firstName", "Zoë 😀 €")):
        assert object_of(forms.IMPORT)("", sent(row, KIBO))
