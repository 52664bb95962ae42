"""What is personal is nowhere but in the event's body and the calls of the OMS; and one trace holds it all."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
import redis
import requests

from desk.book import Book
from desk.metrics import scrape
from ledger.connection import connect
from ledger.views import Views
from orderlane.demo import SHOP, STORE
from orderlane.processes import wait_until
from orderlane.send import Sender
from orderlane.stack import ROOT
from tests.integration.canary_rig import (
    CANARIES,
    CARD,
    Collector,
    ReportingStack,
    canary_order,
    reporting_house,
)

BODY_FIELDS = {"body", "data"}
"""Where an event keeps what its sender said."""

END = "the canaries have flown"

_numbers = count(8_800_000_001)


@dataclass
class Told:
    """Everything that a house has said of itself, by where it said so."""

    stack: ReportingStack
    collector: Collector
    orders: dict[str, int] = field(default_factory=dict)
    bells: list[bytes] = field(default_factory=list)

    @property
    def client(self) -> "redis.Redis":
        return connect(self.stack.redis.url)

    def lane(self, name: str) -> dict[str, str]:
        return Views(self.client).lane(f"{STORE}/order:{self.orders[name]}")

    def states(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self.lane(name).get("state", "") for name in names}

    def logs(self) -> str:
        parts = ("receiver", "worker", "flower", "desk")
        logs = [self.stack.supervisor.log(part) for part in parts]
        return "\n".join(log.read_text(errors="replace") for log in logs if log.exists())

    def command(self, *words: str) -> str:
        argv = [sys.executable, "-m", "orderlane", *words]
        env = {**os.environ, **self.stack.environ}
        done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def export(self, name: str) -> str:
        path = self.stack.folder / f"{name}.json"
        self.command("order", "export", str(self.orders[name]), "--file", str(path))
        return path.read_text()

    def flower(self) -> str:
        auth = ("orderlane", self.stack.demo.secret("flower-login").read_text())
        url = self.stack.flower_url
        tasks = requests.get(f"{url}/api/tasks", auth=auth, timeout=10)
        pages = [requests.get(f"{url}/task/{eid}", auth=auth, timeout=10) for eid in tasks.json()]
        return tasks.text + "".join(page.text for page in pages)

    def redis_names(self) -> str:
        return "\n".join(key.decode() for key in self.client.scan_iter(count=1000))

    def redis_values(self) -> str:
        return "\n".join(_value(self.client, key) for key in self.client.scan_iter(count=1000))


def _value(client: "redis.Redis", key: bytes) -> str:
    kind = client.type(key)
    if kind == b"hash":
        event = b":ev:" in key or b":rf:" in key  # what came, and what was refused
        kept = {
            name: value
            for name, value in client.hgetall(key).items()
            if not (event and name.decode() in BODY_FIELDS)
        }
        return repr(kept)
    ways = {
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"string": lambda: client.get(key),
    }
    return repr(ways[kind]())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A house through which canaries went, on good paths and bad ones."""
    with reporting_house(tmp_path_factory.mktemp("canary")) as (stack, collector):
        told = Told(stack, collector)
        _play(told, Sender(stack.settings, stack.receiver_url))
        yield told


def _play(told: Told, sender: Sender) -> None:
    told.orders = {
        name: next(_numbers) for name in ("good", "refused", "doubtful", "unreadable", "twice")
    }
    faults = {
        "refused": {"Kind": "refuse", "Times": 1},
        "doubtful": {"Kind": "error_500_after_commit", "Times": 1},
    }
    for name, fault in faults.items():
        about = {"Operation": "create_order", "ExternalOrderId": str(told.orders[name])}
        url = f"{told.stack.oms_url}/_sandbox/faults"
        requests.post(url, json={**fault, **about}, timeout=5).raise_for_status()
    bodies = {name: canary_order(number) for name, number in told.orders.items()}
    bodies["unreadable"]["total_price"] = CANARIES["mail"]
    bodies["unreadable"]["line_items"] = CANARIES["name"]
    with told.client.monitor() as monitor:
        for name, body in bodies.items():
            assert sender.send(SHOP, "orders/create", body, f"id-{name}").status == 200
        sender.send(SHOP, "orders/create", bodies["good"], "id-twice")
        sender.send(SHOP, "canaries/sung", bodies["good"])
        _strangers(told, json.dumps(bodies["good"]).encode())
        ends = {"good": "idle", "refused": "parked", "doubtful": "idle", "unreadable": "parked"}
        wait_until(lambda: told.states(ends) == ends, 60, str(ends))
        told.client.echo(END)
        told.bells = _bells(monitor)
    wait_until(lambda: len(told.collector.spans()) >= 6, 20, "spans")
    wait_until(lambda: len(told.collector.sent("/envelope/")) >= 4, 20, "envelopes")


def _bells(monitor: Any) -> list[bytes]:
    """Return what was pushed into Celery's queues or published as its events."""
    found = []
    line = ""
    while END not in line:
        line = monitor.next_command()["command"]
        if line.upper().startswith(("LPUSH", "PUBLISH")):
            found.append(line.encode())
    return found


def _strangers(told: Told, raw: bytes) -> None:
    """Deliveries that are refused: no seal, a wrong one; a canary in headers nobody needs."""
    headers = {"X-Shopify-Topic": "orders/create", "X-Forwarded-For": CANARIES["mail"]}
    for seal in ({}, {"X-Shopify-Hmac-Sha256": "bm90IG91cnM="}):
        url = f"{told.stack.receiver_url}/webhooks/{SHOP}?who={CANARIES['mail']}"
        sent = {**headers, **seal, "Authorization": CANARIES["mail"]}
        assert requests.post(url, data=raw, headers=sent, timeout=5).status_code == 401


def silent(text: str) -> None:
    """Assert that no canary sings."""
    heard = {
        kind: re.findall(f".{{0,80}}{re.escape(word)}", text)[:1] for kind, word in CANARIES.items()
    }
    assert not {kind: where for kind, where in heard.items() if where}


def test_the_canaries_were_there_and_reached_the_oms(told: Told):
    found = Views(told.client).event(told.lane("refused")["parked"])["body"].decode()
    url = f"{told.stack.oms_url}/_sandbox/journal"
    commits = requests.get(url, timeout=10).json()["Commits"]

    assert all(word in found for kind, word in CANARIES.items() if kind != "card")
    assert {str(told.orders[name]) for name in ("good", "doubtful")} <= {
        commit["ExternalOrderId"] for commit in commits
    }


def test_no_canary_sings_in_a_log_and_each_turn_is_one_json_line(told: Told):
    logs = told.logs()

    silent(logs)
    lines = [json.loads(line) for line in logs.splitlines() if line.startswith("{")]
    settled = [line for line in lines if line["logger"] == "worker.journal"]
    assert {line["state"] for line in settled} >= {"done", "parked"}
    assert all(
        {"event", "task", "order", "attempt"} <= line.keys() for line in settled if line.get("task")
    )


def test_no_canary_sings_in_what_sentry_and_opentelemetry_are_sent(told: Told):
    def sent() -> bytes:
        return b"".join(raw for _, raw in list(told.collector.kept))

    wait_until(lambda: b"REFUSED" in sent() and b"UNREADABLE" in sent(), 20, "what is parked")
    silent(sent().decode(errors="replace"))


def test_no_canary_sings_in_flower_or_in_celery_s_messages(told: Told):
    silent(told.flower())
    silent(b"\n".join(told.bells).decode(errors="replace"))
    assert any(b"orders.create" in bell for bell in told.bells)


def test_no_canary_sings_in_figures_timelines_lists_or_exports(told: Told):
    silent(scrape(Book(told.stack.settings)).decode())
    for words in (
        ("parked",),
        ("quarantine", "list"),
        ("audit",),
        ("order", "show", str(told.orders["refused"])),
    ):
        silent(told.command(*words, "--output", "json"))
    silent(told.export("refused"))
    silent(told.export("doubtful"))


def test_no_canary_sings_in_redis_but_in_the_events_bodies(told: Told):
    silent(told.redis_names())
    silent(told.redis_values())


def test_a_card_number_in_a_note_is_not_even_in_the_body_of_what_was_accepted(told: Told):
    views, client = Views(told.client), told.client
    bodies = [
        views.event(key.decode().partition(":ev:")[2])
        for key in client.scan_iter(match="*:ev:*", count=1000)
    ]
    accepted = [event["body"].decode() for event in bodies if event["state"] != "quarantined"]

    assert any(CARD[-4:] in body for body in accepted)
    assert not any(CARD in body for body in accepted)


def test_one_trace_leads_from_the_door_through_the_turn_to_the_oms(told: Told):
    by_name: dict[str, set[bytes]] = {}
    for span in told.collector.spans():
        by_name.setdefault(span.name, set()).add(span.trace_id)

    assert by_name["deliver"] & by_name["order.created"] & by_name["create_order"]


def test_sentry_shows_what_is_parked_under_its_delivery_s_trace_grouped_by_reason(told: Told):
    events = []
    for raw in told.collector.sent("/envelope/"):
        events += [json.loads(line) for line in raw.splitlines() if line.startswith(b"{")]
    traces = {
        event["contexts"]["trace"]["trace_id"]
        for event in events
        if event.get("transaction") == "receive" and "spans" in event
    }
    parked = [event for event in events if event.get("logger") == "worker.journal"]

    assert {event["contexts"]["trace"]["trace_id"] for event in parked} <= traces
    reasons = {event["fingerprint"][1] for event in parked}
    assert "UNREADABLE" in reasons
    assert any(reason.startswith("REFUSED") for reason in reasons)
