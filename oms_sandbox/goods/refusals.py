"""Refusals that products, items, waves and schedules have in common."""

from __future__ import annotations

from oms_sandbox.errors import DUPLICATE_EXTERNAL_ID, BackendError


def taken(field: str, value: object) -> BackendError:
    """Make the refusal for a name that another object has."""
    return BackendError(DUPLICATE_EXTERNAL_ID, f"{field} {value} exists.", [(field, "is taken")])
