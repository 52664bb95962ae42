"""Faults on order: each waits for the requests it matches and is used up by them.

The kinds are a table: at which of four points of a request a kind may strike, the first unless
told otherwise, and what it does there.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, count
from operator import itemgetter

from flask import Response

from oms_sandbox.endpoint import Endpoint
from oms_sandbox.errors import (
    DEPENDENCY_UNAVAILABLE,
    INSUFFICIENT_QUANTITY,
    INTERNAL_ERROR,
    TOO_MANY_REQUESTS,
)
from oms_sandbox.faults import answer as answer_faults
from oms_sandbox.faults import state as state_faults
from oms_sandbox.faults import wire as wire_faults
from oms_sandbox.faults.answer import BAD_GATEWAY, PLEASE_WAIT, mangle, page_of_html
from oms_sandbox.faults.fault import Deed, Fault, Kind, Point, Scene, paged_reads, writes

PARSING = Point.BEFORE_PARSING
BEFORE = Point.BEFORE_COMMIT
AFTER = Point.AFTER_COMMIT
INSIDE = Point.INSIDE_ANSWER

_ERROR_500 = answer_faults.refuse(INTERNAL_ERROR, "Something went wrong.")
_ERROR_503 = answer_faults.refuse(DEPENDENCY_UNAVAILABLE, "A dependency is not available.")
_REFUSED = answer_faults.refuse(INSUFFICIENT_QUANTITY, "There is not enough of it.")
_OVERLOADED = answer_faults.refuse(TOO_MANY_REQUESTS, "There is too much to do.")
_ERROR_IN_200 = answer_faults.refuse(INTERNAL_ERROR, "Something went wrong.", 200)


def _at(deed: Deed, *points: Point) -> Mapping[Point, Deed]:
    return dict.fromkeys(points, deed)


KINDS: Mapping[str, Kind] = {
    "rate_limited": Kind(_at(answer_faults.rate_limited, PARSING, BEFORE)),
    "unauthorized": Kind(_at(answer_faults.unauthorized, PARSING, BEFORE)),
    "error_500": Kind(_at(_ERROR_500, BEFORE, PARSING, AFTER)),
    "error_502": Kind(_at(page_of_html(502, BAD_GATEWAY), BEFORE, PARSING, AFTER)),
    "error_503": Kind(_at(_ERROR_503, BEFORE, PARSING, AFTER)),
    "overloaded": Kind(_at(_OVERLOADED, BEFORE, PARSING, AFTER)),
    "error_in_200": Kind(_at(_ERROR_IN_200, BEFORE, PARSING, AFTER)),
    "html": Kind(_at(page_of_html(200, PLEASE_WAIT), BEFORE, PARSING, AFTER)),
    "refuse": Kind(_at(_REFUSED, BEFORE)),
    "reset": Kind({
        **_at(answer_faults.reset, BEFORE, PARSING, AFTER),
        INSIDE: answer_faults.reset_inside,
    }),
    "hang": Kind({
        **_at(answer_faults.hang, BEFORE, PARSING, AFTER),
        INSIDE: answer_faults.hang_inside,
    }),
    "delay": Kind({
        **_at(answer_faults.late, PARSING, BEFORE, AFTER),
        INSIDE: answer_faults.pause,
    }),
    "late_commit": Kind(_at(answer_faults.late, BEFORE)),
    "error_500_after_commit": Kind(_at(_ERROR_500, AFTER)),
    "reset_after_commit": Kind(_at(answer_faults.reset, AFTER)),
    "hang_after_commit": Kind(_at(answer_faults.hang, AFTER)),
    "slow": Kind(_at(answer_faults.late, INSIDE)),
    "cut_body": Kind(_at(mangle(wire_faults.cut), INSIDE)),
    "cut_json": Kind(_at(mangle(wire_faults.cut_json), INSIDE)),
    "length_too_long": Kind(_at(mangle(wire_faults.too_long), INSIDE)),
    "length_too_short": Kind(_at(mangle(wire_faults.too_short), INSIDE)),
    "drip": Kind(_at(answer_faults.drip, INSIDE)),
    "gzip_bomb": Kind(_at(answer_faults.gzip_bomb, INSIDE)),
    "duplicate_commit": Kind(_at(state_faults.commit_again, AFTER), on=writes),
    "stale_reads": Kind(_at(state_faults.show_stale, BEFORE, AFTER), of_order=True),
    "unseen_commit": Kind(_at(state_faults.commit_unseen, BEFORE), on=writes, of_order=True),
    "page_2_only": Kind(_at(state_faults.shorten_pages, BEFORE), on=paged_reads),
    "renumbered_lines": Kind(_at(state_faults.renumber, AFTER, BEFORE), of_order=True),
    "person": Kind(_at(state_faults.let_person_edit, BEFORE, AFTER), on=writes, of_order=True),
}  # fmt: skip


def strike(fault: Fault | None, point: Point, scene: Scene) -> Response | None:
    """Let a fault do its deed if this is its point; raises BackendError if its write is refused."""
    if fault is None or fault.point is not point:
        return None
    return KINDS[fault.kind].deeds[point](fault, scene)


class Faults:
    """The faults that wait, oldest first, and how often each kind has struck."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ages = count()
        self._waiting: dict[str | None, dict[int, Fault]] = {}
        self._taken = Counter[str]()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.setdefault(fault.external_order_id, {})[next(self._ages)] = fault

    def pending(self) -> list[Fault]:
        with self._lock:
            return [fault for _, fault in self._oldest_first(self._waiting)]

    def taken(self) -> dict[str, int]:
        """Count by kind the requests that used a fault up."""
        with self._lock:
            return dict(self._taken)

    def take(self, endpoint: Endpoint, order: Callable[[], str | None]) -> Fault | None:
        """Give the oldest fault that matches, used up by once; `order` tells ExternalOrderId."""
        with self._lock:
            named = {None, order()} if self._waiting else ()
            for age, fault in self._oldest_first(named):
                right_operation = fault.operation in (None, endpoint.operation)
                if right_operation and KINDS[fault.kind].on(endpoint):
                    self._use(age, fault)
                    return fault
        return None

    def _oldest_first(self, orders: Iterable[str | None]) -> list[tuple[int, Fault]]:
        found = (self._waiting.get(order, {}).items() for order in orders)
        return sorted(chain.from_iterable(found), key=itemgetter(0))

    def _use(self, age: int, fault: Fault) -> None:
        self._taken[fault.kind] += 1
        fault.times -= 1
        if fault.times:
            return
        of_order = self._waiting[fault.external_order_id]
        del of_order[age]
        if not of_order:
            del self._waiting[fault.external_order_id]

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()
            self._taken.clear()
