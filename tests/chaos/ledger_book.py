"""The whole book of a shard as Redis has it, and what must hold of it at any time."""

import json
from collections import Counter
from typing import Any, Final

import redis

from ledger.records import CONFLICT, PARKED, QUARANTINED, QUEUED
from tests.chaos.reference_ledger import ReferenceLedger

INDEXES: Final = ("READY", "LEASED", "PARKED", "WAITING", "PAUSED")
LANE_FACTS: Final = (
    "state",
    "token",
    "current",
    "pinned",
    "open",
    "unblock",
    "reason",
    "parked",
    "known",
    "tombstone",
    "claims",
    "epoch",
)
EVENT_FACTS: Final = ("lane", "state", "hash", "gen", "rings", "tries")

# All keys of a shard in one round trip: {time, {key, type, time to live, content}...} as JSON.
_READ: Final = """
local ways = {hash = {'HGETALL'}, zset = {'ZRANGE', 0, -1, 'WITHSCORES'}, string = {'GET'},
  list = {'LRANGE', 0, -1}, set = {'SMEMBERS'}}
local found = {redis.call('TIME')}
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  local kind = redis.call('TYPE', key).ok
  local way = ways[kind]
  local content = redis.call(way[1], key, unpack(way, 2))
  found[#found + 1] = {string.sub(key, #ARGV[1] + 1), kind, redis.call('TTL', key), content}
end
return cjson.encode(found)
"""


class Book:
    """One shard, read at once. Content by kind and name, and which keys are to expire."""

    def __init__(self, client: "redis.Redis", prefix: str) -> None:
        (seconds, micros), *found = json.loads(client.eval(_READ, 0, f"{prefix}:"))
        self.now_ms = int(seconds) * 1000 + int(micros) // 1000
        self.mortal = {key for key, _, ttl, _ in found if ttl >= 0}
        self.content: dict[str, dict[str, Any]] = {}
        for key, kind, _, content in found:
            group, _, name = key.partition(":")
            self.content.setdefault(group, {})[name] = _readable(kind, content)

    def all(self, group: str) -> dict[str, Any]:
        """Return all records of a kind by name."""
        return self.content.get(group, {})

    def without_audit(self) -> dict[str, dict[str, Any]]:
        """Return everything but who asked for what, where refusals are written, and the hosts' clocks.

        Those are followed by every call, a refused one too, when it was quicker than all before.
        """
        aside = ("AUDIT", "clock")
        return {group: kept for group, kept in self.content.items() if group not in aside}

    def queue(self, lane: str) -> list[str]:
        """Return the ids of the events that wait in a lane, in their order."""
        return list(self.all("q").get(lane, {}))

    def places(self, lane: str) -> dict[str, float]:
        """Return the indexes that have a lane, with the time for which they have it."""
        stands = {index: self.all(index).get("", {}).get(lane) for index in INDEXES}
        return {index: float(at) for index, at in stands.items() if at is not None}


def _readable(kind: str, content: Any) -> Any:
    if kind in ("hash", "zset"):
        return dict(zip(content[::2], content[1::2], strict=True))
    return sorted(content) if kind == "set" else content


def a_lane_with_events_has_one_place(book: Book, _model: ReferenceLedger) -> None:
    for lane in book.all("lane") | book.all("q"):
        assert len(book.places(lane)) == (1 if book.queue(lane) else 0), lane


def only_a_leased_lane_has_a_token(book: Book, _model: ReferenceLedger) -> None:
    for lane, facts in book.all("lane").items():
        assert bool(facts.get("token")) == ("LEASED" in book.places(lane)), lane


def no_event_is_lost_or_in_two_queues(book: Book, _model: ReferenceLedger) -> None:
    stands = Counter(eid for lane in book.all("q") for eid in book.queue(lane))
    for eid, event in book.all("ev").items():
        rests = "settled" in event or not event["lane"] or event["state"] == "superseded"
        assert stands.pop(eid, 0) == (0 if rests else 1), eid
        assert rests or eid in book.queue(event["lane"]), eid
    assert not stands


def the_balance_closes(book: Book, model: ReferenceLedger) -> None:
    counters = Counter({name: int(n) for name, n in book.all("cnt").get("", {}).items()})
    in_records = Counter(event["state"] for event in book.all("ev").values())
    assert counters - model.counts == in_records
    assert counters["received"] + counters["derived"] == counters["duplicate"] + in_records.total()


def only_what_rests_expires(book: Book, _model: ReferenceLedger) -> None:
    for eid, event in book.all("ev").items():
        settled = event["state"] != CONFLICT or "settled" in event
        expires = settled and event["state"] not in (QUEUED, PARKED, QUARANTINED)
        assert (f"ev:{eid}" in book.mortal) == expires, eid
    for lane, facts in book.all("lane").items():
        refs = {f"al:{ref}" for ref in book.all("refs").get(lane, ())}
        own = {f"{kind}:{lane}" for kind in ("lane", "eff", "tl", "refs") if lane in book.all(kind)}
        expected = refs | own if facts["state"] == "idle" else set()
        assert (refs | own | {f"q:{lane}"}) & book.mortal == expected, lane


def each_waiting_event_is_told_of_once(book: Book, _model: ReferenceLedger) -> None:
    for lane in book.all("q"):
        lines = [json.loads(line) for line in book.all("tl")[lane]]
        told = Counter(
            line["event"] for line in lines if line["what"] in ("delivered", "derived", "conflict")
        )
        assert {told[eid] for eid in book.queue(lane)} == {1}, lane


def what_is_parked_lies_under_its_reason(book: Book, _model: ReferenceLedger) -> None:
    shelved = {lane: reason for reason, lanes in book.all("SHELF").items() for lane in lanes}
    parked = book.all("PARKED").get("", {})
    assert shelved == {lane: book.all("lane")[lane]["reason"] for lane in parked}


def nothing_is_kept_of_a_lane_that_is_gone(book: Book, _model: ReferenceLedger) -> None:
    for group in ("q", "eff", "tl", "refs"):
        assert book.all(group).keys() <= book.all("lane").keys(), group


def lanes_are_those_of_the_reference(book: Book, model: ReferenceLedger) -> None:
    assert book.all("lane").keys() == model.lanes.keys()
    assert book.all("al") == model.aliases
    for name, lane in model.lanes.items():
        facts = {fact: str(getattr(lane, fact)) for fact in LANE_FACTS} | lane.versions
        found = {"claims": "0", "epoch": "0"} | book.all("lane")[name]
        assert {fact: found.get(fact, "") for fact in facts} == facts, name
        assert book.queue(name) == lane.queue, name
        assert book.all("eff").get(name, {}) == lane.effects, name
        assert {at <= book.now_ms for at in book.places(name).values()} <= {lane.over}, name
        assert (float(found.get("quiet_until", 0)) > book.now_ms) == lane.quiet, name


def events_are_those_of_the_reference(book: Book, model: ReferenceLedger) -> None:
    assert book.all("ev").keys() == model.events.keys()
    for eid, event in model.events.items():
        facts = {fact: str(getattr(event, fact)) for fact in EVENT_FACTS}
        found = {"tries": "0", "hash": ""} | book.all("ev")[eid]
        assert {fact: found[fact] for fact in facts} == facts, eid
        assert ("settled" in found, found.get("wait_reason")) == (
            event.settled,
            event.wait[0] if event.wait else None,
        )
    pushed = [bell.decode() for bell in model.pushed]
    assert book.all("bells").get("", []) == pushed[::-1]


def what_was_refused_is_kept_apart(book: Book, model: ReferenceLedger) -> None:
    assert set(book.all("rf")) == set(model.refused)
    assert [kept for index in book.all("REFUSED").values() for kept in index] == model.refused
    assert {f"rf:{kept}" for kept in model.refused} <= book.mortal


HOLDS: Final = (
    a_lane_with_events_has_one_place,
    only_a_leased_lane_has_a_token,
    no_event_is_lost_or_in_two_queues,
    the_balance_closes,
    only_what_rests_expires,
    each_waiting_event_is_told_of_once,
    what_is_parked_lies_under_its_reason,
    nothing_is_kept_of_a_lane_that_is_gone,
    lanes_are_those_of_the_reference,
    events_are_those_of_the_reference,
    what_was_refused_is_kept_apart,
)
"""What holds after every step, each given the book and the reference ledger."""
