"""What the ledger says of events, orders and effects."""

from collections.abc import Iterator
from typing import Final

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from config import queues
from desk.book import Book
from ledger.counters import Figures
from ledger.overdue import overdue_ms
from ledger.views import balance_of

_LANES: Final = {
    "READY": "due or waiting for its time",
    "LEASED": "at work",
    "PARKED": "parked",
    "WAITING": "in a waiting room",
    "PAUSED": "paused",
}


def ledger_metrics(book: Book) -> Iterator[Metric]:
    """Yield the metrics of the stores that have a source."""
    figures = book.views.counters.figures(book.stores)
    yield from _events(figures)
    yield from _orders(book, figures)
    yield from _effects(figures)


def _events(figures: Figures) -> Iterator[Metric]:
    told = CounterMetricFamily(
        "orderlane_events",
        "What happened to events; outcome: accepted, derived, waits, retried, or how it ended.",
        labels=["source", "topic", "outcome"],
    )
    for event, number in figures.told.items():
        told.add_metric([event.source, event.topic, event.what], number)
    yield told
    balance = balance_of(figures.counts)
    yield GaugeMetricFamily(
        "orderlane_events_waiting",
        "Events accepted and not yet settled, those of parked orders left out.",
        balance.outcomes["waiting"],
    )
    yield GaugeMetricFamily(
        "orderlane_balance_difference",
        "Events received or derived that are not accounted for: must be 0.",
        balance.difference,
    )
    yield CounterMetricFamily(
        "orderlane_clock_jumps",
        "Jumps of Redis's clock that were taken out of ledger time.",
        figures.counts["jumps"],
    )
    silent = GaugeMetricFamily(
        "orderlane_source_silent_seconds", "Since a source's last delivery.", labels=["source"]
    )
    for source, silent_ms in figures.silent_ms.items():
        silent.add_metric([source], silent_ms / 1000)
    yield silent


def _orders(book: Book, figures: Figures) -> Iterator[Metric]:
    orders = GaugeMetricFamily("orderlane_orders", "Orders that are not at rest.", labels=["state"])
    for index, state in _LANES.items():
        orders.add_metric([state], figures.lanes[index])
    yield orders
    late = overdue_ms(book.views.client, book.stores)
    oldest = GaugeMetricFamily(
        "orderlane_oldest_due_seconds",
        "How long the order longest due has waited to be taken up, by queue.",
        labels=["queue"],
    )
    for queue in queues.ALL:
        oldest.add_metric([queue], late.get(queue, 0) / 1000)
    yield oldest
    yield _by_reason("orderlane_parked_orders", "Orders that wait for a person.", figures.stopped)
    yield GaugeMetricFamily(
        "orderlane_oldest_parked_seconds",
        "How long the order longest parked has waited for a person.",
        figures.parked_ms / 1000,
    )
    yield _by_reason(
        "orderlane_quarantined_events", "Deliveries kept because they cannot be read.", figures.kept
    )


def _effects(figures: Figures) -> Iterator[Metric]:
    effects = GaugeMetricFamily(
        "orderlane_effects",
        "OMS writes by operation and state; final states only grow.",
        labels=["operation", "state"],
    )
    for made, number in figures.effects.items():
        effects.add_metric([made.operation, made.state.lower()], number)
    yield effects
    yield GaugeMetricFamily(
        "orderlane_in_doubt_seconds",
        "For how long the oldest OMS write is in doubt, 0 when none is.",
        figures.doubt_ms / 1000,
    )


def _by_reason(name: str, told: str, counted: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, told, labels=["reason"])
    for reason, number in counted.items():
        family.add_metric([reason], number)
    return family
