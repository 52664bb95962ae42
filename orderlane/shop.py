"""Deliveries of a made-up shop and its warehouse, in the senders' own shapes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Body = dict[str, Any]


def now() -> str:
    """Return the present as Shopify writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _gid(kind: str, number: int) -> str:
    return f"gid://shopify/{kind}/{number}"


@dataclass(slots=True)
class ShopOrder:
    """One order as Shopify would send it. id: Shopify's; the fulfillment order's is derived."""

    id: int
    number: int
    lines: dict[str, int] = field(default_factory=lambda: {"MUG-BLU": 2, "TEA-EARL": 1})
    street: str = "12 Rue du Lac"

    @property
    def fulfillment_order(self) -> int:
        """Return the id of its fulfillment order."""
        return self.id + 7_000_000

    def whole(self, **changes: Any) -> Body:
        """Return the order's full body."""
        return {
            "id": self.id,
            "admin_graphql_api_id": _gid("Order", self.id),
            "name": f"#{self.number}",
            "order_number": self.number,
            "test": False,
            "confirmed": True,
            "created_at": now(),
            "updated_at": now(),
            "cancelled_at": None,
            "cancel_reason": None,
            "financial_status": "authorized",
            "fulfillment_status": None,
            "currency": "CAD",
            "total_price": "66.00",
            "total_tax": "0.00",
            "email": "r.osei@example.com",
            "customer": {"id": 7700 + self.id % 1000, "email": "r.osei@example.com"},
            "shipping_address": self.address(),
            "billing_address": self.address(),
            "payment_gateway_names": ["shopify_payments"],
            "line_items": self._items(),
            "shipping_lines": [{"id": 44, "title": "Ground", "code": None, "price": "0.00"}],
            **changes,
        }

    def _items(self) -> list[Body]:
        return [
            {
                "id": self.id * 10 + nth,
                "sku": sku,
                "variant_id": 44_000_000 + nth,
                "quantity": quantity,
                "current_quantity": quantity,
                "fulfillable_quantity": quantity,
                "price": "22.00",
                "total_discount": "0.00",
                "tax_lines": [],
                "requires_shipping": True,
                "gift_card": False,
            }
            for nth, (sku, quantity) in enumerate(self.lines.items(), start=1)
        ]

    def address(self) -> Body:
        """Return the shipping address."""
        return {
            "first_name": "Rita",
            "last_name": "Osei",
            "address1": self.street,
            "address2": None,
            "city": "Québec",
            "province_code": "QC",
            "zip": "G1R 2B5",
            "country_code": "CA",
            "phone": None,
        }

    def moved(self, street: str) -> Body:
        """Return the body of orders/updated after the customer moved."""
        self.street = street
        return self.whole()

    def cancelled(self) -> Body:
        """Return the body of orders/cancelled."""
        return self.whole(cancelled_at=now(), cancel_reason="customer")

    def routed(self) -> Body:
        """Return the body of order_routing_complete, which ties the fulfillment order to the order."""
        part = {"id": _gid("FulfillmentOrder", self.fulfillment_order), "status": "open"}
        return {"fulfillment_order": {**part, "order_id": _gid("Order", self.id)}}

    def held(self) -> Body:
        """Return the body of placed_on_hold: it names the fulfillment order, not the order."""
        hold = {"id": _gid("FulfillmentHold", self.id + 31), "reason": "high_risk_of_fraud"}
        part = _gid("FulfillmentOrder", self.fulfillment_order)
        return {
            "fulfillment_order": {"id": part, "status": "on_hold", "fulfillment_holds": [hold]},
            "remaining_fulfillment_order": None,
            "created_fulfillment_hold": hold,
        }

    def released(self) -> Body:
        """Return the body of hold_released."""
        part = _gid("FulfillmentOrder", self.fulfillment_order)
        return {"fulfillment_order": {"id": part, "status": "open"}}

    def parcel(self, nth: int, lines: dict[str, int], tracking: str) -> Body:
        """Return the body of fulfillments/create for some of the lines."""
        known = {sku: self.id * 10 + at for at, sku in enumerate(self.lines, start=1)}
        items = [
            {"id": known[sku], "sku": sku, "quantity": quantity, "price": "22.00"}
            for sku, quantity in lines.items()
        ]
        return {
            "id": self.id + 900_000 + nth,
            "order_id": self.id,
            "status": "success",
            "created_at": now(),
            "updated_at": now(),
            "shipment_status": None,
            "tracking_company": "UPS",
            "tracking_number": tracking,
            "tracking_numbers": [tracking],
            "tracking_urls": [f"https://track.example.com/{tracking}"],
            "line_items": items,
        }

    def sent_by_warehouse(self, tracking: str) -> Body:
        """Return ShipHero's Shipment Update: the whole order left in one package."""
        items = [
            {"id": f"{self.id}-{nth}", "sku": sku, "quantity": quantity, "package": "Package #1"}
            for nth, (sku, quantity) in enumerate(self.lines.items(), start=1)
        ]
        package = {"name": "Package #1", "shipping_carrier": "UPS", "tracking_number": tracking}
        return {
            "test": "0",
            "webhook_type": "Shipment Update",
            "account_id": 63898,
            "fulfillment": {
                "shipment_id": self.id + 600_000,
                "warehouse_id": 76733,
                "partner_order_id": str(self.number),
                "order_number": str(self.number),
                "tracking_number": tracking,
                "shipping_carrier": "UPS",
                "line_items": items,
                "created_at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            },
            "packages": [package],
        }

    def captured(self) -> Body:
        """Return the body of order_transactions/create for a capture."""
        return {
            "id": self.id + 500,
            "order_id": self.id,
            "kind": "capture",
            "status": "success",
            "amount": "66.00",
            "currency": "CAD",
            "gateway": "shopify_payments",
            "parent_id": self.id + 499,
            "created_at": now(),
            "processed_at": now(),
        }

    def delivered(self, tracking: str) -> Body:
        """Return the canonical `tracking.updated` of the carrier's service."""
        return {
            "type": "tracking.updated",
            "timestamp": now(),
            "data": {
                "order": {"id": str(self.id), "number": str(self.number)},
                "version": now(),
                "tracking_number": tracking,
                "carrier": "UPS",
                "status": "delivered",
                "occurred_at": now(),
            },
        }
