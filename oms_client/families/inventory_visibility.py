"""Physical, Pre-order and Virtual Inventory Visibility API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.inventory import (
    Count,
    Counts,
    ItemLocationCustomFields,
    ItemLocationFields,
    JobKey,
    NewCounts,
    PoolCount,
    PreOrderCount,
    SetCounts,
    StoreCount,
)


class PhysicalInventoryVisibility(Family):
    """Read and write stock counts, in units, by location and SKU."""

    get_allocated_inventory = Endpoint(
        "Get Allocated Inventory",
        "GET",
        "/v1/inventory/allocated",
        required("locationInternalNames") + optional("skus", "pageSize", "pageNumber"),
        answer=page_of(Count),
    )
    get_available_inventory = Endpoint(
        "Get Available Inventory",
        "GET",
        "/v1/inventory/available",
        required("locationInternalNames") + optional("skus", "pageSize", "pageNumber"),
        answer=page_of(Count),
    )
    # One store, in the singular; its siblings take several locations.
    get_available_stores_inventory = Endpoint(
        "Get Available Stores Inventory",
        "GET",
        "/v1/inventory/stores/available",
        required("storeInternalName") + optional("skus", "pageSize", "pageNumber"),
        answer=page_of(StoreCount),
    )
    get_onhand_inventory = Endpoint(
        "Get On-hand Inventory",
        "GET",
        "/v1/inventory/onhand",
        required("locationInternalNames") + optional("skus", "pageSize", "pageNumber"),
        answer=page_of(Count),
    )
    get_overall_inventory = Endpoint(
        "Get Overall Inventory",
        "GET",
        "/v1/inventory/overall",
        required("locationInternalNames") + optional("skus", "type", "pageSize", "pageNumber"),
        answer=page_of(Count),
    )
    get_reserved_inventory = Endpoint(
        "Get Reserved Inventory",
        "GET",
        "/v1/inventory/reserved",
        required("locationInternalNames") + optional("skus", "pageSize", "pageNumber"),
        answer=page_of(Count),
    )
    get_total_item_inventory = Endpoint(
        "Get Total Item Inventory",
        "GET",
        "/v1/inventory/totals",
        required("skus") + optional("type"),
        answer=page_of(Count),
        about="Sums over all locations.",
    )
    update_onhand_inventory = Endpoint(
        "Update On-hand Inventory",
        "PUT",
        "/v1/inventory/onhand",
        body=NewCounts,
        answer=SetCounts,
        about="Sets the counts. Each by itself: look at the Status of every result.",
    )
    update_reserved_inventory = Endpoint(
        "Update Reserved Inventory",
        "PUT",
        "/v1/inventory/reserved",
        body=NewCounts,
        answer=Counts,
        about="Sets the counts, all of them or none.",
    )
    # A DELETE whose body says what to delete: there is no key in the query.
    delete_reserved_inventory = Endpoint(
        "Delete Reserved Inventory",
        "DELETE",
        "/v1/inventory/reserved",
        body=NewCounts,
        answer=Counts,
        about="Takes so much off what is reserved, all of it or nothing: no second sending.",
    )
    get_item_location_custom_fields = Endpoint(
        "Get Custom Fields for Item Location Inventories",
        "GET",
        "/v1/inventory/customfields",
        required("sku", "locationInternalName"),
        answer=ItemLocationFields,
    )
    update_item_location_custom_fields = Endpoint(
        "Update Custom Fields for Item Location Inventories",
        "PUT",
        "/v1/inventory/customfields",
        body=ItemLocationCustomFields,
        answer=ItemLocationFields,
        about="Replaces the custom fields: read, merge, then write.",
    )
    bulk_update_onhand_inventory = Endpoint(
        "Bulk Update On-Hand Inventory",
        "PUT",
        "/v1/inventory/BulkOnhand",
        body=NewCounts,
        answer=JobKey,
        about="Answers a job, not its outcome: bulk_status needs both JobId and DateSubmittedUTC.",
    )


class PreOrderInventoryVisibility(Family):
    """Read what is planned of an item sold before it is in stock."""

    # /v1/preorderinventory here, /preorder/... in the family pre_order.
    get_pre_order_inventory_by_sku = Endpoint(
        "Get Pre-Order Inventory by SKU",
        "GET",
        "/v1/preorderinventory/",
        required("Sku"),
        answer=PreOrderCount,
    )


class VirtualInventoryVisibility(Family):
    """Read the computed stock of inventory pools, in units."""

    get_virtual_inventory = Endpoint(
        "Get Virtual Inventory",
        "GET",
        "/v1/virtualinventory/",
        required("inventoryPoolGroupNames") + optional("skus", "pageSize", "pageNumber"),
        answer=page_of(PoolCount),
    )
