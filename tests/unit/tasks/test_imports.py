"""A historic order's task: the row is checked again, translated, and asked for once."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from events.envelope import Unreadable
from tasks.imports import import_order
from tests.unit.imports.orders import order
from tests.unit.tasks.telling import NewEvent, reason_of

IMPORTED = "order.imported"


@dataclass
class Orders:
    """Keeps what is asked for."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def orders(self) -> "Orders":
        return self

    def import_order(self, target: str, body: dict[str, Any]) -> None:
        self.asked.append((target, body))


@pytest.fixture
def asking() -> Orders:
    return Orders()


def test_a_row_is_asked_for_as_the_body_of_its_target(asking: Orders, event: NewEvent):
    for target in ("orderdynamics", "kibo"):
        import_order.run(event(IMPORTED, target=target, row=order(externalOrderID="1")), asking)

    (one, theirs), (other, its) = asking.asked
    assert (one, theirs["OrderStatus"], theirs["LineItems"][0]["UnitPrice"]) == (
        "orderdynamics",
        "Shipped",
        "12.50",
    )
    assert (other, its["orderStatus"], its["sendEmail"]) == ("kibo", "SHIPPED", True)


def test_a_row_that_does_not_fit_is_unreadable_and_names_no_value(asking: Orders, event: NewEvent):
    row = order(externalOrderID="1", currency="SECRET")

    with pytest.raises(Unreadable, match="currency: must be") as refused:
        import_order.run(event(IMPORTED, target="orderdynamics", row=row), asking)

    assert "SECRET" not in str(refused.value)
    assert asking.asked == []


def test_a_row_of_another_order_than_its_event_s_waits_for_a_person(
    asking: Orders, event: NewEvent
):
    told = event(IMPORTED, target="orderdynamics", row=order(externalOrderID="2"))

    assert reason_of(import_order, told, asking) == "WRONG_ORDER"
    assert asking.asked == []


def test_an_event_without_a_target_we_know_is_unreadable(event: NewEvent):
    with pytest.raises(Unreadable, match="target"):
        event(IMPORTED, target="other", row=order())
