"""Inventory by place and SKU, in bulk, and pooled."""
