"""Which operations of the OMS each task may ask for (docs/effects.md has a row for each)."""

from typing import Final

_SHIPPED: Final = (
    "split_shipment_by_sku",
    "split_shipment_by_order_detail_id",
    "create_all_shipments",
    "update_shipment_tracking_numbers",
    "update_shipment_status",
)

ASKS: Final[dict[str, tuple[str, ...]]] = {
    "orders.create": ("create_order",),
    "imports.import_order": ("import_order", "import_kibo_order"),
    "orders.update_address": ("update_shipping_address",),
    "orders.report_edit": (),
    "orders.hold": ("hold_order",),
    "orders.resume": ("resume_order",),
    "orders.cancel": ("cancel_order",),
    "shipments.create": ("create_all_shipments",),
    "shipments.ship": _SHIPPED,
    "shipments.split": ("split_shipment_by_sku", "split_shipment_by_order_detail_id"),
    "shipments.update_status": ("update_shipment_status",),
    "shipments.cancel": ("cancel_shipment",),
    "shipments.report_exception": (),
    "tracking.update": ("update_shipment_tracking_numbers", "update_shipment_status"),
    "payments.invoice": ("auto_invoice", "create_sales_invoice_by_details"),
    "payments.retry_declined": ("retry_invoice_payment",),
    "payments.retry": ("retry_invoice_payment",),
    "payments.accept_offline": ("accept_offline_payment", "apply_offline_payment"),
    "payments.credit": ("credit_invoice",),
    "returns.create": ("create_return",),
    "returns.cancel": ("cancel_return",),
    "returns.commit": ("commit_return",),
    "inventory.set_level": ("update_onhand_inventory",),
    "deliveries.derive": (),
}
"""() asks for nothing by itself: an exception goes to a person, a derivation becomes other events."""
