"""Inventory locations: the places where stock lies, and their custom fields."""

from __future__ import annotations

from oms_sandbox.checks import one_of
from oms_sandbox.checks import optional as may_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, optional, required, unchanged
from oms_sandbox.errors import not_found
from oms_sandbox.forms import CUSTOM_FIELDS, MAY_HAVE_CUSTOM_FIELDS
from oms_sandbox.openapi.answers import ListOf, LocationCustomFields
from oms_sandbox.paging import page
from oms_sandbox.places.places import (
    CHANGED_PLACE,
    NAME,
    NEW_PLACE,
    Kind,
    in_use,
    known_locations,
    refuse_if_awaited,
)
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import stock_now
from oms_sandbox.stock.entities import LOCATION_TYPES, Location

LOCATION = Kind(
    "LocationInternalName",
    "InventoryLocationId",
    "LocationInternalName",
    lambda stock: stock.locations,
)


def delete_inventory_location(oms: Oms, call: Call) -> Answer:
    """Delete a location that is empty, to which nothing is routed and which nothing names."""
    stock = stock_now(oms)
    name = LOCATION.named(stock, call.query)["LocationInternalName"]
    refuse_if_awaited(stock, name, LOCATION.parameter)
    if stock.holds(name):
        raise in_use(LOCATION.parameter, f"The inventory location {name} holds stock.")
    _refuse_if_named(oms, stock.locations[name])
    return LOCATION.changed(stock.remove_location(name))


def _refuse_if_named(oms: Oms, location: Location) -> None:
    stock, name = oms.stock, location["LocationInternalName"]
    named_by = {
        "store": [one["InventoryLocations"] for one in stock.stores.values()],
        "shipping center": [one["InventoryLocations"] for one in stock.centers.values()],
        "inventory pool group": list(stock.pools.values()),
    }
    for kind, lists in named_by.items():
        if any(name in names for names in lists):
            raise in_use(LOCATION.parameter, f"A {kind} has the inventory location {name}.")
    number = location["InventoryLocationId"]
    if any(wave["InventoryLocationId"] == number for wave in oms.waves):
        raise in_use(LOCATION.parameter, f"A wave is expected at the inventory location {name}.")


def get_inventory_location_custom_fields(oms: Oms, call: Call) -> Answer:
    stock = stock_now(oms)
    names = known_locations(stock, call.query["LocationInternalNames"], "locationInternalNames")
    found = [
        {"LocationInternalName": name, "CustomFields": stock.locations[name]["CustomFields"]}
        for name in names
    ]
    return unchanged(page(found, call.query))


def update_inventory_location_custom_fields(oms: Oms, call: Call) -> Answer:
    name = call.body["LocationInternalName"]
    location = stock_now(oms).locations.get(name)
    if location is None:
        raise not_found("LocationInternalName", name)
    location["CustomFields"] = call.body["CustomFields"]
    oms.touch(location)
    return LOCATION.changed(location)


PATH = "/v1/inventorylocations/"
PAGING = optional("pageSize", "pageNumber")

ENDPOINTS = (
    Endpoint(
        "create_inventory_location",
        "POST",
        "/v1/inventorylocations",
        LOCATION.create,
        answers=Location,
        body={
            "LocationInternalName": NAME,
            **NEW_PLACE,
            "LocationType": may_have(one_of(LOCATION_TYPES), default=lambda: LOCATION_TYPES[0]),
            **MAY_HAVE_CUSTOM_FIELDS,
        },
        status=201,
    ),
    Endpoint(
        "delete_inventory_location",
        "DELETE",
        PATH,
        delete_inventory_location,
        answers=Location,
        query=required("locationInternalName"),
    ),
    Endpoint(
        "update_inventory_location",
        "PUT",
        PATH,
        LOCATION.update,
        answers=Location,
        query=required("locationInternalName"),
        body={**CHANGED_PLACE, "LocationType": may_have(one_of(LOCATION_TYPES))},
    ),
    Endpoint(
        "get_inventory_locations",
        "GET",
        PATH,
        LOCATION.get,
        answers=ListOf(Location),
        query=optional("locationInternalName") + PAGING,
    ),
    Endpoint(
        "get_inventory_location_custom_fields",
        "GET",
        "/v1/inventorylocations/customfields",
        get_inventory_location_custom_fields,
        answers=ListOf(LocationCustomFields),
        query=required("locationInternalNames") + PAGING,
    ),
    Endpoint(
        "update_inventory_location_custom_fields",
        "PUT",
        "/v1/inventorylocations/customfields",
        update_inventory_location_custom_fields,
        answers=Location,
        body={"LocationInternalName": NAME, **CUSTOM_FIELDS},
    ),
)
