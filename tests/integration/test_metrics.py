"""One scrape of a real ledger, and the files that are built upon it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import yaml
from prometheus_client.parser import text_string_to_metric_families

from config.secret import SecretRef
from config.settings import Settings, Source
from desk.book import Book
from desk.metrics import metrics_app, scrape
from ledger.gate import Gate
from ledger.tally import REFUSED, Tally
from tests.integration.figures_rig import House, effect_record
from worker.pulse import Pulse

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus" / "alerts.yaml"
DASHBOARD = ROOT / "deploy" / "grafana" / "orderlane.json"
RUNBOOK = ROOT / "docs" / "runbook.md"
SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
FACETS = ("**Means**", "**Look at**", "**Do**")


@pytest.fixture
def house(redis_client: "redis.Redis", store: str) -> House:
    return House(redis_client, store)


@pytest.fixture
def book(house: House) -> Book:
    """A ledger in which there is at least one of everything."""
    ledger, client = house.ledger, house.client
    for nth, reason in enumerate(("REFUSED_X", "OUR_FAULT")):
        given = house.give(f"parked-{nth}", "orders/create", counted="orders/create")
        house.park(given.event_id, reason)
    house.give("kept", "x", state="quarantined", reason="UNKNOWN_TOPIC")
    given = house.give("doubtful", "orders/create", counted="orders/create")
    claim = ledger.claim(given.event_id, "w")
    effect = ("hold_order|1", effect_record("IN_DOUBT", {}))
    here = (claim.lane, claim.token, given.event_id)
    ledger.defer(*here, delay_ms=60_000, reason="IN_DOUBT", effect=effect)
    gate, tally = Gate(ledger.scripts), Tally(client)
    gate.ask()
    tally.timed("hold_order", "ok", 0.2)
    tally.timed("hold_order", "unavailable", 12.0)
    tally.add(REFUSED, "shop", "401")
    tally.flush()
    Pulse(client, 60).beat()
    source = Source("shop", "shopify", house.store, ())
    key = SecretRef("env:NONE")
    return Book(Settings("same", "same", "", key, {"shop": source}, {}), ledger)


def samples(book: Book) -> Iterator[tuple[str, dict[str, str], float]]:
    for family in text_string_to_metric_families(scrape(book).decode()):
        for sample in family.samples:
            yield sample.name, sample.labels, sample.value


def named(book: Book) -> dict[str, set[str]]:
    """Return the labels of every name that a rule may use."""
    found: dict[str, set[str]] = {}
    for name, labels, _ in samples(book):
        found.setdefault(name, set()).update(labels)
    return found


def test_a_scrape_tells_what_happened(book: Book):
    told = {(name, *sorted(labels.values())): value for name, labels, value in samples(book)}

    assert told["orderlane_events_total", "accepted", "orders/create", "shop"] >= 3
    assert told["orderlane_parked_orders", "OUR_FAULT"] >= 1
    assert told["orderlane_quarantined_events", "UNKNOWN_TOPIC"] >= 1
    assert told["orderlane_effects", "hold_order", "in_doubt"] >= 1
    assert told["orderlane_balance_difference",] == 0
    assert told["orderlane_oms_calls_total", "hold_order", "unavailable"] >= 1
    assert told["orderlane_deliveries_refused_total", "401", "shop"] >= 1
    assert told["orderlane_workers_alive",] == 1
    assert 0 <= told["orderlane_source_silent_seconds", "shop"] < 60


def test_the_times_of_oms_calls_are_a_histogram(book: Book):
    found = {
        (name.removeprefix("orderlane_oms_call_seconds"), labels.get("le")): value
        for name, labels, value in samples(book)
        if name.startswith("orderlane_oms_call_seconds")
    }
    rising = [value for (kind, _), value in found.items() if kind == "_bucket"]

    assert found["_bucket", "+Inf"] == found["_count", None]
    assert rising == sorted(rising)
    assert found["_bucket", "+Inf"] - found["_bucket", "10"] >= 1
    assert found["_bucket", "0.25"] > found["_bucket", "0.1"]
    assert found["_sum", None] >= 12.2


def test_no_label_names_an_order_or_an_event(book: Book, house: House):
    text = scrape(book).decode()

    assert house.store not in text
    assert "doubtful" not in text
    assert not re.search(r"\d\d-[0-9a-f]{20}", text)


def test_a_scrape_asks_as_little_of_a_long_backlog_as_of_a_short_one(book: Book, house: House):
    def asked() -> int:
        before = house.client.info("stats")["total_commands_processed"]
        scrape(book)
        return int(house.client.info("stats")["total_commands_processed"]) - int(before)

    for nth in range(150):
        house.give(f"first-{nth}", "orders/create")
    scrape(book)
    short = asked()
    for nth in range(300):
        house.give(f"then-{nth}", "orders/create")

    assert asked() == short < 600


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("fd00::7", {}, 200),
        ("8.8.8.8", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.9"}, 403),
    ],
)
def test_metrics_are_told_to_the_own_network_alone(
    book: Book, peer: str, headers: dict[str, str], status: int
):
    client = metrics_app(book).test_client()

    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})

    assert answer.status_code == status
    assert (b"orderlane_events_total" in answer.data) == (status == 200)


def rules() -> list[dict]:
    groups = yaml.safe_load(RULES.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return shown + [rule["expr"] for rule in rules()]


def test_rules_and_dashboard_ask_only_for_what_a_scrape_has(book: Book):
    known = named(book)

    used = {name for told in expressions() for name in re.findall(r"\borderlane_\w+", told)}
    assert used <= known.keys()
    for told in expressions():
        for name, matched in re.findall(r"\b(orderlane_\w+)\{([^}]*)\}", told):
            labels = set(re.findall(r"(\w+)\s*[=!]~?", matched))
            assert labels <= known[name], told
        for grouped in re.findall(r"\bby \(([^)]*)\)", told):
            labels = {label.strip() for label in grouped.split(",")} - {"le"}
            names = re.findall(r"\borderlane_\w+", told)
            assert all(labels <= known[name] for name in names), told


def test_everything_that_is_measured_is_shown_or_watched(book: Book):
    used = {name for told in expressions() for name in re.findall(r"\borderlane_\w+", told)}
    left_out = {name for name in named(book) if not name.endswith(("_sum", "_count"))} - used

    assert left_out == {"orderlane_worker_heartbeat_seconds"}


def test_every_alert_has_its_page_in_the_runbook_and_every_page_its_alert():
    alerts = {rule["alert"] for rule in rules()}
    pages = dict(
        re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", RUNBOOK.read_text(), re.MULTILINE | re.DOTALL)
    )

    assert pages.keys() == alerts
    for rule in rules():
        page = f"docs/runbook.md#{rule['alert'].lower()}"
        assert rule["annotations"]["runbook_url"] == page
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert all(facet in pages[rule["alert"]] for facet in FACETS), rule["alert"]
