"""Puts historic orders into their lanes, a bounded number at a time."""

import hashlib
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import redis

from config.routes import ROUTES
from config.settings import ConfigError, Settings
from desk.book import Book
from events import types
from events.envelope import Envelope, reference
from imports.compiled import encode
from imports.faults import Fault, RowRefused
from imports.fields import KIBO
from imports.rejects import conflict
from ledger import keys
from ledger.records import Bell, Delivery, Intake, IntakeClosed, LedgerUnavailable
from worker.app import app
from worker.bell import Ringer, try_to_ring
from worker.event import order_id_of
from worker.ringers import ringer_for

SOURCE: Final = "historic-import"
DIALECT: Final = "standard_webhooks"
"""The body is a canonical event, as a sender of Standard Webhooks could send it."""

LOOK_S: Final = 0.1
PATIENCE_S: Final = 60.0
_SAID: Final = {"DUPLICATE": "known before", "CONFLICT": "conflict"}
_AGAIN: Final = (LedgerUnavailable, IntakeClosed, redis.RedisError)


class Numbering:
    """Finds the source's own order id behind the OMS's ExternalOrderId of one store."""

    def __init__(self, settings: Settings, store: str) -> None:
        """Take a store that has a source; raises ConfigError for another."""
        if store not in settings.external_ids:
            known = ", ".join(settings.stores) or "none"
            raise ConfigError(f"{store!r} is not a store of the settings (known: {known})")
        self._settings = settings
        self._store = store
        template = settings.external_ids[store].replace("{store}", store)
        before, _, after = template.partition("{id}")
        self._pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.DOTALL)
        self._wanted = template

    def reference(self, external_id: str) -> str:
        """Return the reference that opens the order's lane; raise RowRefused when none would."""
        found = self._pattern.fullmatch(external_id)
        ref = reference("order", found[1]) if found else ""
        order_id = order_id_of(f"{self._store}/{ref}")
        if not order_id or self._settings.external_order_id(self._store, order_id) != external_id:
            told = f"is not an id of store {self._store}, which are {self._wanted}, without blanks"
            raise RowRefused([Fault("externalOrderID", told)])
        return ref


def delivery_of(order: Any, target: str, store: str, ref: str) -> Delivery:
    """Return what the ledger takes in for one row; equal rows give equal bytes.

    A password is kept for Kibo only, which alone is told it.
    """
    if target != KIBO:
        order.customer.password = None
    data = {
        "order": {"id": order_id_of(f"{store}/{ref}")},
        "target": target,
        "row": msgspec.Raw(encode(order)),
    }
    body = msgspec.json.encode({"type": types.ORDER_IMPORTED, "data": data})
    route = ROUTES[types.ORDER_IMPORTED]
    return Delivery(
        source=SOURCE,
        dialect=DIALECT,
        store=store,
        envelope=Envelope(
            identity=f"{target}|{order.externalOrderID}",
            topic=types.ORDER_IMPORTED,
            type=types.ORDER_IMPORTED,
            refs=(ref,),
            opens_lane=True,
        ),
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
        task=route.task,
        queue=route.queue,
        counted=types.ORDER_IMPORTED,
    )


@dataclass
class Lanes:
    """The ledger as an import uses it. at_most: rows that may be unsettled at a time.

    waiting: the events of ours that are not settled yet. outcomes: what became of the others.
    """

    book: Book
    target: str
    store: str
    numbering: Numbering
    at_most: int
    waiting: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    sleep: Callable[[float], None] = time.sleep

    @classmethod
    def opened(cls, book: Book, target: str, store: str, at_most: int) -> "Lanes":
        """Return the lanes of one store; raise ConfigError for a store that is none."""
        return cls(book, target, store, Numbering(book.settings, store), at_most)

    def take(self, order: Any) -> None:
        """Put a row into its lane once there is room; raise RowRefused, LedgerUnavailable."""
        ref = self.numbering.reference(order.externalOrderID)
        while len(self.waiting) >= self.at_most:
            self.look()
        delivery = delivery_of(order, self.target, self.store, ref)
        intake: Intake = self._patiently(lambda: self._ingest(delivery))
        self.outcomes[_SAID.get(intake.status, "new")] += 1
        if intake.status == "CONFLICT":
            told = f"was taken in before with another content (event {intake.event_id})"
            raise conflict(told)
        if intake.event_id not in self.waiting:
            self.waiting.append(intake.event_id)

    def drain(self, tick: Callable[[], None]) -> None:
        """Return when everything is settled or parked; call `tick` after each look."""
        while self.waiting:
            self.look()
            tick()

    def look(self) -> None:
        """Take out what is settled or parked by now; pause when that is nothing."""
        found = self._patiently(lambda: [(eid, self._state(eid)) for eid in self.waiting])
        self.waiting = [eid for eid, state in found if state == "queued"]
        ended = [state for _, state in found if state != "queued"]
        self.outcomes.update(ended)
        if not ended:
            self.sleep(LOOK_S)

    def _state(self, eid: str) -> str:
        return str(self.book.views.event(eid).get("state", "forgotten"))

    @property
    def _ringer(self) -> Ringer:
        return ringer_for(self.book.settings, self.book.ledger.client, app)

    def _ingest(self, delivery: Delivery) -> Intake:
        eid = keys.event_id(self.store, SOURCE, delivery.envelope.identity)
        ringer = self._ringer
        intake = self.book.ledger.ingest(
            delivery, ringer.message(Bell(eid, delivery.task, delivery.queue, eid))
        )
        if intake.bell:
            try_to_ring(ringer, intake.bell)
        return intake

    def _patiently(self, act: Callable[[], Any]) -> Any:
        """Do what may be done again until Redis answers; raise after PATIENCE_S."""
        over = time.monotonic() + PATIENCE_S
        while True:
            try:
                return act()
            except _AGAIN:
                if time.monotonic() > over:
                    raise
                self.sleep(1.0)


def resumed(lanes: Lanes, waiting: Iterable[str], outcomes: dict[str, int]) -> None:
    """Go on with what an earlier run had under way."""
    lanes.waiting = list(waiting)
    lanes.outcomes = Counter(outcomes)
