"""Inventory Locations API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.locations import (
    ChangedLocation,
    Location,
    LocationCustomFields,
    LocationFields,
    NewLocation,
)


class InventoryLocations(Family):
    """Create, read, update and delete the places that hold stock, and their custom fields."""

    create_inventory_location = Endpoint(
        "Create an Inventory Location",
        "POST",
        "/v1/inventorylocations",
        body=NewLocation,
        answer=Location,
    )
    delete_inventory_location = Endpoint(
        "Delete an Inventory Location",
        "DELETE",
        "/v1/inventorylocations/",
        required("locationInternalName"),
        answer=Location,
        about="Refused while it holds stock, or a shipment, store, center or wave names it.",
    )
    update_inventory_location = Endpoint(
        "Update an Inventory Location",
        "PUT",
        "/v1/inventorylocations/",
        required("locationInternalName"),
        body=ChangedLocation,
        answer=Location,
    )
    get_inventory_locations = Endpoint(
        "Get Inventory Locations",
        "GET",
        "/v1/inventorylocations/",
        optional("locationInternalName", "pageSize", "pageNumber"),
        answer=page_of(Location),
        about="Without a name, all locations: many other calls need their internal names.",
    )
    # The plural: locationInternalNames, where the family's other calls have the singular.
    get_inventory_location_custom_fields = Endpoint(
        "Get Inventory Locations Custom Fields",
        "GET",
        "/v1/inventorylocations/customfields",
        required("locationInternalNames") + optional("pageSize", "pageNumber"),
        answer=page_of(LocationFields),
    )
    update_inventory_location_custom_fields = Endpoint(
        "Update Inventory Location Custom Fields",
        "PUT",
        "/v1/inventorylocations/customfields",
        body=LocationCustomFields,
        answer=Location,
        about="Replaces the location's custom fields: read, merge, then write.",
    )
