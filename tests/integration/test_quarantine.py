"""Quarantine heals: what was refused or not understood is released once the settings are right."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.book import Book
from ledger.quarantine import Bounds
from ledger.records import Refused
from orderlane.embedded import EmbeddedRedis
from sources.dialect import body_hash
from tests.integration.quarantine_rig import CREATED, HELD, NEW, OLD, QuarantineRig, body, sealed
from webhooks.senders import installed, senders
from webhooks.sorting import set_aside


@pytest.fixture
def rig(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[QuarantineRig]:
    made = QuarantineRig(tmp_path, state_redis, store, monkeypatch)
    yield made
    made.client.close()


def deliver(door, rig, kind, order, identity, secret=NEW):
    raw = body(kind, order)
    return door.post(f"/webhooks/{rig.source}", data=raw, headers=sealed(raw, identity, secret))


def test_what_was_refused_for_a_wrong_secret_of_ours_is_released_in_its_order(rig):
    door, before = rig.door(), rig.balance()
    kinds = [CREATED, HELD, "order.released", "order.cancelled"]
    sent = [deliver(door, rig, kind, "1", f"d-{at}") for at, kind in enumerate(kinds)]
    rig.wait_for(4)
    assert rig.balance() == before  # refused is not received

    rig.configure(secret=NEW)
    planned = rig.recheck("--dry-run")
    assert rig.queue("1") == []
    done = rig.recheck()

    assert [answer.status_code for answer in sent] == [401] * 4
    assert [fate["now"] for fate in planned] == kinds
    assert [fate["now"] for fate in done] == ["ACCEPTED"] * 4
    assert rig.queue("1") == kinds
    assert rig.kept() == []
    assert rig.recheck() == []
    assert rig.balance().received == before.received + 4
    assert rig.balance().difference == 0


def test_what_still_does_not_fit_stays_with_its_remedy(rig):
    deliver(rig.door(), rig, HELD, "1", "d-1", NEW)
    rig.wait_for(1)

    (fate,) = rig.recheck()

    assert (fate["kind"], fate["now"]) == ("stays", "BAD_SEAL")
    assert "secrets" in fate["remedy"]
    assert len(rig.kept()) == 1


def refused(rig, identity, *, signed_at, came_at):
    raw = body(HELD, "1")
    headers = sealed(raw, identity, NEW, signed_at)
    names = [name for name in headers if name.startswith("webhook-")]
    kept = json.dumps({name: headers[name] for name in names})
    return Refused(rig.source, "standard_webhooks", rig.store, raw, body_hash(raw), kept, came_at)


def test_a_stamp_that_has_aged_in_quarantine_is_judged_as_of_its_receipt(rig):
    long_ago = time.time() - 5 * 86_400
    for identity, came_at in (("stale-then", long_ago + 4_000), ("fresh-then", long_ago + 10)):
        one = refused(rig, identity, signed_at=long_ago, came_at=came_at)
        rig.shelf.keep(one, Bounds(10, 10_000, 60))
    rig.configure(secret=NEW)

    assert [fate["now"] for fate in rig.recheck()] == ["BAD_SEAL", "ACCEPTED"]


def test_what_came_again_before_the_recheck_settles_as_a_duplicate(rig):
    before = rig.balance()
    deliver(rig.door(), rig, HELD, "1", "d-1")
    rig.wait_for(1)
    rig.configure(secret=NEW)
    assert deliver(rig.door(), rig, HELD, "1", "d-1").status_code == 200

    assert [fate["now"] for fate in rig.recheck()] == ["DUPLICATE"]

    told = rig.balance()
    assert (told.received, told.difference) == (before.received + 2, 0)
    assert told.outcomes["duplicate"] == before.outcomes["duplicate"] + 1


def test_what_was_not_understood_is_released_when_it_is_read_otherwise(rig):
    rig.configure(secret=NEW, dialect="orderdynamics")
    before = rig.balance()
    door = rig.door()
    kinds = [CREATED, HELD]
    answers = [deliver(door, rig, kind, "7", f"d-{at}") for at, kind in enumerate(kinds)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert rig.balance().outcomes["quarantined"] == before.outcomes["quarantined"] + 2

    rig.configure(
        secret=OLD, dialect="standard_webhooks"
    )  # sealed it was: no secret is asked again
    done = rig.recheck("--source", rig.source)

    told = rig.balance()
    assert [fate["now"] for fate in done] == ["ACCEPTED", "ACCEPTED"]
    assert rig.queue("7") == [CREATED, HELD]
    assert (told.received, told.difference) == (before.received + 2, 0)
    assert told.outcomes["quarantined"] == before.outcomes["quarantined"]


def test_only_what_the_dialect_looks_at_is_kept(rig):
    deliver(rig.door(), rig, HELD, "1", "d-1")

    (kept,) = rig.wait_for(1)

    assert kept.body == body(HELD, "1")
    assert set(kept.headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}


def test_a_refused_delivery_and_one_for_nobody_are_told_the_same(rig):
    door, raw = rig.door(), body(HELD, "1")
    headers = sealed(raw, "d-1")

    known = door.post(f"/webhooks/{rig.source}", data=raw, headers=headers)
    nobody = door.post("/webhooks/nobody-at-all", data=raw, headers=headers)

    rig.wait_for(1)
    assert (known.status_code, known.data) == (nobody.status_code, nobody.data)
    assert dict(known.headers) == dict(nobody.headers)


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ({"refused_number": 2}, ["d-3", "d-4"]),
        ({"refused_bytes": 2 * len(body(HELD, "1"))}, ["d-3", "d-4"]),
        ({"refused_per_minute": 3}, ["d-0", "d-1", "d-2"]),
        ({"keep_refused": False}, []),
    ],
    ids=["so many", "so large", "so often", "not at all"],
)
def test_of_what_is_refused_only_so_much_is_kept(rig, rules, left):
    rig.configure(secret=OLD, **rules)
    door = rig.door()
    for nth in range(5):
        assert deliver(door, rig, HELD, "1", f"d-{nth}").status_code == 401
        time.sleep(0.05)  # the keeper has room for few

    kept = rig.wait_for(len(left))
    assert [one.headers["webhook-id"] for one in kept] == left


def test_a_source_that_moved_to_another_store_keeps_its_deliveries_where_they_are(rig):
    deliver(rig.door(), rig, HELD, "1", "d-1")
    rig.wait_for(1)
    (kept,) = rig.kept()
    rig.configure(secret=NEW, store=f"{rig.store}-moved")

    shown = rig.orderlane("quarantine", "show", kept.id)

    assert json.loads(shown)["today"]["now"] == "MOVED"


def test_one_is_listed_shown_and_dropped(rig):
    deliver(rig.door(), rig, HELD, "1", "d-1")
    rig.wait_for(1)
    before = rig.balance()

    (listed,) = rig.orderlane("quarantine", "list", "--reason", "BAD_SEAL", "--output", "json")
    shown = rig.orderlane("quarantine", "show", listed["id"], "--body")
    dropped = rig.orderlane("quarantine", "drop", listed["id"], "--why", "a scanner")

    assert (listed["source"], listed["size"]) == (rig.source, len(body(HELD, "1")))
    assert shown.encode() == body(HELD, "1")
    assert "dropped" in dropped
    assert rig.kept() == []
    assert rig.balance() == before


def test_what_was_sealed_and_is_dropped_is_skipped_in_the_balance(rig):
    rig.configure(secret=NEW, dialect="orderdynamics")
    deliver(rig.door(), rig, CREATED, "7", "d-1")
    (kept,) = rig.kept()
    before = rig.balance()

    rig.orderlane("quarantine", "drop", kept.id, "--why", "of no use")

    told = rig.balance()
    assert (told.received, told.difference) == (before.received, 0)
    assert told.outcomes["skipped"] == before.outcomes["skipped"] + 1
    assert rig.kept() == []


def test_an_unsealed_message_of_a_queue_is_verified_before_it_is_released(rig):
    raw = body(HELD, "1")
    book = Book.opened()
    sender = senders(book.settings, installed())[rig.source]
    aside = set_aside(sender, raw, sealed(raw, "m-1"), "UNSEALED", "unsealed-1")
    book.ledger.ingest(aside)

    (stays,) = rig.recheck()
    rig.configure(secret=NEW)
    (released,) = rig.recheck()

    assert (stays["kind"], stays["now"]) == ("stays", "UNSEALED")
    assert released["now"] == "ACCEPTED"
