"""A client, what its calls were answered, and what a chapter leaves for the next ones."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from oms_client import Answer, OmsClient
from oms_client.endpoints import Call

FIELDS = [{"SystemName": "note", "Value": "x"}]
ADDRESS = {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US", "Email": "a@b.example"}
FILE = {"FileName": "a.png", "ContentType": "image/png", "Content": base64.b64encode(b"x").decode()}
PAST = datetime(2020, 1, 1, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, tzinfo=UTC)


@dataclass
class Story:
    """The answers so far, by operation; `tell` adds one."""

    client: OmsClient
    answers: dict[str, Answer] = field(default_factory=dict)
    item_id: int = 0  # of SKU P
    location_id: int = 0  # of W1
    customer_id: int = 0  # of C-1
    order: dict[str, Any] = field(default_factory=dict)  # 1, as it was made

    def tell(self, call: Call, body: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
        """Make a call with a body that its form accepts."""
        assert body is None or call.check(body) == [], call.endpoint.operation
        answer = call(body=body, **values)
        self.answers[call.endpoint.operation] = answer
        return answer.body


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
