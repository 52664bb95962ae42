"""A client, what its calls were answered, and what a chapter leaves for the next ones."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oms_client import Answer, NotFound, OmsClient
from oms_client.catalogue import FAMILIES
from oms_client.endpoints import Call
from oms_client.kibo import HistoricOrders
from oms_client.parameters import Param
from tests.contract.looks import LOOKS, Look, changes
from tests.contract.story_times import FUTURE, PAST

__all__ = ["ADDRESS", "FIELDS", "FILE", "FUTURE", "OTHER", "PAST", "Story", "order", "paid"]

FIELDS = [{"SystemName": "note", "Value": "x"}]
OTHER = [{"SystemName": "note", "Value": "y"}]
ADDRESS = {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US", "Email": "a@b.example"}
FILE = {"FileName": "a.png", "ContentType": "image/png", "Content": base64.b64encode(b"x").decode()}
FAMILY_OF = {
    **{name: key for key, family in FAMILIES.items() for name in family.endpoints()},
    **dict.fromkeys(HistoricOrders.endpoints(), "kibo"),
}


@dataclass
class Story:
    """The answers so far, by operation; `tell` adds one. seen: what LOOKS saw of the writes."""

    client: OmsClient
    kibo: HistoricOrders | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    item_id: int = 0  # of SKU P
    location_id: int = 0  # of W1
    customer_id: int = 0  # of C-1
    order: dict[str, Any] = field(default_factory=dict)  # 1, as it was made

    def tell(self, call: Call, body: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
        """Make a call with a body that its form accepts; look before and after its first time."""
        operation = call.endpoint.operation
        assert body is None or call.check(body) == [], operation
        look = None if operation in self.seen else LOOKS.get(operation)
        given = self._given(body or {}, values)
        before = look and self._shown(look, given)
        answer = call(body=body, **values)
        if look:
            self.seen[operation] = changes(before, self._shown(look, given))
        self.answers[operation] = answer
        return answer.body

    def _given(self, body: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Give what a call and the story know, by keyword."""
        named = {Param(name, "optional").keyword: value for name, value in body.items()}
        number = {"customer_id": self.customer_id, "internal_customer_id": self.customer_id}
        return {**number, "item_id": self.item_id, **named, **values}

    def _shown(self, look: Look, given: Mapping[str, Any]) -> dict[str, Any]:
        """Read; what is not there shows nothing."""
        holder = self if look.reader in HistoricOrders.endpoints() else self.client
        call: Call = getattr(getattr(holder, FAMILY_OF[look.reader]), look.reader)
        try:
            return call(body=look.body, **look.asked(given)).body
        except NotFound:
            return {}


def order(name: str, quantity: int = 6, sku: str = "A", **more: Any) -> dict[str, Any]:
    line = {"Sku": sku, "Quantity": quantity, "UnitPrice": 10.5, "CustomFields": FIELDS}
    return {
        "ExternalOrderId": name,
        "ExternalCustomerId": "C-1",
        "CurrencyCode": "USD",
        "ShippingAddress": ADDRESS,
        "LineItems": [{**line, "ExternalOrderDetailId": f"{name}-1"}],
        **more,
    }


def paid(method: str = "card") -> dict[str, Any]:
    payment = {
        "PaymentMethod": method,
        "AuthorizationId": "auth",
        "Amount": 63,
        "CustomFields": FIELDS,
    }
    return {"Payments": [payment]}
