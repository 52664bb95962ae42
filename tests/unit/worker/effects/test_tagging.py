"""The claim tag joins the fields that a merchant keeps: the PUT replaces them all."""

from types import SimpleNamespace
from typing import Any

import pytest

from oms_client import Answer
from worker.effects.table import TABLE

MERCHANTS = {"SystemName": "GiftWrap", "Value": "red"}
OLD = {"SystemName": "OrderlaneEffect", "Value": "old"}


class FakeCalls:
    """Shows one object, and keeps what is put."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.put: list[Any] = []

    def show(self, **query: Any) -> Answer:
        self.asked.append(query)
        return Answer(200, {"Items": [{"CustomFields": [MERCHANTS, OLD]}]}, None, 0.0)

    def keep(self, *, body: Any) -> None:
        self.put.append(body)

    get_shipments = get_invoices = show
    update_shipment_custom_fields = update_invoice_custom_fields = keep


@pytest.mark.parametrize(
    ("operation", "key"),
    [
        ("split_shipment_by_sku", "ShipmentId"),
        ("split_shipment_by_order_detail_id", "ShipmentId"),
        ("auto_invoice", "InvoiceId"),
        ("create_sales_invoice_by_details", "InvoiceId"),
    ],
)
def test_a_tag_replaces_only_a_tag(operation: str, key: str):
    calls, tag = FakeCalls(), TABLE[operation].tag
    assert tag is not None
    client: Any = SimpleNamespace(order_fulfillment=calls, payment_processing=calls)
    tag(client, {key: 7}, {"tag": "new"})()

    assert list(calls.asked[0].values()) == [7]
    assert calls.put == [{key: 7, "CustomFields": [MERCHANTS, {**OLD, "Value": "new"}]}]
