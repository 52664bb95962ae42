"""The version guard."""

import pytest

from events import types
from worker.guards import Guard, guard_of, is_stale

PART = {"shipment": {"id": "7"}}


@pytest.mark.parametrize(
    ("kind", "data", "guard"),
    [
        (types.ORDER_ADDRESS_CHANGED, {}, Guard("address", ("address",))),
        (types.TRACKING_UPDATED, {"tracking_number": "1Z"}, Guard("tracking:1Z", ("tracking:1Z",))),
        (types.ORDER_HELD, {"shipment": None}, Guard("hold::", ("release::",))),
        (
            types.SHIPMENT_HELD,
            {**PART, "hold_id": "h1"},
            Guard("hold:7:h1", ("release:7:h1", "release:7:")),
        ),
        (types.SHIPMENT_RELEASED, PART, Guard("release:7:", ("hold:7:",))),
        (
            types.ORDER_RELEASED,
            {**PART, "hold_id": "h1"},
            Guard("release:7:h1", ("hold:7:h1",)),
        ),
        (types.ORDER_CANCELLED, {}, Guard()),
    ],
)
def test_each_fact_has_its_group_and_a_command_has_none(kind: str, data: dict, guard: Guard):
    assert guard_of(kind, data) == guard


@pytest.mark.parametrize(
    ("version", "stored", "stale"),
    [
        ("2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000002Z", True),
        ("2026-01-01T00:00:00.000002Z", "2026-01-01T00:00:00.000001Z", False),
        ("2026-01-01T00:00:00.000001Z", "2026-01-01T00:00:00.000001Z", False),
        ("", "2026-01-01T00:00:00.000001Z", False),
        ("2026-01-01T00:00:00.000001Z", "", False),
    ],
)
def test_only_an_older_version_is_stale(version: str, stored: str, stale: bool):
    assert is_stale(version, stored) is stale
