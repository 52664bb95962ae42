"""Joins what was sent, what was answered, what the OMS committed and what the ledger says."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from events.envelope import reference
from ledger import keys
from ledger.records import CONFLICT, DONE, QUARANTINED, SKIPPED, STALE, SUPERSEDED
from ledger.views import Views
from orderlane.demo import STORE
from tests.chaos.load import Log, Told
from worker.effects.table import TABLE

FAILURES: Final = (
    "lost",
    "doubled",
    "phantom",
    "reordered",
    "regressed",
    "resurrected",
    "stuck",
)
ACCOUNTED: Final = {DONE, STALE, SUPERSEDED, SKIPPED, CONFLICT, QUARANTINED}
IDLE: Final = ("idle", "parked")


@dataclass(slots=True)
class Findings:
    """What is wrong, by the word of the protocol: lines for a person, and the orders concerned."""

    failures: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FAILURES})
    parked: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    unfinished: int = 0
    orders: set[int] = field(default_factory=set)
    difference: int = 0

    @property
    def good(self) -> bool:
        """Return whether nothing was lost, doubled, phantom, reordered ... and the book balances."""
        return not any(self.failures.values()) and not self.difference

    def add(self, word: str, order: int, text: str) -> None:
        self.failures[word].append(f"order {order}: {text}")
        self.orders.add(order)


def read_journal(path: Path) -> dict[str | None, list[str]]:
    """Return the commits of every order in their order; claim tags are no effects."""
    found: dict[str | None, list[str]] = defaultdict(list)
    for line in path.read_text().splitlines():
        commit = json.loads(line)
        if "custom_fields" not in commit["Operation"]:
            found[commit["ExternalOrderId"]].append(commit["Operation"])
    return found


def in_order(found: list[str], meant: list[str]) -> bool:
    """Return whether what was found comes in the order of what was meant; some may be missing."""
    rest = iter(meant)
    return all(operation in rest for operation in found)


class Checker:
    """Judges a run that has been healed and waited for."""

    def __init__(
        self, log: Log, journal: Path, views: Views, shown: dict[str, dict[str, Any]]
    ) -> None:
        """shown: the OMS's record of an order, by its external id, at the end."""
        self._log = log
        self._commits = read_journal(journal)
        self._views = views
        self._shown = shown
        self._found = Findings()

    def check(self, stores: list[str]) -> Findings:
        """Return what is wrong."""
        self._found.difference = self._views.balance(stores).difference
        acknowledged = self._log.acknowledged()
        known = {str(told.story.order.id) for told in self._log.told}
        for name in set(self._commits) - known:
            self._found.add("phantom", int(name or 0), f"{self._commits[name]} of no order of ours")
        for told in self._log.told:
            self._check_order(told, acknowledged)
        return self._found

    def _check_order(self, told: Told, acknowledged: set[tuple[str, str]]) -> None:
        pairs = zip(told.story.steps, told.identities, strict=False)
        taken = [
            (step, identity) for step, identity in pairs if (step.source, identity) in acknowledged
        ]
        whole = len(taken) == len(told.story.steps)
        self._found.unfinished += not whole
        order = told.story.order.id
        lane = self._views.lane_of(STORE, reference("order", order)) or ""
        record = self._views.lane(lane) if lane else {}
        waiting = self._check_events(order, [(step.source, one) for step, one in taken])
        if record.get("state") == "parked":
            self._check_parked(told, lane, record)
        elif waiting or record.get("state") not in IDLE:
            waiting = True
            self._found.add("stuck", order, f"{record.get('state')} {record.get('reason')}")
        self._check_commits(told, settled=whole and not waiting)
        if whole and not waiting:
            self._check_end(told)

    def _check_events(self, order: int, taken: Iterable[tuple[str, str]]) -> bool:
        """Look up every acknowledged event; return whether one is not final yet."""
        waiting = False
        for source, identity in taken:
            event = self._views.event(keys.event_id(STORE, source, identity))
            if not event:
                self._found.add("lost", order, f"{source} {identity} was answered 2xx: no record")
            waiting = waiting or event.get("state") not in ACCOUNTED
        return waiting

    def _check_parked(self, told: Told, lane: str, record: dict[str, str]) -> None:
        reason, order = record.get("reason", ""), told.story.order.id
        if reason == "CONFLICT" and told.conflict:
            return
        line = f"order {order}: {reason}"
        self._found.parked.append(line)
        doubtful = [one for one in self._views.effects(lane).values() if one["state"] == "PARKED"]
        used_up = any(one["attempt"] > TABLE[one["operation"]].resends for one in doubtful)
        if not used_up:
            self._found.needless.append(line)
            self._found.orders.add(order)

    def _check_commits(self, told: Told, *, settled: bool) -> None:
        order = told.story.order.id
        found, meant = self._commits.get(str(order), []), told.story.operations
        extra, missing = Counter(found) - Counter(meant), Counter(meant) - Counter(found)
        for operation, times in extra.items():
            word = "doubled" if operation in meant else "phantom"
            self._found.add(word, order, f"{operation} {times} times too often")
        if settled and missing:
            self._found.add("lost", order, f"all is settled, but no {dict(missing)}")
        if not extra and not in_order(found, meant):
            self._found.add("reordered", order, f"{found}, meant {meant}")
        if "cancel_order" in found and "create_order" in found[found.index("cancel_order") :]:
            self._found.add("resurrected", order, f"created after its cancel: {found}")

    def _check_end(self, told: Told) -> None:
        shown, order = self._shown.get(str(told.story.order.id), {}), told.story.order.id
        flat = {**shown, **(shown.get("ShippingAddress") or {})}
        for name, meant in told.story.ends.items():
            if flat.get(name) != meant:
                self._found.add("regressed", order, f"{name} is {flat.get(name)}, meant {meant}")
