"""Which holds are in force, and when the OMS is asked to resume."""

from typing import Any

import pytest

from tasks import orders as tasks
from tests.unit.tasks.telling import NewEvent

HELD, RELEASED = "order.held", "order.released"


@pytest.fixture
def told(oms: Any, event: NewEvent) -> Any:
    """Return a function that tells of a hold or a release; it returns what is then asked."""
    memory: dict[str, Any] = {}

    def tell(kind: str, version: str, **data: Any) -> list[Any]:
        oms.asked = []
        told = event(kind, memory, version=version, reason="fraud", **data)
        (tasks.hold_order if kind == HELD else tasks.resume_order).run(told, oms)
        return [asked[0] for asked in oms.asked]

    return tell


def test_only_the_release_of_the_last_hold_resumes(told: Any):
    told(HELD, "1", hold_id="a")
    told(HELD, "2", hold_id="b")
    told(HELD, "3", shipment={"id": "7"})

    assert told(RELEASED, "4", hold_id="a") == []
    assert told(RELEASED, "5", shipment={"id": "7"}) == []
    assert told(RELEASED, "6", hold_id="b") == ["resume"]


def test_a_release_without_an_id_ends_all_holds_of_its_part_that_are_older(told: Any):
    told(HELD, "1", hold_id="a")
    told(HELD, "2", hold_id="b")
    told(HELD, "9", hold_id="c")

    assert told(RELEASED, "5") == []
    assert told(RELEASED, "9", hold_id="c") == ["resume"]


def test_a_release_that_is_older_than_the_hold_it_names_leaves_it(told: Any):
    told(HELD, "3", hold_id="a")

    assert told(RELEASED, "2", hold_id="a") == []
    assert told(RELEASED, "4", hold_id="a") == ["resume"]


def test_a_release_that_finds_no_hold_resumes(told: Any):
    assert told(RELEASED, "1", hold_id="a") == ["resume"]


def test_each_hold_is_an_effect_of_its_own_also_without_id_and_version(oms: Any, event: NewEvent):
    for data in ({"hold_id": "a"}, {"hold_id": "b"}, {}, {"shipment": {"id": "7"}}):
        tasks.hold_order.run(event(HELD, reason="fraud", **data), oms)

    assert len({hold for _, hold, _ in oms.asked}) == 4
