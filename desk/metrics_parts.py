"""What the parts of the house say: workers, doors, Redis."""

from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from config import queues
from desk.book import Book
from ledger.memory import FULL
from ledger.tally import REFUSED, read_tallies
from worker.pulse import pulses


def part_metrics(book: Book) -> Iterator[Metric]:
    """Yield the metrics of workers, doors and Redis."""
    yield from _workers(book)
    yield _refused(book)
    yield from _redis(book)


def _workers(book: Book) -> Iterator[Metric]:
    alive = GaugeMetricFamily(
        "orderlane_worker_alive", "1 for a host whose worker has swept lately.", labels=["host"]
    )
    ages = GaugeMetricFamily(
        "orderlane_worker_heartbeat_seconds", "Since a host's worker swept.", labels=["host"]
    )
    found = pulses(book.views.client)
    for host, age_s in found.items():
        alive.add_metric([host], int(age_s is not None))
        if age_s is not None:
            ages.add_metric([host], age_s)
    yield alive
    yield ages
    living = sum(age_s is not None for age_s in found.values())
    yield GaugeMetricFamily(
        "orderlane_workers_alive", "Hosts whose worker has swept lately.", living
    )


def _refused(book: Book) -> Metric:
    refused = CounterMetricFamily(
        "orderlane_deliveries_refused",
        "Deliveries that were not stored, by the status their sender was told.",
        labels=["source", "status"],
    )
    for name, number in read_tallies(book.views.client, (REFUSED,))[REFUSED].items():
        source, _, status = name.rpartition("|")
        refused.add_metric([source, status], number)
    return refused


def _redis(book: Book) -> Iterator[Metric]:
    client, settings = book.views.client, book.settings
    memory = client.info("memory")
    used, limit = int(memory["used_memory"]), int(memory["maxmemory"])
    yield GaugeMetricFamily("orderlane_redis_memory_used_bytes", "Memory of the state Redis.", used)
    yield GaugeMetricFamily(
        "orderlane_redis_memory_limit_bytes", "Its maxmemory, 0 for none.", limit
    )
    yield GaugeMetricFamily(
        "orderlane_intake_closed",
        "1 while deliveries are refused because Redis is nearly full.",
        int(bool(limit) and used > FULL * limit),
    )
    if settings.broker_url == settings.redis_url:
        bells = GaugeMetricFamily(
            "orderlane_bells", "Celery messages that wait, by queue.", labels=["queue"]
        )
        for queue in queues.ALL:
            bells.add_metric([queue], client.llen(queue))
        yield bells
