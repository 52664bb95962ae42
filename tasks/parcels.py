"""Which shipments of the OMS a sender means by an id of its own.

The lane remembers ShipmentIds by sender and by the sender's id, in one book for each way to come
by a name: an order's parts are asked for, split, and sent under ids of different kinds.
"""

from typing import Any, Final

from worker.effects.obstacles import GOODS
from worker.event import Event
from worker.guards import is_stale
from worker.oms import Oms
from worker.oms_reading import Shipment
from worker.outcomes import NeedsPerson, Waits

SENT: Final = "shipments"
SPLIT: Final = "split"
REQUESTED: Final = "requested"

Ref = dict[str, Any]
"""A sender's shipment: `{"id": ...}`."""


def names(event: Event, book: str) -> dict[str, list[int]]:
    """Return the ShipmentIds by the sender's ids, changed in place."""
    senders: dict[str, dict[str, list[int]]] = event.known.setdefault(book, {})
    return senders.setdefault(event.source, {})


def known(event: Event, shipment: Ref | None) -> list[int]:
    """Return the ShipmentIds that go by a sender's id, none for an id never heard."""
    if shipment is None:
        return []
    books = [names(event, book) for book in (SENT, SPLIT, REQUESTED)]
    return next((book[shipment["id"]] for book in books if shipment["id"] in book), [])


def meant_by(event: Event, oms: Oms, shipment: Ref | None, number: str = "") -> list[Shipment]:
    """Return the shipments an id or a tracking number means, else the order's only one.

    Raises Waits for the event that makes the shipment, or says which one it is.
    """
    view = oms.shipments.read()
    ids = known(event, shipment)
    named = [one for one in view.shipments if one.id in ids]
    carrying = [one for one in view.shipments if number and number in one.numbers]
    both = [one for one in named if one in carrying]
    standing = view.live + view.gone
    found = both or named or carrying or (standing if len(standing) == 1 else [])
    if not found:
        raise Waits("SHIPMENT_UNKNOWN", GOODS)
    return found


def note_sent(event: Event, number: int) -> None:
    """Remember that a shipment has left, as of the sender's own version."""
    _sent_versions(event)[str(number)] = event.version


def sent_since(event: Event, shipments: list[Shipment]) -> set[int]:
    """Return which of these have left after an event happened that arrives only now."""
    sent = _sent_versions(event)
    return {one.id for one in shipments if is_stale(event.version, sent.get(str(one.id), ""))}


def _sent_versions(event: Event) -> dict[str, str]:
    senders: dict[str, dict[str, str]] = event.known.setdefault("sent at", {})
    return senders.setdefault(event.source, {})


def to_cancel(event: Event, oms: Oms) -> list[int]:
    """Return the ShipmentIds to cancel; none when nothing is left that could be."""
    if _is_shared(event, event.data["shipment"]["id"]):
        raise NeedsPerson("SHIPMENT_SHARED", "the sender means it by another id too")
    ids = known(event, event.data["shipment"])
    if ids:
        return ids
    standing = [one.id for one in oms.shipments.read().shipments if not one.cancelled]
    if len(standing) > 1:
        raise NeedsPerson("SHIPMENT_UNKNOWN")
    return standing


def _is_shared(event: Event, name: str) -> bool:
    """Return whether what was requested by this id is part of something else of the sender."""
    requested, split = names(event, REQUESTED), names(event, SPLIT)
    if name in names(event, SENT) or name in split or name not in requested:
        return False
    others = [ids for other, ids in requested.items() if other != name]
    return any(set(ids) & set(requested[name]) for ids in [*others, *split.values()])
