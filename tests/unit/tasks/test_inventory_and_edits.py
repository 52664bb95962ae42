"""Counts of stock are set, changed lines are a person's."""

from dataclasses import dataclass, field
from typing import Any

from tasks import inventory, orders
from tests.unit.tasks.telling import NewEvent
from worker.outcomes import NeedsPerson


@dataclass
class FakeStock:
    """Keeps what it was asked."""

    asked: list[Any] = field(default_factory=list)

    @property
    def stock(self) -> "FakeStock":
        return self

    def set_on_hand(self, *told: Any) -> None:
        self.asked.append(told)


def test_a_count_is_set_once_for_a_version_of_the_sender(event: NewEvent):
    oms, told = FakeStock(), {"sku": "MUG", "location": "W1", "on_hand": 7, "version": "v1"}
    inventory.set_level.run(event("inventory.level_set", **told), oms)

    assert oms.asked == [("MUG", "W1", 7, "shop v1")]


def test_a_count_without_a_version_is_one_of_its_own(event: NewEvent):
    oms, told = FakeStock(), {"sku": "MUG", "location": "W1", "on_hand": 0}
    inventory.set_level.run(event("inventory.level_set", **told), oms)

    assert oms.asked == [("MUG", "W1", 0, "shop 00-shop-inventory.level_set-")]


def test_changed_lines_stop_the_order_and_say_what_was_told(oms: Any, event: NewEvent):
    changes = [{"id": "L1", "delta": 1}, {"sku": "CAP", "delta": -2}]

    try:
        orders.report_edit.run(event("order.edited", changes=changes), oms)
    except NeedsPerson as parked:
        told = (parked.reason, parked.detail)

    assert told == ("LINES_CHANGED", "L1 +1, CAP -2")
