"""The main job through the real parts: signed deliveries, real receiver, worker, sandbox, Flower."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from rich.console import Console

from ledger import keys
from ledger.connection import connect
from ledger.views import Views
from oms_client import OmsClient
from orderlane.demo import SHOP, STORE
from orderlane.ports import Ports
from orderlane.scenes import scenes
from orderlane.send import Sender
from orderlane.stack import Stack
from orderlane.tour import Report, Tour, reference_of


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(tmp_path_factory.mktemp("stack"), Ports(), calls=1000, queues=True) as running:
        yield running


class Played:
    """What the tour left behind, played once for all tests of this file."""

    def __init__(self, stack: Stack) -> None:
        self.out = io.StringIO()
        self.cast = scenes(time.time_ns() // 1_000_000, queues=True)
        tour = Tour(stack, Console(file=self.out, width=160))
        try:
            self.report: Report = tour.play(self.cast, probes=3)
        finally:
            tour.close()
        self.client = connect(stack.settings.redis_url)
        self.views = Views(self.client)

    def timeline(self, label: str) -> list[dict]:
        scene = next(scene for scene in self.cast if scene.label == label)
        lane = self.views.lane_of(STORE, reference_of(scene.order))
        assert lane is not None
        return self.views.timeline(lane)

    def whats(self, label: str) -> list[str]:
        return [entry["what"] for entry in self.timeline(label)]


@pytest.fixture(scope="module")
def played(stack: Stack) -> Iterator[Played]:
    done = Played(stack)
    yield done
    done.client.close()


def test_each_effect_stands_in_the_oms_s_journal_exactly_once(played: Played):
    assert played.report.differences == []


def test_every_event_is_accounted_for(played: Played):
    balance = played.report.balance

    assert balance is not None
    assert balance.difference == 0
    assert balance.outcomes["duplicate"] == 3
    assert balance.outcomes["parked"] == 1
    assert balance.outcomes["waiting"] == 0


def test_a_hold_that_names_only_the_fulfillment_order_finds_its_order(played: Played):
    settled = [entry for entry in played.timeline("A") if entry["what"] == "settled"]

    assert [entry["state"] for entry in settled] == ["done"] * 6
    assert "hold_order" in {entry.get("operation") for entry in played.timeline("A")}


def test_a_cancel_waits_for_its_create(played: Played):
    timeline = played.timeline("B")

    waits = [entry for entry in timeline if entry["what"] == "waits"]
    operations = [e["operation"] for e in timeline if e["what"] == "intent"]
    assert [entry["reason"] for entry in waits] == ["NO_CREATE"]
    assert operations == ["create_order", "cancel_order"]


def test_an_oms_that_commits_and_hangs_up_is_read_back_not_asked_again(played: Played):
    timeline = played.timeline("E")

    intents = [entry for entry in timeline if entry["what"] == "intent"]
    outcomes = [entry["why"] for entry in timeline if entry["what"] == "outcome"]
    assert len(intents) == 1
    assert outcomes == ["read back"]


def test_what_the_oms_refuses_for_good_waits_visibly_for_a_person(played: Played):
    assert played.whats("F")[-1] == "parked"


def test_the_story_is_printed_as_it_happens_without_personal_data(played: Played):
    printed = played.out.getvalue()

    assert "cancel_order: applied" in printed
    assert "parked" in printed
    assert "Osei" not in printed


def test_flower_shows_one_row_an_event_with_its_true_name_and_state(stack: Stack, played: Played):
    auth = ("orderlane", stack.demo.secret("flower-login").read_text())
    rows = requests.get(f"{stack.flower_url}/api/tasks", auth=auth, timeout=10).json()

    parked = [row for row in rows.values() if row["state"] == "FAILURE"]
    events = [entry["event"] for entry in played.timeline("A") if entry["what"] == "delivered"]
    assert {row["name"] for row in parked} == {"orders.create"}
    assert [rows[event]["state"] for event in events] == ["SUCCESS"] * len(events)
    assert "REFUSED_INSUFFICIENT_QUANTITY" in parked[0]["exception"]
    assert "Osei" not in str(rows)
    assert "example.com" not in str(rows)


def test_flower_lets_nobody_in_without_the_login(stack: Stack, played: Played):
    assert requests.get(f"{stack.flower_url}/api/tasks", timeout=10).status_code == 401
    assert requests.get(f"{stack.flower_url}/tasks", timeout=10).status_code == 401


def test_verify_finds_nothing_after_the_tour(stack: Stack, played: Played):
    done = verified(stack)

    assert (done.returncode, done.stdout.strip()) == (
        0,
        "no difference: every object in the OMS has its one effect",
    )


def test_verify_names_what_a_person_made_and_a_counter_that_is_off(stack: Stack, played: Played):
    settings = stack.settings
    oms = OmsClient(settings.oms_url, settings.oms_key.value)
    body = {
        "ExternalOrderId": "by-hand",
        "ExternalCustomerId": "c",
        "CurrencyCode": "CAD",
        "ShippingAddress": {"AddressLine1": "1 Rue", "City": "Q", "CountryCode": "CA"},
        "LineItems": [{"Sku": "MUG", "Quantity": 1, "UnitPrice": 1}],
    }
    made = oms.order_orchestration.create_order(body=body).body["InternalOrderId"]
    oms.close()
    counters = f"{keys.prefix_of_store(STORE)}:cnt"
    played.client.hincrby(counters, "done", 1)

    done = verified(stack)
    played.client.hincrby(counters, "done", -1)

    assert done.returncode == 1
    assert f"order {made}: in the OMS, and no effect explains it" in done.stdout
    assert "the balance is off by -1" in done.stdout
    assert "done: the counter says" in done.stdout


def verified(stack: Stack) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "orderlane", "verify", "--whole"],
        env={**os.environ, **stack.environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_cannot_be_read_is_seen_with_its_bytes(stack: Stack, played: Played):
    sender = Sender(stack.settings, stack.receiver_url)
    sent = sender.send(SHOP, "orders/create", b'{"id": NaN}')
    sender.close()

    listed = json.loads(orderlane(stack, "quarantine", "list", "--output", "json"))

    assert sent.status == 200
    assert [(one["reason"], one["source"]) for one in listed] == [("UNREADABLE", SHOP)]
    assert orderlane(stack, "event", listed[0]["id"], "--body") == '{"id": NaN}'


def orderlane(stack: Stack, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "orderlane", *words],
        env={**os.environ, **stack.environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_a_person_sees_why_an_order_waits_and_puts_it_right(stack: Stack, played: Played):
    order = str(next(scene.order.id for scene in played.cast if scene.label == "F"))
    listed = json.loads(orderlane(stack, "parked", "--output", "json"))
    shown = orderlane(stack, "order", "show", order)
    orderlane(stack, "skip", listed[0]["event_id"], "--why", "a test")

    assert [event["reason"] for event in listed] == ["REFUSED_INSUFFICIENT_QUANTITY"]
    assert "Parked (REFUSED_INSUFFICIENT_QUANTITY)" in shown
    assert json.loads(orderlane(stack, "parked", "--output", "json")) == []
    assert "a test" in orderlane(stack, "order", "show", order)
