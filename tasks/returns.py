"""Returns: create, cancel, commit."""

from events import types
from tasks.mapping import goods_by_line
from worker.app import lane_task
from worker.effects.obstacles import OF_THE_ORDER
from worker.event import Event
from worker.oms import Oms
from worker.outcomes import NeedsPerson, Superseded, Waits

_CANCELLED = "returns_cancelled"
"""Where the lane remembers the requests that came to nothing."""

_STANDING = "returns_standing"
"""Where it remembers the lines that each sender has asked back."""


@lane_task("returns.create")
def create_return(event: Event, oms: Oms) -> None:
    """Make a return of what the customer sends back."""
    if _request(event) in event.known.get(_CANCELLED, ()):
        raise Superseded("RETURN_CANCELLED")
    lines, ordered = event.data["lines"], oms.orders.lines()
    goods = goods_by_line(lines, ordered)
    _note_standing(event, list(goods.quantities))
    reasons = {
        name: line["reason"]
        for line in lines
        if line["reason"]
        for name in goods_by_line([line], ordered).quantities
    }
    oms.returns.create(_request(event), goods, reasons)


@lane_task("returns.cancel")
def cancel_return(event: Event, oms: Oms) -> None:
    """Cancel a return; one that is not made yet will not be made."""
    number = oms.returns.made_for(_request(event))
    event.known.get(_STANDING, {}).get(event.source, {}).pop(event.data["request"]["id"], None)
    if number is None:
        event.known.setdefault(_CANCELLED, []).append(_request(event))
    else:
        oms.returns.cancel(_request(event), number)


@lane_task("returns.commit")
def commit_return(event: Event, oms: Oms) -> None:
    """Take back what has arrived, as it was requested, and credit it."""
    number = oms.returns.made_for(_request(event))
    if number is None:
        raise Waits("NO_RETURN", (*OF_THE_ORDER, types.RETURN_REQUESTED))
    lines = event.data["lines"]
    arrived = goods_by_line(lines, oms.orders.lines()) if lines else None
    oms.returns.commit(_request(event), number, arrived)


def _note_standing(event: Event, lines: list[str]) -> None:
    """Remember what is asked back; raise NeedsPerson when another sender has asked for it, too.

    A shop and its warehouse tell of one parcel under ids of their own: two returns would be two credits.
    """
    senders: dict[str, dict[str, list[str]]] = event.known.setdefault(_STANDING, {})
    for sender, requests in senders.items():
        told = {name for names in requests.values() for name in names}
        if sender != event.source and told.intersection(lines):
            raise NeedsPerson("RETURN_TOLD_TWICE", f"{sender} has asked for these goods as well")
    senders.setdefault(event.source, {})[event.data["request"]["id"]] = lines


def _request(event: Event) -> str:
    return f"{event.source} {event.data['request']['id']}"
