"""What senders tell of an order, and what must be committed of it in all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from oms_client import OmsClient
from tasks import payments, returns, shipments, tracking

PARCEL: Final = {"id": "parcel-1"}
RMA: Final = {"id": "rma-1"}
BOX: Final = [{"tracking_number": "1Z1", "carrier": "UPS"}]
TEN: Final = {"amount": "10.00", "currency": "EUR"}
MUG: Final = {"id": "L1", "sku": "MUG", "quantity": 1}
CARD: Final = {"PaymentMethod": "CARD", "AuthorizationId": "auth", "Amount": 100.0}

Told = tuple[Any, str, dict[str, Any]]
"""A task, the type of its event, the event's data."""


@dataclass(frozen=True)
class Story:
    """What a sender tells of an order, and what must be committed in all, once."""

    told: list[Told]
    once: dict[str, int]
    payments: list[Any] = field(default_factory=list)
    arrange: Callable[[OmsClient, str, int], Any] = lambda client, order, number: None


def _shipments(client: OmsClient, order: str, number: int) -> None:
    client.order_fulfillment.create_all_shipments(body={"ExternalOrderId": order})


def _invoice(client: OmsClient, order: str, number: int) -> None:
    client.payment_processing.auto_invoice(body={"IDType": "order", "ID": number})


def _parts(*names: str) -> list[Any]:
    return [{"shipment": {"id": name}, "lines": [MUG]} for name in names]


STORIES: Final = {
    "one mug is sent": Story(
        [
            (
                shipments.ship,
                "shipment.created",
                {"shipment": PARCEL, "lines": [MUG], "packages": BOX},
            ),
            (
                tracking.update_tracking,
                "tracking.updated",
                {"tracking_number": "1Z1", "status": "delivered"},
            ),
        ],
        {
            "create_all_shipments": 1,
            "split_shipment_by_sku": 1,
            "update_shipment_tracking_numbers": 1,
            "update_shipment_status": 2,
        },
    ),
    "everything is sent, from two places": Story(
        [(shipments.ship, "shipment.created", {"shipment": PARCEL, "packages": BOX})],
        {
            "create_all_shipments": 1,
            "update_shipment_tracking_numbers": 2,
            "update_shipment_status": 2,
        },
    ),
    "two equal parts are split, then one is sent": Story(
        [
            (shipments.split_shipment, "shipment.split", {"into": _parts("a", "b")}),
            (
                shipments.ship,
                "shipment.created",
                {"shipment": {"id": "a"}, "lines": [MUG], "packages": BOX},
            ),
        ],
        {
            "split_shipment_by_order_detail_id": 2,
            "update_shipment_tracking_numbers": 1,
            "update_shipment_status": 1,
        },
        arrange=_shipments,
    ),
    "a request is cancelled": Story(
        [
            (shipments.create_shipments, "shipment.requested", {"shipment": PARCEL}),
            (shipments.cancel_shipment, "shipment.cancelled", {"shipment": PARCEL}),
        ],
        {"create_all_shipments": 1, "cancel_shipment": 2},
    ),
    "a line is paid, then the rest, then some given back": Story(
        [
            (
                payments.invoice_payment,
                "payment.captured",
                {"transaction_id": "t1", "lines": [MUG]},
            ),
            (payments.invoice_payment, "payment.captured", {"transaction_id": "t2"}),
            (payments.credit_payment, "payment.refunded", {"refund_id": "r1", "amount": TEN}),
        ],
        {"create_sales_invoice_by_details": 1, "auto_invoice": 1, "credit_invoice": 1},
        payments=[CARD],
    ),
    "some of what was sent comes back": Story(
        [
            (shipments.ship, "shipment.created", {"shipment": PARCEL}),
            (payments.invoice_payment, "payment.captured", {"transaction_id": "t1"}),
            (returns.create_return, "return.requested", {"return": RMA, "lines": [MUG]}),
            (returns.commit_return, "return.received", {"return": RMA, "lines": [MUG]}),
        ],
        {
            "create_all_shipments": 1,
            "update_shipment_status": 2,
            "auto_invoice": 1,
            "create_return": 1,
            "commit_return": 1,
        },
        payments=[CARD],
    ),
    "money comes from outside": Story(
        [
            (
                payments.accept_offline_payment,
                "payment.received",
                {"reference": "wire", "amount": TEN},
            )
        ],
        {"accept_offline_payment": 1, "apply_offline_payment": 1},
        arrange=_invoice,
    ),
    "a declined capture is tried again": Story(
        [(payments.retry_payment, "payment.retry_requested", {"request_id": "q1"})],
        {"retry_invoice_payment": 1},
        payments=[{**CARD, "PaymentMethod": "TEST_DECLINE_ONCE"}],
        arrange=_invoice,
    ),
}
