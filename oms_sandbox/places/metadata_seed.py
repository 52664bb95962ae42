"""Which custom fields there are: a fixed list, our definition, docs/sandbox.md.

The calls that write custom fields take any other name as well.
"""

from __future__ import annotations

from collections.abc import Mapping

FIELDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Order": (
        ("note", "Note"),
        ("gift_message", "Gift message"),
        ("sales_channel", "Sales channel"),
    ),
    "OrderLineItem": (("engraving", "Engraving"), ("gift_wrap", "Gift wrap")),
    "OrderPayment": (("gateway_reference", "Reference of the payment gateway"),),
    "Shipment": (("packing_note", "Packing note"), ("delivery_window", "Delivery window")),
    "ShipmentLineItem": (("serial_number", "Serial number"),),
    "Invoice": (("ledger_account", "Ledger account"),),
    "InvoiceLineItem": (("cost_center", "Cost center"),),
    "Return": (("inspection_note", "Inspection note"),),
    "ReturnLineItem": (("condition", "Condition"),),
    "InventoryLocation": (("region", "Region"), ("cutoff_time", "Cut-off time")),
    "ItemLocation": (("bin", "Bin"), ("safety_stock", "Safety stock")),
}
OWNER_TYPES = tuple(FIELDS)
