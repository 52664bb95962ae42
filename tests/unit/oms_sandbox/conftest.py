"""A sandbox without a socket, and short ways to call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from oms_sandbox.app import create_app
from oms_sandbox.sandbox import Sandbox, Settings

KEY = "test-key"
START = 1_767_225_600.0  # 2026-01-01T00:00:00Z


@dataclass
class Clock:
    """Shows the same instant until it is set."""

    instant: float = START

    def __call__(self) -> float:
        return self.instant


@dataclass
class Api:
    """Calls with a valid key and asserts the status."""

    client: FlaskClient
    headers: dict[str, str] = field(default_factory=lambda: {"Ocp-Apim-Subscription-Key": KEY})

    def call(
        self, method: str, path: str, body: object = None, status: int = 200, **query: object
    ) -> Any:
        answer = self.client.open(
            path, method=method, json=body, query_string=query, headers=self.headers
        )
        assert answer.status_code == status, answer.text
        return answer.json

    def get(self, path: str, status: int = 200, **query: object) -> Any:
        return self.call("GET", path, None, status, **query)

    def post(self, path: str, body: object = None, status: int = 200, **query: object) -> Any:
        return self.call("POST", path, body, status, **query)

    def put(self, path: str, body: object = None, status: int = 200, **query: object) -> Any:
        return self.call("PUT", path, body, status, **query)

    def delete(self, path: str, status: int = 200, **query: object) -> Any:
        return self.call("DELETE", path, None, status, **query)

    def code(
        self, method: str, path: str, status: int, body: object = None, **query: object
    ) -> str:
        """Give the ErrorCode of a refusal."""
        return str(self.call(method, path, body, status, **query)["ErrorCode"])

    def order(self, name: str = "1001") -> Any:
        return self.get("/v1/orders", ExternalOrderId=name)

    def shipments(self, **query: object) -> Any:
        return self.get("/v1/orderfulfillment/shipments", **query)["Items"]

    def invoices(self, **query: object) -> Any:
        return self.get("/v1/paymentprocessing/Invoices", **query)["Items"]

    def commits(self) -> Any:
        return self.get("/_sandbox/journal")["Commits"]


def settings(clock: Clock, **changes: Any) -> Settings:
    return Settings(**{"keys": (KEY,), "rate_limit": None, "clock": clock, **changes})


@pytest.fixture(scope="session")
def shared() -> Iterator[tuple[Clock, Sandbox, FlaskClient]]:
    """Make one sandbox for all tests, since its routes take a while to make."""
    clock = Clock()
    sandbox = Sandbox(settings(clock))
    yield clock, sandbox, create_app(sandbox).test_client()
    sandbox.close()


@pytest.fixture
def clock(shared: tuple[Clock, Sandbox, FlaskClient]) -> Clock:
    shared[0].instant = START
    return shared[0]


@pytest.fixture
def api(shared: tuple[Clock, Sandbox, FlaskClient], clock: Clock) -> Api:
    """Give an empty sandbox without a rate limit."""
    shared[1].reset()
    return Api(shared[2])


@pytest.fixture
def make_api(clock: Clock) -> Iterator[Callable[..., Api]]:
    """Make an Api over a sandbox of its own with other settings."""
    made: list[Sandbox] = []

    def make(**changes: Any) -> Api:
        sandbox = Sandbox(settings(clock, **changes))
        made.append(sandbox)
        return Api(create_app(sandbox).test_client())

    yield make
    for sandbox in made:
        sandbox.close()


@pytest.fixture
def order_body() -> Callable[..., dict[str, Any]]:
    """Make the body of an order: two of A at 10.00 and one of STORE-B at 5.00, paid by card."""

    def make(name: str = "1001", **changes: Any) -> dict[str, Any]:
        return {
            "ExternalOrderId": name,
            "ExternalCustomerId": "C-1",
            "CurrencyCode": "USD",
            "ShippingAddress": {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US"},
            "LineItems": [
                {"Sku": "A", "Quantity": 2, "UnitPrice": 10, "ExternalOrderDetailId": "1"},
                {"Sku": "STORE-B", "Quantity": 1, "UnitPrice": 5, "ExternalOrderDetailId": "2"},
            ],
            "Payments": [{"PaymentMethod": "Visa", "AuthorizationId": "auth-1", "Amount": 25}],
            **changes,
        }

    return make


@pytest.fixture
def order(api: Api, order_body: Callable[..., dict[str, Any]]) -> Any:
    """Create the order 1001."""
    return api.post("/v1/orders", order_body(), status=201)


@pytest.fixture
def shipments(api: Api, order: Any) -> Any:
    """Create the shipments of order 1001: two of A from dc-east, one STORE-B from store-1."""
    body = {"ExternalOrderId": "1001"}
    path = "/v1/orderfulfillment/shipments/CreateAllShipments"
    return api.post(path, body, status=201)["Shipments"]


@pytest.fixture
def ship(api: Api) -> Callable[..., Any]:
    """Move a shipment to Shipped, or to another status."""

    def move(shipment: Any, status: str = "Shipped", answer: int = 200) -> Any:
        path, body = "/v1/orderfulfillment/shipments/Status", {"ShipmentStatus": status}
        return api.put(path, body, status=answer, ShipmentId=shipment["ShipmentId"])

    return move


@pytest.fixture
def invoice(api: Api) -> Callable[..., Any]:
    """Invoice all of an order, by its InternalOrderId."""

    def make(order: Any) -> Any:
        body = {"IDType": "Order", "ID": order["InternalOrderId"]}
        return api.post("/v1/paymentprocessing/Invoices/AutoInvoice", body)

    return make
