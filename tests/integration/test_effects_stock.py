"""A count of stock through the machine, on a real ledger and a sandbox that fails on order."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import redis

import oms_sandbox
from config.settings import Source
from ledger.records import Bell
from sources.registry import DIALECTS
from tests.integration.arrangements import ADDRESS
from tests.integration.lane_rig import KEY, Lane, Sandbox, lane_of
from tests.integration.race_rig import track_of
from webhooks.senders import Sender
from webhooks.sorting import delivery_of

COUNT = "update_onhand_inventory"
ASK = {"sku": "MUG", "location": "W1", "quantity": 7}


class WholeSandbox(Sandbox):
    """The control routes of a sandbox of one's own: a count is of no order."""

    def fault(self, kind: str, operation: str, times: int = 1) -> None:
        self._control("post", "faults", json={"Kind": kind, "Operation": operation, "Times": times})

    def _journal(self) -> list[Any]:
        return list(self._control("get", "journal")["Commits"])


@pytest.fixture
def oms_url() -> Iterator[str]:
    with oms_sandbox.running(keys=(KEY,), rate_limit=None, seed=7) as sandbox:
        yield sandbox.url


@pytest.fixture
def lane(redis_client: "redis.Redis", oms_url: str, store: str) -> Iterator[Lane]:
    with lane_of(redis_client, oms_url, store) as opened:
        opened.client.inventory_locations.create_inventory_location(
            body={
                "LocationInternalName": "W1",
                "LocationType": "Warehouse",
                "Address": ADDRESS,
            }
        )
        opened.sandbox = WholeSandbox(oms_url, opened.order)
        opened.sandbox.arranged_so_far()
        opened.calls.made.clear()
        yield opened


def on_hand(lane: Lane) -> int:
    visible = lane.client.physical_inventory_visibility
    (row,) = visible.get_onhand_inventory.items(location_internal_names=["W1"], skus=["MUG"])
    return int(row["OnHand"])


def test_it_is_set_once_and_asking_again_calls_nothing(lane: Lane):
    deed = lane.perform(COUNT, ASK)
    first, calls = lane.turns(lane.deliver(), deed), lane.calls.made.count(COUNT)
    second = lane.turns(lane.deliver(), deed)

    assert (first, second) == (("done", ""), ("done", ""))
    assert (calls, lane.calls.made.count(COUNT), on_hand(lane)) == (1, 1, 7)


def test_a_count_that_is_so_already_is_not_sent(lane: Lane):
    lane.turns(lane.deliver(), lane.perform(COUNT, ASK, key="one"))
    lane.turns(lane.deliver(), lane.perform(COUNT, ASK, key="two"))

    assert lane.calls.made.count(COUNT) == 1


def test_it_is_found_again_when_the_answer_is_lost_after_the_commit(lane: Lane):
    lane.sandbox.fault("reset_after_commit", COUNT)
    ending = lane.turn(lane.deliver(), lane.perform(COUNT, ASK))

    assert ending == ("done", "")
    assert lane.effect(lane.deliver(), COUNT)["why"] == "read back"
    assert lane.calls.made.count(COUNT) == 1


def test_what_did_not_land_is_sent_again_after_the_quiet_time(lane: Lane):
    lane.sandbox.fault("error_503", COUNT)
    eid, deed = lane.deliver(), lane.perform(COUNT, ASK)
    first = lane.turn(eid, deed)

    assert first == ("waits", "IN_DOUBT")
    assert lane.turns(eid, deed) == ("done", "")
    assert (lane.sandbox.commits()[COUNT], on_hand(lane)) == (1, 7)


def test_a_definite_refusal_is_for_a_person(lane: Lane):
    lane.sandbox.fault("refuse", COUNT)

    ending = lane.turns(lane.deliver(), lane.perform(COUNT, ASK))

    assert ending[0] == "parked"
    assert ending[1].startswith("REFUSED_")


def test_a_location_that_the_oms_does_not_know_is_for_a_person(lane: Lane):
    ending = lane.turns(lane.deliver(), lane.perform(COUNT, {**ASK, "location": "nowhere"}))

    assert ending[0] == "parked"
    assert ending[1].startswith("REFUSED_")
    assert COUNT not in lane.calls.made


def test_counts_of_one_place_are_set_in_their_order_and_an_older_one_is_stale(
    redis_client: "redis.Redis", oms_url: str, store: str, lane: Lane, monkeypatch: Any
):
    monkeypatch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")  # nothing connects
    with track_of(redis_client, oms_url, store) as track:
        ends = []
        for version, count in (
            ("2026-11-20T10:00:00Z", 5),
            ("2026-11-20T12:00:00Z", 9),
            ("2026-11-20T11:00:00Z", 7),
        ):
            data = {"sku": "MUG", "location": "W1", "on_hand": count, "version": version}
            ends.append(_told(track, store, version, data))

    assert ends == ["done", "done", "stale"]
    assert on_hand(lane) == 9


def _told(track: Any, store: str, name: str, data: dict[str, Any]) -> str:
    dialect = DIALECTS["standard_webhooks"]
    raw = json.dumps({"type": "inventory.level_set", "data": data}).encode()
    headers = dialect.seal(raw, b"k", topic="", identity=name.replace(".", "-"), now=0.0)
    sender = Sender(Source("shop", "standard_webhooks", store, ()), dialect, b"")
    delivery = delivery_of(sender, raw, headers)
    assert delivery.envelope.refs == ("stock:MUG%40W1",)
    eid = track.runtime.ledger.ingest(delivery).event_id
    track.bells.ring(Bell(eid, delivery.task, delivery.queue, eid))
    track._turns()
    return str(track.views.event(eid)["state"])
