"""An event whose order the OMS does not know asks the storefront, once half of its wait is over."""

import logging
from typing import Final

from events import types
from events.envelope import Unreadable
from ledger.records import DONE, SUPERSEDED, IntakeClosed, Verdict
from storefronts.errors import GONE, Gone, SourceError
from storefronts.port import Shown, Storefront
from worker.effects.obstacles import NO_CREATE
from worker.event import Event, order_id_of
from worker.hold import HeldLane
from worker.outcomes import GateShut, NeedsPerson, Waits
from worker.reading import Reading
from worker.runtime import Runtime

logger = logging.getLogger(__name__)

CANCELLED: Final = "CANCELLED_AT_SOURCE"
_ENDS: Final = (types.ORDER_CANCELLED, types.ORDER_DELETED)


def ended_by_storefront(
    runtime: Runtime, held: HeldLane, event: Event, wait: Waits
) -> Verdict | None:
    """Return how an event ends by its storefront's word, None when it waits on.

    Cancelled there and absent in the OMS: the order is never made. Active there: its creation is
    taken in, and ends the wait. Raises NeedsPerson when the storefront does not know it either.
    """
    if wait.reason != NO_CREATE.reason or not _half_over(runtime, held):
        return None
    named = storefront_of(runtime, event.source, event.store)
    if named is None:
        return None
    name, storefront = named
    shown = _asked(name, storefront, order_id_of(event.lane))
    if shown is None:
        return None
    if shown is GONE and event.type != types.ORDER_DELETED:
        raise NeedsPerson(NO_CREATE.reason, f"neither the OMS nor {name} knows the order")
    if isinstance(shown, Gone) or shown.is_cancelled:
        state = DONE if event.type in _ENDS else SUPERSEDED
        return Verdict(state, CANCELLED, tombstone=True)
    _take_in_creation(runtime, name, shown)
    return None


def storefront_of(runtime: Runtime, source: str, store: str) -> tuple[str, Storefront] | None:
    """Return the storefront that knows an event's order: its own source, else the store's only one."""
    ports = runtime.ports.storefronts
    if source in ports:
        return source, ports[source]
    of_store = [name for name in ports if runtime.settings.sources[name].store == store]
    return (of_store[0], ports[of_store[0]]) if len(of_store) == 1 else None


def _half_over(runtime: Runtime, held: HeldLane) -> bool:
    record = held.claim.record
    if record.get("wait_reason") != NO_CREATE.reason or not runtime.ports.storefronts:
        return False
    left_ms = int(record["wait_until"]) - runtime.ledger.now_ms(record["store"])
    return left_ms <= runtime.timing.ms("create_wait") / 2


def _asked(name: str, storefront: Storefront, order_id: str) -> Shown | Gone | None:
    """Return what a storefront says of an order, None when it says nothing: the wait goes on."""
    try:
        return storefront.get_order(order_id)
    except (SourceError, GateShut) as err:
        logger.warning("%s was asked for an order that waits: %s", name, type(err).__name__)
        return None


def _reading(runtime: Runtime, name: str, shown: Shown) -> Reading:
    source = runtime.settings.sources[name]
    return Reading(source, runtime.spoken_by(source), shown)


def _take_in_creation(runtime: Runtime, name: str, shown: Shown) -> None:
    try:
        made = _reading(runtime, name, shown).creation()
    except Unreadable as err:
        raise NeedsPerson(NO_CREATE.reason, f"{name} shows it, unreadable: {err}") from err
    if made is None:
        return
    try:
        runtime.take_in(made)
    except IntakeClosed:
        logger.warning("an order read from %s was not taken in: Redis is nearly full", name)
