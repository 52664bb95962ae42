"""One event's turn: claim, translate, do, settle. The one catcher of the worker stands here."""

import json
import logging
from collections.abc import Callable
from typing import Final

from config.routes import ROUTES
from events import payloads, types
from ledger.records import (
    DONE,
    PARKED,
    STALE,
    SUPERSEDED,
    Claim,
    Derived,
    Fenced,
    LedgerUnavailable,
    Verdict,
)
from worker.bell import try_to_ring
from worker.endings import NOTHING, Ending
from worker.event import Event, order_id_of, read_event
from worker.guards import guard_of, is_stale
from worker.hold import HeldLane
from worker.intake import delivery_of
from worker.journal import tell
from worker.oms import Oms
from worker.outcomes import Superseded, Waits
from worker.policy import WAITS, end_turn
from worker.reading_back import ended_by_storefront
from worker.runtime import Runtime
from worker.telling import told_in

logger = logging.getLogger(__name__)

GONE: Final = "GONE_AT_SOURCE"
Deed = Callable[[Event, Oms], None]


def take_turn(runtime: Runtime, eid: str, deed: Deed) -> Ending:
    """Do an event if it is its turn; ring the bell of whoever is next."""
    asked_at = runtime.clock()
    claim = runtime.ledger.claim(eid, runtime.name)
    runtime.pulse.claimed()
    if claim.status != "OK":
        ending = _not_ours(runtime, claim)
        tell(eid, claim, ending, runtime.clock() - asked_at)
        return ending
    held = HeldLane(
        runtime.ledger,
        claim,
        eid,
        asked_at=asked_at,
        call_s=runtime.timing.s("call_deadline"),
        clock=runtime.clock,
    )
    with runtime.tracing.span(
        claim.record["type"], _facts(claim, eid), claim.record.get("trace", "")
    ):
        runtime.keeper.keep(held)
        try:
            with told_in(held.telling):
                ending = _carry_out(runtime, held, deed)
        finally:
            runtime.keeper.release(held)
        tell(eid, claim, ending, runtime.clock() - asked_at)
    return ending


def _facts(claim: Claim, eid: str) -> dict[str, str]:
    return {"event": eid, "task": claim.record["task"], "source": claim.record["source"]}


def _not_ours(runtime: Runtime, claim: Claim) -> Ending:
    if claim.status == "OTHER" and claim.bell:
        try_to_ring(runtime.ringer, claim.bell)
        return Ending(WAITS, f"for {claim.bell.event_id}")
    if claim.status in ("GONE", "SETTLED", "EMPTY"):
        return Ending(NOTHING, claim.status)
    if claim.status == "PARKED" and claim.detail in ("POISON", "CONFLICT"):
        return Ending(PARKED, claim.detail)
    if claim.status == "PAUSED":
        return Ending(WAITS, claim.detail)
    return Ending(WAITS, f"{claim.status} {claim.detail}".strip())


def _carry_out(runtime: Runtime, held: HeldLane, deed: Deed) -> Ending:
    try:
        return _do(runtime, held, deed)
    except (Fenced, LedgerUnavailable) as err:
        return Ending(WAITS, type(err).__name__)
    except Exception as err:
        try:
            state, reason = end_turn(held, err, runtime.timing)
        except (Fenced, LedgerUnavailable) as lost:
            return Ending(WAITS, type(lost).__name__)
        if reason == "OUR_FAULT":
            logger.exception("event %s: a fault of ours", held.eid, extra={"event": held.eid})
        return Ending(state, reason)


def _do(runtime: Runtime, held: HeldLane, deed: Deed) -> Ending:
    claim = held.claim
    store, order_id = claim.record["store"], order_id_of(claim.lane)
    order = runtime.settings.external_order_id(store, order_id)
    oms = runtime.oms(held, order)
    oms.settle_open()
    event = read_event(claim, held.eid, order, runtime.dialect_of(claim), runtime.ports)
    guard = guard_of(event.type, event.data)
    version = str(event.data.get("version") or event.version)
    known = {
        group: claim.lane_record.get(f"v:{group}", "") for group in (guard.keeps, *guard.against)
    }
    if any(is_stale(version, known[group]) for group in guard.against):
        return _settle(runtime, held, Verdict(STALE, "OLDER_THAN_KNOWN"))
    try:
        state, reason = _done(deed, event, oms)
    except Waits as wait:
        verdict = ended_by_storefront(runtime, held, event, wait)
        if verdict is None:
            raise
        return _settle(runtime, held, verdict)
    _take_in_rows(runtime, event)
    if event.type != types.DELIVERY_RECEIVED:
        event.derive()  # nothing new comes of it, but the next delivery is compared with this one
    guarded = (guard.keeps, max(version, known[guard.keeps])) if version else ("", "")
    return _settle(
        runtime,
        held,
        Verdict(state, reason, json.dumps(event.known), *guarded, derived=_derived(event)),
    )


def _done(deed: Deed, event: Event, oms: Oms) -> tuple[str, str]:
    try:
        deed(event, oms)
    except Superseded as err:
        return SUPERSEDED, err.reason
    if event.gone and not event.derived:
        return SUPERSEDED, GONE
    return DONE, ""


def _take_in_rows(runtime: Runtime, event: Event) -> None:
    """Give each fact of another order its own place; told again, as after a crash, it is a duplicate."""
    for envelope, body in event.rows:
        source = runtime.settings.sources[event.source]
        runtime.take_in(delivery_of(source, runtime.spoken_by(source), envelope, body))


def _derived(event: Event) -> tuple[Derived, ...]:
    return tuple(
        Derived(
            type=kind,
            task=ROUTES[kind].task,
            queue=ROUTES[kind].queue,
            source=event.source,
            store=event.store,
            version=str(data.get("version") or event.version),
            data=payloads.dump(kind, data),
            label=f"{event.source}|{kind}",
            trace=event.trace,
        )
        for kind, data in event.derived
    )


def _settle(runtime: Runtime, held: HeldLane, verdict: Verdict) -> Ending:
    bell = held.complete(verdict)
    if bell:
        try_to_ring(runtime.ringer, bell)
    return Ending(verdict.state, verdict.reason)
