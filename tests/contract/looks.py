"""Which read shows what a write did: asked before and after it, by the same words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.contract.story_times import FUTURE, PAST

UNTOLD = {"TraceID", "LastUpdatedDateTimeUtc", "PageSize", "TotalCount", "totalCount"}
"""Fields that move with any commit or call, or with the length of a list: they show nothing."""


@dataclass(frozen=True)
class Look:
    """A read and its words: `named` have the values the write has, or the story; `words` their own."""

    reader: str
    named: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None

    def asked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the words of a read after a write with these."""
        return {**{name: given[name] for name in self.named}, **self.words}


def look(reader: str, *named: str, body: Mapping[str, Any] | None = None, **words: Any) -> Look:
    return Look(reader, named, words, body)


ORDER = look("get_order", "external_order_id")
ORDERS_STATUS = look("get_order_status", "external_order_id")
FIRST_ORDER = look("get_order", external_order_id="1")
SHIPMENTS = look("get_shipments", external_order_id="1")
INVOICE = look("get_invoices", "invoice_id")
RETURNS = look("get_returns", external_order_id="1")
COUNTED: dict[str, Any] = {"location_internal_names": ["W1"], "skus": ["A"]}
CUSTOMER = look("get_customers", "external_customer_id")
ADDRESSES = look("get_customer_address", external_customer_id="C-1")
LOCATION = look("get_inventory_locations", "location_internal_name")
STORE = look("get_store_locations", "store_internal_name")
CENTER = look("get_shipping_centers", "shipping_center_internal_name")
ITEM, PRICES = look("get_items", "sku"), look("get_item_site_pricing", "sku")
TAX = look("get_taxes", "backend_name")
TICKETS = look("get_customer_ticket_history", "customer_id")
WAVES, WAVE = look("get_waves", "item_id"), look("get_wave", "wave_id")
SCHEDULES = look("get_release_schedules", country_id="US")
PRE_ORDERS = look("search_orders", body={"Sku": "P"})

LOOKS: dict[str, Look] = {
    "create_order": ORDER,
    "import_order": ORDER,
    "hold_order": ORDERS_STATUS,
    "resume_order": ORDERS_STATUS,
    "cancel_order": look("get_cancelled_line_items", "external_order_id"),
    "update_order_custom_fields": ORDER,
    "update_line_item_custom_fields": FIRST_ORDER,
    "update_order_payment_custom_fields": FIRST_ORDER,
    "update_shipping_address": ORDER,
    "create_all_shipments": SHIPMENTS,
    "split_shipment_by_sku": SHIPMENTS,
    "split_shipment_by_order_detail_id": SHIPMENTS,
    "cancel_shipment": SHIPMENTS,
    "reject_shipment": SHIPMENTS,
    "reroute_shipment": SHIPMENTS,
    "update_shipment_custom_fields": SHIPMENTS,
    "update_shipment_line_item_custom_fields": SHIPMENTS,
    "update_shipment_tracking_numbers": SHIPMENTS,
    "update_shipment_status": SHIPMENTS,
    "create_sales_invoice_by_details": look("get_invoices", "external_order_id"),
    "auto_invoice": look(
        "get_invoices", create_date_time_utc_after=PAST, create_date_time_utc_before=FUTURE
    ),
    "update_invoice_custom_fields": INVOICE,
    "update_invoice_line_item_custom_fields": INVOICE,
    "credit_invoice": look("get_credit_memos", external_customer_id="C-1"),
    "retry_invoice_payment": look("get_invoices", external_order_id="2"),
    "accept_offline_payment": look("get_available_order_amounts", "external_order_id"),
    "apply_offline_payment": INVOICE,
    "delete_credit_cards": look("get_credit_cards", external_customer_id="C-1"),
    "create_return": RETURNS,
    "upsert_return": RETURNS,
    "update_return_custom_fields": RETURNS,
    "update_return_line_item_custom_fields": RETURNS,
    "commit_return": RETURNS,
    "cancel_return": RETURNS,
    "create_customer": CUSTOMER,
    "update_customer": CUSTOMER,
    "forget_customer": look("get_customers", "internal_customer_id"),
    "link_customer_addresses": ADDRESSES,
    "upsert_customer_address": ADDRESSES,
    "update_address": ADDRESSES,
    "create_product": look("get_products", "product_name"),
    "update_product": look("get_products", product_name="Tee"),
    "delete_product": look("get_products", product_name="Cap"),
    "create_item": ITEM,
    "update_item": ITEM,
    "delete_item": ITEM,
    "update_item_site_pricing": PRICES,
    "delete_item_site_pricing": PRICES,
    "upsert_taxes": TAX,
    "delete_taxes": TAX,
    "create_inventory_location": LOCATION,
    "update_inventory_location": LOCATION,
    "delete_inventory_location": LOCATION,
    "update_inventory_location_custom_fields": look(
        "get_inventory_location_custom_fields", location_internal_names=["W1"]
    ),
    "create_store_location": STORE,
    "update_store_location": STORE,
    "delete_store_location": STORE,
    "create_shipping_center": CENTER,
    "update_shipping_center": CENTER,
    "delete_shipping_center": CENTER,
    "update_onhand_inventory": look("get_onhand_inventory", **COUNTED),
    "update_reserved_inventory": look("get_reserved_inventory", **COUNTED),
    "delete_reserved_inventory": look("get_reserved_inventory", **COUNTED),
    "update_item_location_custom_fields": look(
        "get_item_location_custom_fields", "location_internal_name", "sku"
    ),
    "bulk_update_onhand_inventory": look("list_bulk_jobs"),
    "create_wave": WAVES,
    "update_wave": WAVE,
    "delete_wave": WAVES,
    "create_release_schedule": SCHEDULES,
    "update_release_schedule": SCHEDULES,
    "delete_release_schedule": SCHEDULES,
    "release_pre_orders": ORDER,
    "release_pre_orders_bypass_inventory_requirement": ORDER,
    "release_item_in_pre_orders": PRE_ORDERS,
    "release_item_in_pre_orders_bypass_inventory_requirement": PRE_ORDERS,
    "update_delivery_override_date": look(
        "get_release_dates_by_order_detail_id", "order_detail_id"
    ),
    "create_notes": look("get_notes", "table_name", "key_value"),
    "update_notes": look("get_notes", "note_id"),
    "create_ticket": TICKETS,
    "create_tickets": TICKETS,
    "update_ticket": look("get_ticket_by_id", "ticket_id"),
    "manage_token": look("get_staff", "internal_staff_id"),
    "resend_email": look("get_email_logs", "internal_customer_id"),
    "import_historic_order": look("get_historic_orders", "external_order_id", "manufacturer_id"),
}

UNSEEN: dict[str, str] = {
    "create_images": "no call of the list reads pictures",
    "delete_images": "no call of the list reads pictures",
    "export_customer": "it changes nothing",
}
"""Writes that no other call can show, and why."""


def changes(before: Any, after: Any) -> set[str]:
    """Name the innermost fields that differ; of a list of another length say how many more.

    An object that is not there is {}: then the change is that it is found.
    """
    return {"found"} if after and not before else set(_changes(before, after, ""))


def _changes(before: Any, after: Any, name: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in (before.keys() | after.keys()) - UNTOLD:
            yield from _changes(before.get(key), after.get(key), key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) != len(after):
        yield f"{name} {len(after) - len(before):+}"
    elif isinstance(before, list) and isinstance(after, list):
        for one, other in zip(before, after, strict=True):
            yield from _changes(one, other, name)
    elif before != after:
        yield name
