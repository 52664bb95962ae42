"""Shipments: made, split, moved on, tracked, cancelled."""
