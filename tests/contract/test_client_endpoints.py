"""The client's declarations against the list of the OMS's endpoints."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from oms_client import Endpoint, OmsClient
from oms_client.endpoints import Family
from oms_client.families.customers import Customers
from oms_client.families.fulfillment import OrderFulfillment
from oms_client.families.orders import OrderOrchestration
from oms_client.families.payments import PaymentProcessing
from oms_client.families.returns import Returns

FAMILIES: dict[str, type[Family]] = {
    "customers": Customers,
    "order_fulfillment": OrderFulfillment,
    "order_orchestration": OrderOrchestration,
    "payment_processing": PaymentProcessing,
    "returns": Returns,
}
CATALOGUE = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))
LISTED: dict[str, list[dict[str, Any]]] = {
    family["key"]: family["endpoints"] for family in CATALOGUE["families"]
}


def declared(family: str) -> dict[str, Endpoint]:
    members = vars(FAMILIES[family]).items()
    return {name: member for name, member in members if isinstance(member, Endpoint)}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_each_listed_operation_and_no_other(family):
    assert list(declared(family)) == [entry["id"] for entry in LISTED[family]]


@pytest.mark.parametrize(
    ("family", "entry"),
    [
        pytest.param(family, entry, id=entry["id"])
        for family in FAMILIES
        for entry in LISTED[family]
    ],
)
def test_a_declaration_is_the_listed_endpoint(family, entry):
    endpoint = declared(family)[entry["id"]]

    query = [{"name": p.name, "required": p.need == "required"} for p in endpoint.query]

    assert endpoint.operation == entry["id"]
    assert (endpoint.title, endpoint.method, endpoint.path, query) == (
        entry["title"],
        entry["method"],
        entry["path"],
        entry["query"],
    )


def test_only_reads_are_declared_as_reads():
    reads = {
        name
        for family in FAMILIES
        for name, endpoint in declared(family).items()
        if not endpoint.write and endpoint.method != "GET"
    }

    assert reads == {"search_orders"}


def test_a_read_by_get_takes_no_body_and_a_put_needs_one():
    for family in FAMILIES:
        for name, endpoint in declared(family).items():
            needed = {"GET": False, "DELETE": False, "PUT": True}
            assert endpoint.body == needed.get(endpoint.method, endpoint.body), name


def test_a_write_is_never_sent_without_naming_anything():
    for family in FAMILIES:
        for name, endpoint in declared(family).items():
            names = {param.need for param in endpoint.query}
            assert not endpoint.write or endpoint.body or names & {"key", "required"}, name


def test_the_client_offers_every_declared_family():
    client = OmsClient("https://api.example.net", lambda: "key")

    assert {key: type(getattr(client, key)) for key in FAMILIES} == FAMILIES


def test_fifty_seven_endpoints_are_declared():
    assert sum(len(declared(family)) for family in FAMILIES) == 57
