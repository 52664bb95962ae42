"""Asks a source back over HTTP: a thin event's state, an order, what was updated since a time."""
