"""What a replay would do: per event, by a look at the OMS through the event's own task."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from desk.book import Book
from events import types
from events.envelope import Unreadable
from ledger.records import Claim
from ledger.replay import Replay, Told
from oms_client import OmsError
from storefronts.errors import SourceError
from worker.app import app
from worker.effects.operation import Found
from worker.event import read_event
from worker.guards import overtaken_by
from worker.onlooker import NotThere, look_on
from worker.outcomes import NeedsPerson, Superseded, TurnEnds, Waits
from worker.runtime import Runtime, build

CREATE: Final = "would create"
DONE: Final = "already done"
CONFLICT: Final = "would conflict"
WAIT: Final = "would wait"
PASSED: Final = "superseded"
UNKNOWN: Final = "unknown"
VERDICTS: Final = (CREATE, DONE, CONFLICT, WAIT, PASSED, UNKNOWN)

_FOUND: Final = {
    Found.ABSENT.value: CREATE,
    Found.WAIT.value: WAIT,
    Found.SUPERSEDED.value: PASSED,
    Found.PARK.value: CONFLICT,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which settled events are meant; '' and None mean any. since, until: received then (unix ms)."""

    source: str
    since: int
    until: int | None = None
    type: str = ""
    lane: str = ""

    def names(self, told: Told) -> bool:
        """Return whether an event is meant."""
        in_time = self.since <= told.received and (self.until is None or told.received < self.until)
        return in_time and self.type in ("", told.type) and self.lane in ("", told.lane)


@dataclass(frozen=True, slots=True)
class Planned:
    """What telling an event again would do. what: the operation, or the reason."""

    event: str
    lane: str
    type: str
    state: str
    verdict: str
    what: str = ""


def chosen(book: Book, wanted: Wanted) -> list[Told]:
    """Return the settled events that are meant, in the order of receipt."""
    store = book.settings.sources[wanted.source].store
    found = Replay(book.ledger).settled(store, wanted.source)
    return sorted(filter(wanted.names, found), key=lambda told: (told.received, told.id))


def plans(book: Book, some: Iterable[Told]) -> Iterator[Planned]:
    """Yield what would become of each; the OMS is read, nothing is written."""
    app.loader.import_default_modules()
    runtime = build(book.settings, app)
    try:
        for told in some:
            verdict, what = _judged(book, runtime, told)
            yield Planned(told.id, told.lane, told.type, told.state, verdict, what)
    finally:
        runtime.client.close()


def _judged(book: Book, runtime: Runtime, told: Told) -> tuple[str, str]:
    record, lane = book.views.event(told.id), book.views.lane(told.lane)
    if not record:
        return UNKNOWN, "FORGOTTEN"
    effects = book.views.effects_as_kept(told.lane)
    claim = Claim("OK", lane=told.lane, record=record, effects=effects, lane_record=lane)
    try:
        return _looked(runtime, claim, told.id)
    except NotThere as err:
        return _FOUND[err.found], err.reason or err.operation
    except Superseded as err:
        return PASSED, err.reason
    except (Waits, NeedsPerson) as err:
        return (WAIT if isinstance(err, Waits) else CONFLICT), err.reason
    except (TurnEnds, OmsError, SourceError) as err:
        return UNKNOWN, type(err).__name__.upper()
    except Unreadable:
        return CONFLICT, "UNREADABLE"


def _looked(runtime: Runtime, claim: Claim, eid: str) -> tuple[str, str]:
    event = read_event(claim, eid, "", runtime.dialect_of(claim), runtime.ports)
    if claim.lane_record.get("tombstone") == "1" and event.type == types.ORDER_CREATED:
        return PASSED, "TOMBSTONE"
    if overtaken_by(event.type, event.data, event.version, claim.lane_record):
        return PASSED, "OLDER_THAN_KNOWN"
    event.derive()
    if event.type == types.DELIVERY_RECEIVED:
        derived = ", ".join(kind for kind, _ in event.derived)
        return (CREATE, derived) if derived else (DONE, "")
    look_on(runtime, claim, eid, app.tasks[claim.record["task"]].run)
    return DONE, ""
