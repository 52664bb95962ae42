"""A person edits the order in the OMS's own screens before or after our write."""

import pytest

from oms_sandbox.orders.persons import EDITS
from tests.integration.adversary_rig import adversary, emptied


@pytest.fixture(scope="module")
def url():
    with adversary() as oms:
        yield oms.url


@pytest.fixture
def oms(url):
    with emptied(url) as oms:
        yield oms


# An edit, what of the order then is other than before, and the operation in the journal.
EDITED = [
    ("hold", lambda oms: oms.read()["HoldReason"], "Customer called", "hold_order"),
    ("cancel", lambda oms: oms.status(), "Cancelled", "cancel_order"),
    (
        "tracking_added",
        lambda oms: oms.shipments()[0]["TrackingNumbers"][0]["TrackingNumber"][:5],
        "HAND-",
        "update_shipment_tracking_numbers",
    ),
    ("split", lambda oms: len(oms.shipments()), 2, "split_shipment_by_order_detail_id"),
    (
        "address_changed",
        lambda oms: oms.read()["ShippingAddress"]["AddressLine1"],
        "12 Other Road",
        "update_shipping_address",
    ),
    (
        "custom_fields_overwritten",
        lambda oms: oms.read()["CustomFields"][0]["SystemName"],
        "note",
        "update_order_custom_fields",
    ),
]
PAYMENT = "/v1/orders/Payments/customfields"
PAID = {"Payments": [{"PaymentMethod": "Visa", "Amount": 30}]}


@pytest.mark.parametrize(("edit", "look", "expected", "operation"), EDITED)
@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_a_person_edits_before_or_after_a_write(oms, edit, look, expected, operation, point):
    payment = oms.begin(**PAID)["Payments"][0]["PaymentId"]
    oms.ship()
    oms.fault("person", Edit=edit, Point=point)

    status = oms.call("PUT", PAYMENT, {"PaymentId": payment, "CustomFields": []}).status_code

    ours, theirs = ("update_order_payment_custom_fields", None), (operation, "person")
    both = [theirs, ours] if point == "before_commit" else [ours, theirs]
    assert status == 200
    assert look(oms) == expected
    assert oms.journal()[2:] == both


def test_a_person_resumes_what_we_hold(oms):
    oms.begin()
    oms.fault("person", Edit="resume", Point="after_commit")

    assert oms.hold().json()["OrderStatus"] == "OnHold"

    assert oms.status() == "Created"
    assert oms.commits()[-1]["TraceID"] == ""


def test_an_edit_that_the_state_forbids_or_that_finds_no_order_is_none(oms):
    oms.fault("person", Edit="hold")
    oms.begin()
    for edit in ("split", "tracking_added"):
        oms.fault("person", Edit=edit)
        oms.call("POST", "/v1/orders/Cancel", externalOrderId="1001")
    oms.fault("person", Edit="hold")

    oms.call("PUT", "/v1/orders/CustomFields", {"ExternalOrderId": "1001", "CustomFields": []})

    assert [who for _, who in oms.journal()] == [None, None, None]


def test_every_edit_is_tried_here():
    assert {*(row[0] for row in EDITED), "resume"} == EDITS.keys()
