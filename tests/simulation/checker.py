"""Judges a run: what was accepted, the sandbox's journal and the ledger, joined (docs: README)."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from ledger import keys
from ledger.records import CONFLICT, DONE, SKIPPED, STALE, SUPERSEDED
from orderlane.demo import STORE
from tests.simulation.world import World
from worker.effects.table import TABLE

FINAL: Final = frozenset({DONE, STALE, SUPERSEDED, SKIPPED})
FAULTY_PARKS: Final = ("POISON", "CONFLICT")
"""Reasons that killed workers and a sender's contradiction explain."""
MISTAKEN_PARKS: Final = ("CHANGED_MEANWHILE", "ADDRESS_CHANGED_MEANWHILE")
"""A pre-image from a stale read cannot be told from a person's edit after it."""


@dataclass(slots=True)
class Verdict:
    """What was found wrong, by kind, and how often parking was needed."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    parked: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, what: str) -> None:
        """Note one finding."""
        self.faults.setdefault(kind, []).append(what)


def check(world: World, drained: bool, reference: World) -> Verdict:
    """Return the verdict on a run, held against a run of the same deliveries without faults."""
    verdict = Verdict()
    if not drained:
        verdict.add("stuck", f"not idle at {world.scheduler.now:.0f}")
    for robbed in world.leases.robbed:
        verdict.add("robbed", robbed)
    _lost(world, verdict)
    _taken_twice(world, verdict)
    _balance(world, verdict)
    for lane in sorted({*world.book.lanes(), *reference.book.lanes()}):
        _parked(world, reference, lane, verdict)
        _effects(world, lane, verdict)
        _order(world, reference, lane, verdict)
    return verdict


def _lost(world: World, verdict: Verdict) -> None:
    events = world.book.events()
    for sender in world.senders:
        message = sender.message
        eid = keys.event_id(STORE, message.source, message.identity)
        state = events.get(eid, {}).get("state", "gone")
        if sender.accepted and state not in {*FINAL, CONFLICT}:
            verdict.add("lost", f"{message.identity} {message.topic} is {state}")


def _taken_twice(world: World, verdict: Verdict) -> None:
    times = Counter((one.identity, one.raw) for _, one in world.taken_in)
    for (identity, _), number in times.items():
        if number > 1:
            verdict.add("doubled", f"{identity} was taken in {number} times")


def _balance(world: World, verdict: Verdict) -> None:
    counts = world.book.counts()
    told = counts.get("received", 0) + counts.get("derived", 0)
    ended = sum(value for name, value in counts.items() if name in _ENDS)
    if told != ended:
        verdict.add("unbalanced", f"{told} came in, {ended} are accounted for: {counts}")


_ENDS: Final = {*FINAL, "duplicate", "conflict", "quarantined", "parked", "queued"}


def _effects(world: World, lane: str, verdict: Verdict) -> None:
    """Commits against recorded effects: one each, none besides."""
    committed = Counter(world.oms.commits(_order_of(lane)))
    applied: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for effect in world.book.effects(lane):
        sent = effect["attempt"] > 0
        applied[effect["operation"]] += (
            effect["state"] == "APPLIED" and sent and effect["why"] != "already so"
        )
        possible[effect["operation"]] += sent
    for operation in sorted({*committed, *applied}):
        found = committed[operation]
        if found < applied[operation]:
            verdict.add(
                "unapplied", f"{lane} {operation}: {found} commits, {applied[operation]} recorded"
            )
        if found > possible[operation]:
            kind = "doubled" if possible[operation] else "phantom"
            verdict.add(
                kind, f"{lane} {operation}: {found} commits of {possible[operation]} effects"
            )


def _order(world: World, reference: World, lane: str, verdict: Verdict) -> None:
    """The order's commits are those of the faultless run, one after another.

    A person who skips something changes what comes after it.
    """
    found, wanted = (run.oms.commits(_order_of(lane)) for run in (world, reference))
    if found == wanted:
        return
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if world.book.skipped(lane) > reference.book.skipped(lane):
        return
    kind = "reordered" if not missing and not more else "different"
    verdict.add(kind, f"{lane}: {found} instead of {wanted}")


def _parked(world: World, reference: World, lane: str, verdict: Verdict) -> None:
    meant = {(entry["event"], entry["reason"]) for entry in reference.book.parks(lane)}
    for entry in world.book.parks(lane):
        what = (entry["event"], entry["reason"])
        if what in meant:
            continue
        verdict.parked[entry["reason"]] += 1
        if not (
            entry["reason"] in FAULTY_PARKS
            or (entry["reason"] in MISTAKEN_PARKS and world.options.stale)
            or _after_a_skip(world, reference, lane, entry)
            or _used_up(world, lane, entry)
        ):
            verdict.add("needlessly parked", f"{lane} {entry['reason']} {entry.get('detail')}")


def _after_a_skip(world: World, reference: World, lane: str, parked: dict[str, Any]) -> bool:
    """Return whether a person skipped something of the order before, which nothing called for."""
    meant = {entry["event"] for entry in reference.book.skips(lane)}
    return any(
        entry["event"] not in meant and entry["at"] <= parked["at"]
        for entry in world.book.skips(lane)
    )


def _used_up(world: World, lane: str, parked: dict[str, Any]) -> bool:
    """Return whether an effect in doubt was sent again as often as its row allows."""
    sent = Counter(
        entry["operation"]
        for entry in world.book.timeline(lane)
        if entry["what"] == "intent"
        and entry["event"] == parked["event"]
        and entry["at"] <= parked["at"]
    )
    return any(
        row.doubt == parked["reason"] and sent[row.name] > row.resends for row in TABLE.values()
    )


def _order_of(lane: str) -> str:
    return lane.partition(":")[2]
