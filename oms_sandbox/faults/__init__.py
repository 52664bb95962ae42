"""Faults on order and by the seed, at the four points of a request."""
