"""Inventory locations, stores, shipping centers, and their custom fields."""
