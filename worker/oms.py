"""The OMS as a task sees it: say what is wanted, once is the machine's business."""

from typing import Any, Final

from worker.effects.machine import Machine
from worker.oms_payments import Payments
from worker.oms_reading import OrderLine, read_lines
from worker.oms_returns import Returns
from worker.oms_shipments import Shipments, Tracking
from worker.oms_stock import Stock
from worker.outcomes import Superseded

_IMPORTS: Final = {"orderdynamics": "import_order", "kibo": "import_kibo_order"}


class Oms:
    """The OMS for one claimed event."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.orders = Orders(machine)
        self.shipments = Shipments(machine)
        self.tracking = Tracking(machine)
        self.payments = Payments(machine)
        self.returns = Returns(machine)
        self.stock = Stock(machine)

    def settle_open(self) -> None:
        """Find out first what became of an effect left open by an earlier turn."""
        self._machine.settle_open()


class Orders:
    """What can be asked for an order."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def create(self, body: dict[str, Any]) -> None:
        """Create the order, once ever; raise Superseded when another event has."""
        if self._machine.done_by_another("create_order", "once"):
            raise Superseded("ORDER_EXISTS")
        self._machine.perform("create_order", "once", {"body": body})

    def import_order(self, target: str, body: dict[str, Any]) -> None:
        """Take a historic order over, once ever for a target."""
        self._machine.perform(_IMPORTS[target], target, {"body": body})

    def hold(self, hold_id: str, reason: str) -> None:
        """Put the order on hold for one hold of the sender."""
        self._machine.perform("hold_order", hold_id, {"reason": reason})

    def resume(self, release: str) -> None:
        """Lift our hold. release: which release of the sender this is."""
        self._machine.perform("resume_order", release, {})

    def cancel(self, reason: str) -> None:
        """Cancel the order, once."""
        self._machine.perform("cancel_order", "once", {"reason": reason})

    def update_address(self, version: str, address: dict[str, Any]) -> None:
        """Replace the shipping address."""
        self._machine.perform("update_shipping_address", version, {"address": address})

    def lines(self) -> list[OrderLine]:
        """Return the order's lines as the OMS has them now."""
        return read_lines(self._machine)
