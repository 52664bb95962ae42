"""Products, places, stock and pre-orders: every call once."""

from typing import Any

from tests.contract.story_rig import ADDRESS, FIELDS, FILE, FUTURE, OTHER, PAST, Story, order


def goods(story: Story) -> None:
    products, items, tell = story.client.products, story.client.items, story.tell
    for name in ("tee", "cap"):
        product = {"ProductBackendName": name, "ProductName": name.title()}
        made = tell(products.create_product, {**product, "Description": "x"})
    tell(products.update_product, {"ProductBackendName": "tee", "Description": "soft"})
    tell(products.get_products, product_name="Tee")
    tell(products.delete_product, product_backend_name="cap")
    attributes = [{"Name": "colour", "Value": "red"}]
    for sku in ("A", "B", "P"):
        item = {"Sku": sku, "ProductBackendName": "tee", "Attributes": attributes}
        made = tell(items.create_item, {**item, "Categories": ["summer"]})
    story.item_id = made["ItemId"]  # of P
    tell(items.update_item, {"Sku": "A", "ItemName": "Tee, red"})
    tell(items.delete_item, sku="B")
    tell(items.get_items, load_attributes=True, load_categories=True, load_inventory=True)
    tell(items.get_skus, last_updated_date_time_utc_after=PAST)
    price = {"Sku": "A", "Channel": "web", "CurrencyCode": "USD", "ListPrice": 10.5, "SalePrice": 9}
    tell(items.update_item_site_pricing, price)
    tell(items.get_item_site_pricing, sku="A")
    tell(items.delete_item_site_pricing, sku="A", channel="web")
    images = {"OwnerName": "Product", "OwnerID": made["ProductId"], "Images": [FILE]}
    tell(story.client.images.create_images, images)
    tell(story.client.images.delete_images, owner_name="Product", owner_id=made["ProductId"])
    rate = {"TaxRate": 8.25, "CountryCode": "US", "State": "NV"}
    tell(story.client.taxes.upsert_taxes, rate, backend_name="us-nv")
    tell(story.client.taxes.get_taxes)
    tell(story.client.taxes.delete_taxes, backend_name="us-nv")


def places(story: Story) -> None:
    client, tell = story.client, story.tell
    locations, stores, centers = (
        client.inventory_locations,
        client.store_locations,
        client.shipping_centers,
    )
    for name in ("W1", "W2"):
        new = {"LocationInternalName": name, "Address": ADDRESS, "CustomFields": FIELDS}
        made = tell(locations.create_inventory_location, {**new, "LocationType": "Warehouse"})
        shop = {"Address": ADDRESS, "InventoryLocations": ["W1"]}
        tell(stores.create_store_location, {"StoreInternalName": name, **shop})
        tell(centers.create_shipping_center, {"ShippingCenterInternalName": name, **shop})
    tell(locations.update_inventory_location, {"Name": "One"}, location_internal_name="W1")
    tell(locations.delete_inventory_location, location_internal_name="W2")
    story.location_id = made["InventoryLocationId"] - 3  # W1: each round made three places
    tell(locations.get_inventory_locations)
    fields = {"LocationInternalName": "W1", "CustomFields": OTHER}
    tell(locations.update_inventory_location_custom_fields, fields)
    tell(locations.get_inventory_location_custom_fields, location_internal_names=["W1"])
    tell(stores.update_store_location, {"Name": "One"}, store_internal_name="W1")
    tell(stores.delete_store_location, store_internal_name="W2")
    tell(stores.get_store_locations, store_internal_name="W1")
    tell(centers.update_shipping_center, {"Name": "One"}, shipping_center_internal_name="W1")
    tell(centers.delete_shipping_center, shipping_center_internal_name="W2")
    tell(centers.get_shipping_centers)


def stock(story: Story) -> None:
    physical, tell = story.client.physical_inventory_visibility, story.tell

    def items(quantity: int) -> dict[str, Any]:
        return {"Items": [{"LocationInternalName": "W1", "Sku": "A", "Quantity": quantity}]}

    tell(physical.update_onhand_inventory, items(100))
    tell(physical.update_reserved_inventory, items(5))
    tell(physical.delete_reserved_inventory, items(1))
    job = tell(physical.bulk_update_onhand_inventory, items(90))
    named = {"job_id": job["JobId"], "date_submitted_utc": job["DateSubmittedUTC"]}
    tell(story.client.bulk_status.get_bulk_job_details, **named)
    tell(story.client.bulk_status.get_bulk_job_operation_details, operation_id=1, **named)
    tell(story.client.bulk_status.list_bulk_jobs)
    for call in (
        physical.get_allocated_inventory,
        physical.get_available_inventory,
        physical.get_onhand_inventory,
        physical.get_overall_inventory,
        physical.get_reserved_inventory,
    ):
        tell(call, location_internal_names=["W1"], skus=["A"])
    tell(physical.get_available_stores_inventory, store_internal_name="W1")
    tell(physical.get_total_item_inventory, skus=["A"])
    key = {"LocationInternalName": "W1", "Sku": "A"}
    tell(physical.update_item_location_custom_fields, {**key, "CustomFields": FIELDS})
    tell(physical.get_item_location_custom_fields, location_internal_name="W1", sku="A")
    virtual = story.client.virtual_inventory_visibility
    tell(virtual.get_virtual_inventory, inventory_pool_group_names=["DEFAULT"])


def pre_order(story: Story) -> None:
    pre, tell = story.client.pre_order, story.tell
    wave = {"ItemId": story.item_id, "InventoryLocationId": story.location_id, "Quantity": 5}
    number = tell(pre.create_wave, {**wave, "ExpectedDate": FUTURE, "ExternalId": "late"})["WaveId"]
    tell(pre.get_wave, wave_id=number)
    tell(pre.update_wave, {"Quantity": 6}, wave_id=number)
    tell(pre.get_waves, item_id=story.item_id)
    tell(pre.delete_wave, wave_id=number)
    tell(pre.create_wave, {**wave, "ExpectedDate": PAST})
    dates = {"ItemId": story.item_id, "CountryId": "US", "ReleaseDate": FUTURE}
    number = tell(pre.create_release_schedule, dates)["ReleaseScheduleId"]
    tell(pre.get_release_schedule, release_schedule_id=number)
    tell(pre.get_release_schedules, country_id="US")
    later = {"DeliveryDate": FUTURE}
    tell(pre.update_release_schedule, later, release_schedule_id=number, recalculate=True)
    details = []
    for name, quantity in (("p1", 1), ("p2", 1), ("p3", 1), ("p4", 1), ("too many", 9)):
        made = tell(story.client.order_orchestration.create_order, order(name, quantity, "P"))
        details.append(made["LineItems"][0]["OrderDetailId"])
    tell(pre.get_release_dates_by_order_detail_id, order_detail_id=details[0])
    override = {"order_detail_id": details[0], "delivery_date_override": FUTURE}
    tell(pre.update_delivery_override_date, **override)
    tell(pre.release_pre_orders, {"ExternalOrderId": "p1"})
    tell(pre.release_pre_orders_bypass_inventory_requirement, {"ExternalOrderId": "p2"})
    tell(pre.release_item_in_pre_orders, {"ItemId": story.item_id})
    tell(story.client.order_orchestration.search_orders, {"Sku": "P"})
    item = {"ItemId": story.item_id}
    tell(pre.release_item_in_pre_orders_bypass_inventory_requirement, item)
    tell(pre.delete_release_schedule, release_schedule_id=number, fallback_mode="KeepDates")
    tell(story.client.pre_order_inventory_visibility.get_pre_order_inventory_by_sku, sku="P")
