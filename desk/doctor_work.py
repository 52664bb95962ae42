"""The work: whether somebody does it, what has waited long, and whether all of it is accounted for."""

from collections.abc import Iterator
from typing import Final

import redis

from desk.book import Book
from desk.doctor import FAULT, WARNING, Finding, good
from ledger.counters import Figures
from ledger.overdue import overdue_ms
from ledger.views import balance_of
from worker.pulse import pulses

LATE_S: Final = 60
PATIENCE_S: Final = 900
SILENT_S: Final = 86_400


def check_work(book: Book) -> Iterator[Finding]:
    """Look at workers, queues, orders and sources; without Redis there is nothing to see."""
    client = book.views.client
    try:
        figures = book.views.counters.figures(book.stores)
        late, living = overdue_ms(client, book.stores), pulses(client)
    except redis.RedisError:
        return
    yield from _workers(living)
    yield from _queues(late)
    yield from _orders(figures)
    yield from _balance(figures)
    yield from _sources(book, figures)


def _workers(living: dict[str, float | None]) -> Iterator[Finding]:
    alive = [host for host, age_s in living.items() if age_s is not None]
    if alive:
        yield good("workers", f"{len(alive)} alive: {', '.join(alive)}")
    else:
        yield Finding(
            "workers",
            FAULT,
            "none has swept in the last 30 s",
            "Events are taken in and kept in order, but nothing is carried out.",
            "Start a worker: celery -A worker.app worker; its log says why the last one ended.",
        )
    gone = [host for host, age_s in living.items() if age_s is None]
    if gone and alive:
        yield Finding(
            "workers",
            WARNING,
            f"silent since less than a day: {', '.join(gone)}",
            "There is less room than there was, unless the host was taken away on purpose.",
            "Start its worker again, or let it be: it is forgotten after a day.",
        )


def _queues(late: dict[str, int]) -> Iterator[Finding]:
    overdue = {queue: ms // 1000 for queue, ms in late.items() if ms > LATE_S * 1000}
    if not overdue:
        yield good("queues", "nothing that is due waits for a worker")
    for queue, seconds in overdue.items():
        yield Finding(
            "queues",
            FAULT,
            f"{queue}: an order has been due for {seconds} s",
            "No worker takes it up: too few, stuck, or not listening to that queue.",
            "Add workers or restart them; look at the OMS's breaker and budget.",
        )


def _orders(figures: Figures) -> Iterator[Finding]:
    parked, kept = figures.stopped.total(), figures.kept.total()
    if parked:
        reasons = ", ".join(
            f"{number} {reason}" for reason, number in figures.stopped.most_common(5)
        )
        waits = (
            f"{parked} for a person, the longest for {figures.parked_ms // 60_000} min ({reasons})"
        )
        yield Finding(
            "parked",
            WARNING,
            waits,
            "These orders stand still until somebody looks.",
            "orderlane parked, then orderlane order show ORDER.",
        )
    if kept:
        reasons = ", ".join(f"{number} {reason}" for reason, number in figures.kept.most_common(5))
        yield Finding(
            "quarantine",
            WARNING,
            f"{kept} deliveries ({reasons})",
            "They were accepted and could not be read or placed.",
            "orderlane quarantine list; after a mend: orderlane quarantine recheck.",
        )
    if figures.doubt_ms > PATIENCE_S * 1000:
        yield Finding(
            "in doubt",
            WARNING,
            f"a write to the OMS for {figures.doubt_ms // 60_000} min",
            "It should be found, or known to be absent, within six minutes.",
            "See whether the OMS answers reads; never send the same by hand meanwhile.",
        )
    if not parked and not kept and figures.doubt_ms <= PATIENCE_S * 1000:
        yield good("orders", "none waits for a person")


def _balance(figures: Figures) -> Iterator[Finding]:
    balance = balance_of(figures.counts)
    if balance.difference == 0:
        yield good("balance", f"{balance.received} received, all accounted for")
    else:
        yield Finding(
            "balance",
            FAULT,
            f"{balance.difference} events are not accounted for",
            "A record was lost or doubled: Redis was restored, or written into by hand.",
            "orderlane verify names every difference; keep a copy of Redis's files.",
        )
    if jumps := figures.counts["jumps"]:
        yield Finding(
            "clock",
            WARNING,
            f"Redis's clock has jumped {jumps} times",
            "Each jump was taken out of ledger time; a machine that jumps is about to do worse.",
            "Let its time service slew instead of step.",
        )


def _sources(book: Book, figures: Figures) -> Iterator[Finding]:
    for name, source in sorted(book.settings.sources.items()):
        silent_ms = figures.silent_ms.get(name)
        if silent_ms is None:
            yield Finding(
                f"source {name}",
                WARNING,
                f"{source.dialect}: it has never delivered",
                "Its hook is not set up yet, or leads elsewhere.",
                f"Give its sender the address /webhooks/{name}; orderlane source check {name}.",
            )
        elif silent_ms > SILENT_S * 1000:
            yield Finding(
                f"source {name}",
                WARNING,
                f"{source.dialect}: silent for {silent_ms // 3_600_000} h",
                "Its hook may have been switched off after failures, or its secret was changed.",
                "Look at the hook at the sender; then orderlane reconcile for the silent time.",
            )
        else:
            yield good(f"source {name}", f"{source.dialect}: delivered {silent_ms // 1000} s ago")
