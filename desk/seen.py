"""Whether the OMS shows already what an event asks for: a look through the event's own task."""

from collections.abc import Mapping
from typing import Any

from desk.book import Book
from events.envelope import Unreadable
from ledger.operator import Refusal
from ledger.records import Claim


class NotSeen(Refusal):
    """The OMS does not show what is to be marked done, or could not be read."""


def seen_in_oms(book: Book, eid: str) -> dict[str, Mapping[str, Any]]:
    """Return what the OMS shows of each effect of an event: effect id -> ids; raise NotSeen."""
    from oms_client import OmsError
    from worker.app import app
    from worker.onlooker import NotThere, look_on
    from worker.outcomes import TurnEnds

    claim, runtime = _claim(book, eid), book.runtime
    try:
        return look_on(runtime, claim, eid, app.tasks[claim.record["task"]].run)
    except NotThere as err:
        reason = f" ({err.reason})" if err.reason else ""
        raise NotSeen(f"the OMS does not show {err.operation}: {err.found}{reason}") from err
    except TurnEnds as err:
        raise NotSeen(
            f"the OMS does not show it: {getattr(err, 'reason', type(err).__name__)}"
        ) from err
    except Unreadable as err:
        raise NotSeen(
            f"the event itself cannot be read, so nothing tells what to look for: {err}"
        ) from err
    except OmsError as err:
        raise NotSeen(f"the OMS could not be read: {err}") from err


def _claim(book: Book, eid: str) -> Claim:
    record = book.views.event(eid)
    lane = record.get("lane", "")
    if not lane:
        raise NotSeen(f"{eid} belongs to no order")
    effects = book.views.effects_as_kept(lane)
    return Claim("OK", lane=lane, record=record, effects=effects, lane_record=book.views.lane(lane))
