"""The effect machine: intent, one call, outcome; after an ambiguous answer it reads back first."""

import hashlib
import json
import time
from collections.abc import Mapping
from typing import Any

from oms_client import Ambiguous, NotSent, OmsClient, OmsError, Refused, Throttled, Unauthorized
from oms_client.kibo import KiboClient
from worker.effects import record as states
from worker.effects.names import names_of
from worker.effects.operation import Finding, Found, Operation, Picture, Tag
from worker.effects.record import Effect
from worker.hold import HeldLane
from worker.outcomes import (
    GateShut,
    InDoubt,
    LeaseTooShort,
    NeedsPerson,
    Superseded,
    Waits,
)

_LOOKS_NEEDED = 2
_SURELY_NOT_DONE = (NotSent, Throttled, Unauthorized, GateShut, LeaseTooShort)


class Machine:
    """Carries out the effects of one claimed event.

    Every method raises one of `worker.outcomes`, or an OmsError whose call surely changed
    nothing. The algorithm is that of docs/design.md, effects.
    """

    def __init__(
        self,
        client: OmsClient,
        held: HeldLane,
        table: Mapping[str, Operation],
        order: str,
        kibo: KiboClient | None = None,
    ) -> None:
        self.client = client
        self._kibo = kibo
        self.order = order
        self._held = held
        self._table = table
        self._effects = {name: Effect.load(text) for name, text in held.claim.effects.items()}

    def settle_open(self) -> None:
        """Find out what became of the effect that was under way when the last turn ended."""
        opened = self._held.claim.lane_record.get("open", "")
        if opened:
            self._read_back(self._effects[opened])

    def applied_ids(self, operation: str, key: str) -> dict[str, Any] | None:
        """Return what an effect made, None when it is not known to be applied."""
        effect = self._effects.get(f"{operation}|{key}")
        if effect is None or effect.state != states.APPLIED:
            return None
        return self._tagged(effect).ids

    def done_by_another(self, operation: str, key: str) -> bool:
        """Return whether an effect is known to be applied for another event than this one."""
        effect = self._effects.get(f"{operation}|{key}")
        if effect is None or effect.state != states.APPLIED:
            return False
        return effect.event != self._held.eid

    def perform(self, operation: str, key: str, ask: Mapping[str, Any]) -> dict[str, Any]:
        """Do an operation once for its meaning `key`; return the ids of what it made."""
        effect = self._effects.get(f"{operation}|{key}")
        if effect is None:
            effect = Effect(operation, key, self._held.eid, {})
        if effect.state == states.APPLIED:
            return self._tagged(effect).ids
        if effect.doubt:
            return self._read_back(effect)
        if effect.state == states.SKIPPED:
            raise NeedsPerson("SKIPPED_BEFORE", "a person skipped an effect of this meaning")
        asked = {"order": self.order, "tag": self.tag_of(effect), **ask}
        return self._attempt(effect.changed(ask=asked, event=self._held.eid))

    def tag_of(self, effect: Effect) -> str:
        """Return the claim tag: the home-made idempotency key found again in the OMS."""
        return hashlib.sha256(f"{self._held.claim.lane}|{effect.id}".encode()).hexdigest()[:16]

    def _client_of(self, operation: Operation) -> OmsClient | KiboClient:
        if not operation.kibo:
            return self.client
        if self._kibo is None:
            raise NeedsPerson("NO_KIBO_ACCOUNT", "the worker's settings tell no [kibo]")
        return self._kibo

    def _attempt(self, effect: Effect) -> dict[str, Any]:
        operation = self._table[effect.operation]
        finding, before = self._look(operation, effect, None)
        effect = effect.changed(before=before)
        if finding.found is not Found.ABSENT:
            return self._no_call(effect, finding)
        effect = effect.changed(
            state=states.INTENT,
            attempt=effect.attempt + 1,
            looks=0,
            doubt=True,
            by_person=False,
        )
        self._held.intent(effect.id, effect.dump(), self._entry("intent", effect))
        self._effects[effect.id] = effect
        return self._send(operation, effect)

    def _look(
        self, operation: Operation, effect: Effect, before: Picture | None
    ) -> tuple[Finding, Picture]:
        """Read what decides, and judge it; the timeline tells what was found, not what was read."""
        now = operation.look(self._client_of(operation), effect.ask)
        finding = operation.judge(effect.ask, before, now)
        self._held.telling.add(
            "looked" if before is None else "read back",
            operation=operation.name,
            found=finding.found.value,
            reason=finding.reason,
        )
        return finding, now

    def _no_call(self, effect: Effect, finding: Finding) -> dict[str, Any]:
        if finding.found is Found.APPLIED:
            return self._applied(effect, finding.ids, why="already so")
        if finding.found is Found.WAIT:
            raise Waits(finding.reason, finding.unblocked_by)
        if finding.found is Found.SUPERSEDED:
            raise Superseded(finding.reason)
        rejected = effect.trimmed().changed(state=states.REJECTED, doubt=False, why=finding.reason)
        raise NeedsPerson(finding.reason, effect=(rejected.id, rejected.dump()))

    def _send(self, operation: Operation, effect: Effect) -> dict[str, Any]:
        started = time.monotonic()
        try:
            if not self._held.may_call():
                raise LeaseTooShort(self._held.claim.lane)
            answer = operation.send(self._client_of(operation), effect.ask, effect.before)
        except _SURELY_NOT_DONE as err:
            free = effect.changed(attempt=effect.attempt - 1)
            self._close(free, states.NOT_APPLIED, why=type(err).__name__, since=started)
            raise
        except Refused as err:
            return self._refused(operation, effect, err)
        except Ambiguous as err:
            return self._read_back(effect.changed(why=_why(err), trace_id=err.trace_id or ""))
        effect = effect.changed(trace_id=answer.trace_id or "")
        try:
            made = operation.made(answer.body)
        except (KeyError, IndexError, TypeError):
            return self._read_back(effect.changed(why="an answer without its ids"))
        return self._applied(effect, made, why=str(answer.status), since=started)

    def _refused(self, operation: Operation, effect: Effect, err: Refused) -> dict[str, Any]:
        """A definite no: perhaps because it is so already, or because something must come first."""
        effect = effect.changed(trace_id=err.trace_id or "")
        finding, _ = self._look(operation, effect, effect.before)
        if finding.found is Found.APPLIED:
            return self._applied(effect, finding.ids, why=_why(err))
        rejected = self._close(effect, states.REJECTED, why=_why(err))
        if finding.found is Found.WAIT:
            raise Waits(finding.reason, finding.unblocked_by)
        raise NeedsPerson(f"REFUSED_{err.code}", _why(err), (rejected.id, rejected.dump()))

    def _read_back(self, effect: Effect) -> dict[str, Any]:
        operation = self._table[effect.operation]
        finding, _ = self._look(operation, effect, effect.before)
        if finding.found is Found.APPLIED:
            return self._applied(effect, finding.ids, why="read back")
        if finding.found is Found.PARK and effect.state != states.INTENT:
            raise self._needs_person(effect, finding.reason or operation.doubt)
        if effect.state != states.IN_DOUBT:
            by_person = effect.state == states.PARKED  # a person's retry waits as well
            doubtful = effect.changed(state=states.IN_DOUBT, looks=0, by_person=by_person)
            raise self._in_doubt(doubtful, "quiet")
        if effect.looks + 1 < _LOOKS_NEEDED:
            raise self._in_doubt(effect.changed(looks=effect.looks + 1), "read_gap")
        return self._absent(operation, effect)

    def _absent(self, operation: Operation, effect: Effect) -> dict[str, Any]:
        """Read back as not there, twice, after the quiet time: the call did not land."""
        if not effect.by_person and effect.attempt > operation.resends:
            raise self._needs_person(effect, operation.doubt)
        closed = self._close(effect, states.NOT_APPLIED, why="read back as absent")
        return self._attempt(closed.changed(ask=effect.ask))

    def _in_doubt(self, effect: Effect, delay: str) -> InDoubt:
        return InDoubt(effect.id, effect.dump(), delay)

    def _needs_person(self, effect: Effect, reason: str) -> NeedsPerson:
        parked = effect.changed(state=states.PARKED, looks=0, why=reason)
        return NeedsPerson(reason, effect.why, (parked.id, parked.dump()))

    def _applied(
        self, effect: Effect, ids: Mapping[str, Any], *, why: str, since: float | None = None
    ) -> dict[str, Any]:
        effect = self._close(effect.changed(ids=dict(ids)), states.APPLIED, why=why, since=since)
        return self._tagged(effect).ids

    def _tagged(self, effect: Effect) -> Effect:
        """Put the claim tag on what the effect made."""
        tag = self._table[effect.operation].tag
        if tag is None or effect.tagged or not effect.ids:
            return effect
        try:
            self._put_tag(tag, effect)
        except Ambiguous:
            self._put_tag(tag, effect)
        effect = effect.changed(tagged=True)
        self._held.outcome(effect.id, effect.dump(), self._entry("tagged", effect))
        self._effects[effect.id] = effect
        return effect

    def _put_tag(self, tag: Tag, effect: Effect) -> None:
        """Tag what is still ours: a late tag would look like a change by somebody else."""
        put = tag(self.client, effect.ids, effect.ask)
        if self._held.over():
            raise LeaseTooShort(self._held.claim.lane)
        put()

    def _close(self, effect: Effect, state: str, *, why: str, since: float | None = None) -> Effect:
        effect = effect.trimmed().changed(state=state, doubt=False, why=why)
        names = names_of(effect.ids) if state == states.APPLIED else ()
        self._held.outcome(effect.id, effect.dump(), self._entry("outcome", effect, since), names)
        self._effects[effect.id] = effect
        return effect

    def _entry(self, what: str, effect: Effect, since: float | None = None) -> str:
        entry = {
            "what": what,
            "event": effect.event,
            "operation": effect.operation,
            "attempt": effect.attempt,
            "state": effect.state,
            "why": effect.why,
            "trace_id": effect.trace_id,
        }
        if since is not None:
            entry["ms"] = round((time.monotonic() - since) * 1000)
        return json.dumps({name: value for name, value in entry.items() if value != ""})


def _why(err: OmsError) -> str:
    named = ", ".join(error.field for error in err.errors)
    facts = (type(err).__name__, str(err.status or ""), err.code or "", named)
    return " ".join(fact for fact in facts if fact)
