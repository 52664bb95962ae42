"""What stands in the OMS before each effect, and what is then asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from oms_client import OmsClient

ADDRESS: Final = {
    "FirstName": "Ana",
    "LastName": "Ruiz",
    "AddressLine1": "Main Street 1",
    "City": "Ghent",
    "CountryCode": "BE",
}
CARD: Final = ({"PaymentMethod": "CARD", "AuthorizationId": "auth", "Amount": 100.0},)
DECLINED_ONCE: Final = ({**CARD[0], "PaymentMethod": "TEST_DECLINE_ONCE"},)

Ask = dict[str, Any]


@dataclass(frozen=True)
class Oms:
    """The OMS before the effect: an order of three mugs and a cap."""

    client: OmsClient
    order: str

    def create(self, payments: tuple[Any, ...] = ()) -> int:
        lines = [("L1", "MUG", 3), ("L2", "CAP", 1)]
        made = self.client.order_orchestration.create_order(
            body={
                **_body(lines),
                "ExternalOrderId": self.order,
                "Payments": list(payments),
            }
        )
        return int(made.body["InternalOrderId"])

    def shipment(self) -> int:
        self.create()
        made = self.client.order_fulfillment.create_all_shipments(
            body={"ExternalOrderId": self.order}
        )
        return int(made.body["Shipments"][0]["ShipmentId"])

    def invoice(self, *payments: Any) -> int:
        order = self.create(payments)
        made = self.client.payment_processing.auto_invoice(body={"IDType": "order", "ID": order})
        return int(made.body["InvoiceId"])

    def sent(self, *payments: Any) -> None:
        """Ship and invoice everything."""
        order = self.create(payments)
        made = self.client.order_fulfillment.create_all_shipments(
            body={"ExternalOrderId": self.order}
        )
        for shipment in made.body["Shipments"]:
            self.client.order_fulfillment.update_shipment_status(
                shipment_id=shipment["ShipmentId"], body={"ShipmentStatus": "Shipped"}
            )
        self.client.payment_processing.auto_invoice(body={"IDType": "order", "ID": order})

    def line(self, name: str) -> int:
        body = self.client.order_orchestration.get_order(external_order_id=self.order).body
        named = {one["ExternalOrderDetailId"]: one["OrderDetailId"] for one in body["LineItems"]}
        return int(named[name])

    def hold(self, reason: str) -> None:
        self.client.order_orchestration.hold_order(external_order_id=self.order, hold_reason=reason)


def _body(lines: list[tuple[str, str, int]]) -> Ask:
    return {
        "ExternalCustomerId": "guest",
        "CurrencyCode": "EUR",
        "ShippingAddress": ADDRESS,
        "LineItems": [
            {"ExternalOrderDetailId": name, "Sku": sku, "Quantity": quantity, "UnitPrice": 10.0}
            for name, sku, quantity in lines
        ],
    }


def _new_order(oms: Oms) -> Ask:
    body = _body([("L1", "MUG", 3)])
    line = {**body["LineItems"][0], "UnitPrice": "10.00"}
    return {"body": {**body, "LineItems": [line]}}


def _historic_order(oms: Oms) -> Ask:
    ask = _new_order(oms)
    return {"body": {**ask["body"], "OrderStatus": "Shipped"}}


def _hold(oms: Oms) -> Ask:
    oms.create()
    return {"reason": "fraud check"}


def _resume(oms: Oms) -> Ask:
    oms.create()
    oms.hold("fraud check [orderlane 0123456789abcdef]")
    return {}


def _cancel(oms: Oms) -> Ask:
    oms.create()
    return {"reason": "changed my mind"}


def _address(oms: Oms) -> Ask:
    oms.create()
    return {"address": {**ADDRESS, "AddressLine1": "Side Street 2"}}


def _create_all(oms: Oms) -> Ask:
    oms.create()
    return {}


def _split_by_sku(oms: Oms) -> Ask:
    return {"shipment": oms.shipment(), "quantities": {"MUG": 1}}


def _split_by_line(oms: Oms) -> Ask:
    return {"shipment": oms.shipment(), "quantities": {"L1": 2}}


def _tracking(oms: Oms) -> Ask:
    numbers = [{"TrackingNumber": "1Z1", "Carrier": "UPS", "Url": ""}]
    return {"shipment": oms.shipment(), "tracking": numbers, "replaces": []}


def _status(oms: Oms) -> Ask:
    return {"shipment": oms.shipment(), "status": "Shipped"}


def _cancel_shipment(oms: Oms) -> Ask:
    return {"shipment": oms.shipment()}


def _auto_invoice(oms: Oms) -> Ask:
    oms.create(CARD)
    return {}


def _by_details(oms: Oms) -> Ask:
    oms.create(CARD)
    return {"quantities": {"L1": 1}}


def _retry(oms: Oms) -> Ask:
    return {"invoice": oms.invoice(*DECLINED_ONCE)}


def _credit(oms: Oms) -> Ask:
    return {"invoice": oms.invoice(*CARD), "amount": "12.50", "reason": "damaged"}


def _accept(oms: Oms) -> Ask:
    oms.create()
    return {"reference": "wire-1", "amount": "12.50"}


def _apply(oms: Oms) -> Ask:
    invoice = oms.invoice()
    oms.client.payment_processing.accept_offline_payment(
        external_order_id=oms.order, body={"Amount": 12.5, "Reference": "wire-1"}
    )
    return {"invoice": invoice, "amount": "12.50"}


def _return(oms: Oms) -> Ask:
    oms.sent(*CARD)
    return {"quantities": {"L1": 1}, "reasons": {"L1": "broken"}}


def _commit(oms: Oms) -> Ask:
    oms.sent(*CARD)
    items = [{"OrderDetailId": oms.line("L1"), "Quantity": 1}]
    made = oms.client.returns.create_return(
        body={"ExternalOrderId": oms.order, "ReturnItems": items}
    )
    return {"return": made.body["ReturnId"], "quantities": {}}


ARRANGE: Final[dict[str, Callable[[Oms], Ask]]] = {
    "create_order": _new_order,
    "import_order": _historic_order,
    "hold_order": _hold,
    "resume_order": _resume,
    "cancel_order": _cancel,
    "update_shipping_address": _address,
    "create_all_shipments": _create_all,
    "split_shipment_by_sku": _split_by_sku,
    "split_shipment_by_order_detail_id": _split_by_line,
    "update_shipment_tracking_numbers": _tracking,
    "update_shipment_status": _status,
    "cancel_shipment": _cancel_shipment,
    "auto_invoice": _auto_invoice,
    "create_sales_invoice_by_details": _by_details,
    "retry_invoice_payment": _retry,
    "credit_invoice": _credit,
    "accept_offline_payment": _accept,
    "apply_offline_payment": _apply,
    "create_return": _return,
    "cancel_return": _commit,
    "commit_return": _commit,
}
