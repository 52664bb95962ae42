"""A machine that only reads: is what an event asks of the OMS there already?"""

from collections.abc import Mapping
from typing import Any

from ledger.records import Claim
from worker.effects.machine import Machine
from worker.effects.operation import Finding, Found
from worker.effects.record import Effect
from worker.effects.table import TABLE
from worker.event import order_id_of, read_event
from worker.hold import HeldLane
from worker.oms import Oms
from worker.outcomes import TurnEnds
from worker.runtime import Runtime
from worker.turn import Deed


class NotThere(TurnEnds):
    """The OMS does not show an effect. found: what the look says instead."""

    def __init__(self, operation: str, found: str, reason: str) -> None:
        super().__init__(operation, found, reason)
        self.operation = operation
        self.found = found
        self.reason = reason


class Onlooker(Machine):
    """Takes every effect as done that a read shows, and calls nothing that changes the OMS."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seen: dict[str, Mapping[str, Any]] = {}

    def _attempt(self, effect: Effect) -> dict[str, Any]:
        return self._judged(effect, self._look(self._table[effect.operation], effect, None)[0])

    def _read_back(self, effect: Effect) -> dict[str, Any]:
        operation = self._table[effect.operation]
        return self._judged(effect, self._look(operation, effect, effect.before)[0])

    def _tagged(self, effect: Effect) -> Effect:
        return effect

    def _judged(self, effect: Effect, finding: Finding) -> dict[str, Any]:
        if finding.found is not Found.APPLIED:
            raise NotThere(effect.operation, finding.found.value, finding.reason)
        self.seen[effect.id] = finding.ids
        return dict(finding.ids)


def look_on(runtime: Runtime, claim: Claim, eid: str, deed: Deed) -> dict[str, Mapping[str, Any]]:
    """Return what the OMS shows of each effect an event asks for: effect id -> ids.

    claim: what is on record of event and lane; without a token, so that nothing can be written.
    Raises NotThere, or how else the event's turn would end; an OmsError when a read fails.
    """
    order = runtime.settings.external_order_id(claim.record["store"], order_id_of(claim.lane))
    held = HeldLane(runtime.ledger, claim, eid, asked_at=0.0, call_s=0.0)
    machine = Onlooker(runtime.client, held, TABLE, order, runtime.kibo)
    oms = Oms(machine)
    oms.settle_open()
    deed(read_event(claim, eid, order, runtime.dialect_of(claim), runtime.ports), oms)
    return machine.seen
