"""Finds the OMS's shipment for goods that a sender names; splits one off if there is none."""

from collections.abc import Collection
from typing import Any

from tasks import parcels
from tasks.mapping import goods, tracking_entries
from worker.effects.obstacles import ORDER_CANCELLED
from worker.effects.shipment_look import SHIPPED
from worker.event import Event
from worker.oms import Oms
from worker.oms_reading import Goods, OrderView, Shipment
from worker.outcomes import NeedsPerson, Superseded


def sent_as(event: Event, oms: Oms) -> list[int]:
    """Return the ShipmentIds of what the event says was sent."""
    name = event.data["shipment"]["id"]
    book = parcels.names(event, parcels.SENT)
    if name not in book:
        book[name] = _seek_sent(event, oms, f"sent {event.source} {name}")
    return book[name]


def split_as(event: Event, oms: Oms, part: dict[str, Any]) -> list[int]:
    """Return the ShipmentIds of one new part of a split."""
    name = part["shipment"]["id"]
    book = parcels.names(event, parcels.SPLIT)
    if name not in book:
        book[name] = _seek_split(event, oms, part, f"split {event.source} {name}")
    return book[name]


def _seek_sent(event: Event, oms: Oms, key: str) -> list[int]:
    before = oms.shipments.split_before(key)
    if before:
        return [before]
    view = _view(event, oms)
    if view.cancelled:
        raise NeedsPerson("SENT_AFTER_CANCEL")
    marked = oms.shipments.marked(view.shipments, SHIPPED, event.id)
    if not event.data["lines"]:
        return _all_open(view, marked)
    if marked:
        return marked
    wanted = goods(event.data["lines"], view.lines, by_id=False)
    numbers = {entry["TrackingNumber"] for entry in tracking_entries(event.data["packages"])}
    likely = parcels.known(event, event.data["shipment"])
    free = _free(event, view, parcels.SENT)
    surely = {one.id for one in free if one.numbers & numbers}
    return [_place(oms, free, wanted, key, likely, surely)]


def _seek_split(event: Event, oms: Oms, part: dict[str, Any], key: str) -> list[int]:
    before = oms.shipments.split_before(key)
    if before:
        return [before]
    view = _view(event, oms)
    if view.cancelled:
        raise Superseded(ORDER_CANCELLED.reason)
    origin = parcels.known(event, event.data["origin"])
    wanted = goods(part["lines"], view.lines, by_id=all(line["id"] for line in part["lines"]))
    free = _free(event, view, parcels.SPLIT, origin)
    return [_place(oms, free, wanted, key, origin, parcels.sent_since(event, free))]


def _view(event: Event, oms: Oms) -> OrderView:
    """Return the order's shipments, which are made first when goods are open and none is live."""
    view = oms.shipments.read()
    if view.live or not view.open:
        return view
    oms.shipments.create_all(event.id)
    return oms.shipments.read()


def _all_open(view: OrderView, marked: list[int]) -> list[int]:
    """Return what is live, or was so when the event came; else all that is gone: an echo."""
    found = marked + [one.id for one in view.live] or [one.id for one in view.gone]
    if not found:
        raise NeedsPerson("NOTHING_TO_SHIP")
    return found


def _free(event: Event, view: OrderView, book: str, origin: Collection[int] = ()) -> list[Shipment]:
    """Return the shipments that this sender does not mean by another id of the same kind."""
    taken = {number for ids in parcels.names(event, book).values() for number in ids}
    return [one for one in view.shipments if one.id not in taken or one.id in origin]


def _place(
    oms: Oms,
    free: list[Shipment],
    wanted: Goods,
    key: str,
    likely: Collection[int],
    surely: Collection[int],
) -> int:
    """Return the shipment that holds just these goods, split off a larger one if need be.

    One that is gone and holds just these is meant only when no live one has them (then another
    sender has told us before), or when it is `surely` meant.
    """
    exact = [one for one in free if one.holds(wanted) and (one.live or one.gone)]
    exact.sort(key=lambda one: (one.id not in surely, one.gone, one.id not in likely))
    larger = [one for one in free if one.live and one.has_more_than(wanted)]
    larger.sort(key=lambda one: (not one.splittable, one.id not in likely))
    if exact and (exact[0].live or exact[0].id in surely or not larger):
        return exact[0].id
    if larger:
        return oms.shipments.split(key, larger[0].id, wanted)
    raise NeedsPerson("LINES_NOT_FOUND", "no single live shipment holds the lines")
