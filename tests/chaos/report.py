"""A run's figures as a table, and the timelines of orders that failed."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from config.settings import Timing
from orderlane.story import line
from tests.chaos.checker import FAILURES
from tests.chaos.recovery import percentile
from tests.chaos.run import Result
from tests.commit import commit

SHOWN_ORDERS = 5


def figures(result: Result) -> dict[str, str]:
    """Return what a run was and what came of it, in words."""
    log, found, blows = result.log, result.findings, result.blows
    kills = {name.removeprefix("kill "): n for name, n in blows.items() if name.startswith("kill ")}
    others = {n: times for n, times in blows.items() if not n.startswith(("kill ", "power"))}
    sure = [wait.ms for wait in result.recovery if not wait.in_doubt]
    meant = {name: log.counts[name] for name in ("duplicates", "disorder", "dropped")}
    rows = {
        "seed, commit": f"{result.plan.seed}, {commit()}",
        "under attack, then until idle": f"{result.seconds:.0f} s, {result.drained_s:.0f} s",
        "time scale": str(result.plan.scale),
        "taken away": result.plan.without or "nothing",
        "orders, deliveries sent": f"{len(log.told)}, {len(log.posts)}",
        "events acknowledged": str(len(log.acknowledged())),
        "stories the senders gave up": str(found.unfinished),
        **{name: str(times) for name, times in meant.items()},
        "same id, other body": str(log.counts["same id other body"]),
        "OMS faults": _counted(result.faults),
        "kills": _counted(kills),
        "power cuts": f"{blows.get('power cut', 0)} ({result.power_lost_bytes} bytes not synced)",
        "other blows": _counted(others),
        "worker starts": _counted(result.starts),
        "bells under a name unknown": str(result.misnamed),
        "refused for their seal, then sent anew": str(log.counts["refused"]),
        **{name: str(len(found.failures[name])) for name in FAILURES},
        "balance": f"{found.difference} not accounted for",
        "parked (needless)": f"{len(found.parked)} ({len(found.needless)})",
        "turns cut short by a kill": f"{len(result.recovery)}, {len(sure)} with no call in doubt",
        "until free again p50, p99, max": _recovery([wait.free_ms for wait in result.recovery]),
        "longest lease + 5 s": f"{longest_lease_s(result.plan.timing) + 5:.1f} s",
        "until claimed again": _recovery([wait.ms for wait in result.recovery]),
        "with no call in doubt": _recovery(sure),
    }
    return rows | {f"not injected: {kind}": why for kind, why in result.missing.items()}


def print_result(result: Result, console: Console, stock: Mapping[str, str] | None = None) -> None:
    """Print the figures, stock Celery's beside them, and what went wrong."""
    table = Table("", "orderlane", *(["stock Celery"] if stock else []))
    for name, value in figures(result).items():
        table.add_row(name, value, *([stock.get(name, "")] if stock else []))
    console.print(table)
    found = result.findings
    for text in [*(one for lines in found.failures.values() for one in lines), *found.parked]:
        console.print(text, soft_wrap=True)
    for text in result.vacuous:
        console.print(f"[red]proves nothing[/]: too seldom: {text}")
    for order in list(result.timelines)[:SHOWN_ORDERS]:
        _print_timeline(order, result.timelines[order], console)


def _print_timeline(order: int, timeline: list[dict[str, Any]], console: Console) -> None:
    console.rule(str(order))
    for entry in timeline:
        console.print(line("", entry, timeline[0]["at"]), soft_wrap=True)


def longest_lease_s(timing: Timing) -> float:
    """Return the longest lease: INTENT makes it outlast two calls."""
    return max(timing.s("lease"), 2 * timing.s("call_deadline"))


def _recovery(found_ms: Sequence[int]) -> str:
    found_ms = sorted(found_ms)
    values = (percentile(found_ms, share) / 1000 for share in (0.5, 0.99, 1.0))
    return ", ".join(f"{seconds:.1f} s" for seconds in values)


def _counted(counts: Mapping[str, int]) -> str:
    parts = [f"{times} {name}" for name, times in sorted(counts.items())]
    return f"{sum(counts.values())}: " + ", ".join(parts) if parts else "0"
