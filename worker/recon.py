"""What no delivery has told: each storefront is asked for what was updated, and for who waits unknown.

All of it enters as deliveries do. A thread of its own: asking takes its time, the sweep must not.
"""

import json
import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import unquote

import redis

from events import types
from events.envelope import Unreadable, reference
from ledger import keys
from ledger.polls import Polled, Polls
from ledger.records import Delivery, IntakeClosed, LedgerUnavailable
from ledger.views import Views
from storefronts.errors import SourceError
from storefronts.port import Shown, Storefront
from worker.outcomes import GateShut
from worker.reading import Reading
from worker.runtime import Runtime

logger = logging.getLogger(__name__)

OVERLAP: Final = timedelta(minutes=5)
"""Before the last poll's begin: clocks differ, and lists lag."""
FAR: Final = timedelta(hours=48)
FAR_EVERY: Final = timedelta(hours=24)
_MADE: Final = ("create_order|", "import_order|", "import_kibo_order|")
_TROUBLE: Final = (SourceError, GateShut, IntakeClosed)


class Recon(threading.Thread):
    """Asks the storefronts until it is stopped; many workers ask as one."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(name="recon", daemon=True)
        self._runtime = runtime
        self._polls = Polls(runtime.ledger.client)
        self._views = Views(runtime.ledger.client)
        self._over = threading.Event()

    def stop(self) -> None:
        """End the thread."""
        self._over.set()

    def run(self) -> None:
        """Ask until stopped; a Redis that is away is tried again."""
        while True:
            try:
                self.look()
            except (LedgerUnavailable, redis.RedisError) as err:
                logger.warning("the storefronts are not asked: %s", type(err).__name__)
            if self._over.wait(self._runtime.timing.s("sweep")):
                return

    def look(self) -> None:
        """Ask once for whatever is due."""
        for name, storefront in self._runtime.ports.storefronts.items():
            self._ask_for_rooms(name, storefront)
            self._poll(name, storefront)

    def _poll(self, name: str, storefront: Storefront) -> None:
        api = self._runtime.settings.sources[name].api
        every_s = api.poll_s * self._runtime.timing.scale if api else 0.0
        if not every_s or not self._polls.take(name, round(every_s * 1000)):
            return
        began = datetime.now(UTC)
        polled = self._polls.known(name, began)
        deep = began - polled.deep >= FAR_EVERY
        since = began - FAR if deep else polled.last - OVERLAP
        try:
            taken = sum(
                self._found(name, shown, polled) for shown in storefront.updated_since(since)
            )
        except _TROUBLE as err:
            self._polls.release(name, self._runtime.timing.ms("gate_longest"))
            logger.warning("the poll of %s did not come to its end: %s", name, type(err).__name__)
            return
        self._polls.note(name, began, deep=deep)
        logger.info("the poll of %s found %s", name, taken, extra={"source": name, "found": taken})

    def _found(self, name: str, shown: Shown, polled: Polled) -> bool:
        """Take an order in as it is now, if that is news; return whether it was."""
        reading = self._reading(name, shown)
        try:
            delivery = self._news(reading, polled)
        except Unreadable:
            delivery = reading.unreadable()
        if delivery is None or self._is_taken(delivery):
            return False
        self._runtime.take_in(delivery)
        return True

    def _news(self, reading: Reading, polled: Polled) -> Delivery | None:
        source, shown = reading.source, reading.shown
        lane = self._views.lane_of(source.store, reference("order", shown.id))
        if lane is None or lane.startswith("?"):
            older = datetime.fromisoformat(shown.placed_at) < polled.first
            return None if older or shown.is_cancelled else reading.all_of_it()
        record = self._views.lane(lane)
        if record.get("tombstone") == "1" or _version(record, source.name) >= shown.version:
            return None
        if self._is_made(lane) or shown.is_cancelled:
            return reading.news()
        return reading.creation()

    def _is_made(self, lane: str) -> bool:
        """Return whether a create was ever told for the lane; one that a person skipped is told, too."""
        told = any(entry.get("type") == types.ORDER_CREATED for entry in self._views.timeline(lane))
        return told or any(name.startswith(_MADE) for name in self._views.effects(lane))

    def _is_taken(self, delivery: Delivery) -> bool:
        eid = keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)
        return bool(self._views.event(eid))

    def _ask_for_rooms(self, name: str, storefront: Storefront) -> None:
        """Ask whose the references are that waited half of their time for an order."""
        runtime, store = self._runtime, self._runtime.settings.sources[name].store
        room_ms = runtime.timing.ms("waiting_room")
        half_over = runtime.ledger.now_ms(store) + room_ms // 2
        for room in self._polls.rooms(store, half_over):
            if self._polls.take_room(f"{room}|{name}", room_ms):
                try:
                    self._ask_for_room(name, storefront, room)
                except _TROUBLE as err:
                    logger.warning(
                        "%s was asked whose a reference is: %s", name, type(err).__name__
                    )

    def _ask_for_room(self, name: str, storefront: Storefront, room: str) -> None:
        refs = self._polls.refs(room)
        for ref in refs:
            shown = storefront.find_order(unquote(ref))
            if isinstance(shown, Shown):
                self._join(self._reading(name, shown, tuple(refs)))
                return

    def _reading(self, name: str, shown: Shown, refs: tuple[str, ...] = ()) -> Reading:
        source = self._runtime.settings.sources[name]
        return Reading(source, self._runtime.spoken_by(source), shown, refs)

    def _join(self, reading: Reading) -> None:
        """Take the order in under the references that wait for it: they join its lane."""
        lane = self._views.lane_of(reading.source.store, reference("order", reading.shown.id))
        known = lane is not None and not lane.startswith("?") and self._is_made(lane)
        try:
            told = None if known or reading.shown.is_cancelled else reading.creation()
            self._runtime.take_in(told or reading.news())
        except Unreadable:
            self._runtime.take_in(reading.unreadable())


def _version(record: Mapping[str, Any], source: str) -> str:
    """Return the version of the order that a lane knows of a source."""
    states = json.loads(record.get("known") or "{}").get("states", {})
    return str(states.get(source, {}).get("order", {}).get("version") or "")
