"""What can be asked for returns."""

from collections.abc import Mapping

from worker.effects.machine import Machine
from worker.oms_reading import Goods


class Returns:
    """Returns of the order. `request` is the sender's return, by which a repeat is known."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def create(self, request: str, goods: Goods, reasons: Mapping[str, str]) -> None:
        """Make a return of goods (by LINE), with reasons by line; once for a request."""
        ask = {"quantities": dict(goods.quantities), "reasons": dict(reasons)}
        self._machine.perform("create_return", request, ask)

    def made_for(self, request: str) -> int | None:
        """Return the ReturnId that was made for a request, None when there is none."""
        ids = self._machine.applied_ids("create_return", request)
        return int(ids["ReturnId"]) if ids else None

    def cancel(self, request: str, number: int) -> None:
        """Cancel a return whose goods will not come, once for a request."""
        self._machine.perform("cancel_return", request, {"return": number})

    def commit(self, request: str, number: int, goods: Goods | None) -> None:
        """Take a return's goods back and credit them, once; goods: what arrived, if told."""
        ask = {"return": number, "quantities": dict(goods.quantities) if goods else {}}
        self._machine.perform("commit_return", request, ask)
