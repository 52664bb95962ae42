"""What the workers say of the OMS: calls, times, budget, breaker."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from desk.book import Book
from ledger.gate_look import gate_state
from ledger.tally import BUCKETS_S, CALLS, TIMES, read_tallies


def oms_metrics(book: Book) -> Iterator[Metric]:
    """Yield the metrics of the OMS's calls and of the gate before them."""
    client, settings = book.views.client, book.settings
    tallies = read_tallies(client, (CALLS, TIMES))
    yield _calls(tallies[CALLS])
    yield _times(tallies[TIMES])
    gate = gate_state(client, round(settings.window_s * 1000))
    yield GaugeMetricFamily(
        "orderlane_oms_budget_used", "Calls within the OMS's rate window.", gate.used
    )
    yield GaugeMetricFamily(
        "orderlane_oms_budget", "Calls the OMS allows within its rate window.", settings.calls
    )
    yield GaugeMetricFamily(
        "orderlane_oms_breaker_open", "1 while no call is let through.", int(gate.open_ms > 0)
    )
    yield GaugeMetricFamily(
        "orderlane_oms_paused", "1 while the OMS has asked for a pause.", int(gate.paused_ms > 0)
    )


def _calls(counted: Mapping[str, int]) -> Metric:
    calls = CounterMetricFamily(
        "orderlane_oms_calls", "Calls of the OMS as they ended.", labels=["operation", "outcome"]
    )
    for name, number in counted.items():
        calls.add_metric(name.split("|"), number)
    return calls


def _times(counted: Mapping[str, int]) -> Metric:
    times = HistogramMetricFamily(
        "orderlane_oms_call_seconds", "How long calls of the OMS took.", labels=["operation"]
    )
    by_operation: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, number in counted.items():
        operation, _, bucket = name.partition("|")
        by_operation[operation][bucket] = number
    for operation, found in by_operation.items():
        buckets, below = [], 0
        for edge in (*(f"{edge:g}" for edge in BUCKETS_S), "+Inf"):
            below += found.get(edge, 0)
            buckets.append((edge, below))
        times.add_metric([operation], buckets, found.get("ms", 0) / 1000)
    return times
