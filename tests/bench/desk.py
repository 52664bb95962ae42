"""How fast the desk's pages are with a million events in the ledger: `python -m tests.bench.desk`.

Runs the desk as the project does (gunicorn, one process) before a Redis of its own that writes nothing to disk,
and asks for each page over one connection: the time is from the request's first byte to the answer's last.
CPU: of the desk's processes, a page; it says what an idle machine would take. Needs 2 GB of memory for a million.
"""

import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import requests
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from desk import auth_users
from desk.auth_roles import OPERATE
from ledger import keys
from ledger.connection import connect
from orderlane.desk import serving
from orderlane.embedded import embedded_redis
from orderlane.leash import Leashed
from orderlane.processes import LOOPBACK, free_port, wait_until
from orderlane.stack import ROOT, answers
from tests.bench.filled_ledger import AN_ORDER, REASON, SOURCE, STORE, Filler

PASSWORD = "only for this measurement"
PARKED, KEPT = 2_000, 2_000
WARM = 3


@click.command()
@click.option("--events", default=1_000_000, show_default=True)
@click.option("--times", default=50, show_default=True, help="Requests a page.")
def main(events: int, times: int) -> None:
    """Fill a ledger and time every page of the desk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with embedded_redis(folder, appendfsync="no") as server:
            _fill(server.url, events)
            with _desk(folder, server.url) as (session, base, cpu_s):
                _time(session, base, cpu_s, times)


def _fill(url: str, events: int) -> None:
    client = connect(url, timeout_s=60)
    client.config_set("appendonly", "no")
    filler, orders = Filler(client), events // AN_ORDER
    with Progress() as progress:
        task = progress.add_task("filling the ledger", total=orders * AN_ORDER + PARKED)
        filler.settled(orders, lambda made: progress.advance(task, made))
        filler.parked(PARKED, lambda made: progress.advance(task, made))
    filler.kept(KEPT)
    memory = client.info("memory")["used_memory"] / 1e9
    Console().print(f"{orders * AN_ORDER + PARKED + KEPT:,} events, {memory:.1f} GB in Redis")
    client.close()


@contextmanager
def _desk(folder: Path, url: str) -> Iterator[tuple[requests.Session, str, Callable[[], float]]]:
    users, config, port = folder / "users", folder / "orderlane.toml", free_port()
    auth_users.put(users, auth_users.new_user("bench", OPERATE, PASSWORD))
    config.write_text(
        f'[oms]\nurl = "http://{LOOPBACK}:9"\n[sources.{SOURCE}]\ndialect = "shopify"\n'
        f'store = "{STORE}"\nsecrets = ["env:BENCH_SECRET"]\n'
    )
    env = {
        "BENCH_SECRET": "only for this measurement",
        "ORDERLANE_CONFIG": str(config),
        "ORDERLANE_REDIS_URL": url,
        "ORDERLANE_DESK_USERS": f"file:{users}",
        "PYTHONPATH": str(ROOT),
    }
    base = f"http://{LOOPBACK}:{port}"
    process = Leashed(serving(f"{LOOPBACK}:{port}"), folder / "desk.log", env=env)
    try:
        wait_until(lambda: answers(f"{base}/readyz"), 60, "the desk")
        with requests.Session() as session:
            _log_in(session, base)
            yield session, f"{base}/desk", lambda: _cpu_s(process.pid)
    finally:
        process.end()


def _log_in(session: requests.Session, base: str) -> None:
    page = session.get(f"{base}/desk/login", timeout=10).text
    found = re.search(r'name="form_token" value="(\w+)"', page)
    form = {"form_token": found[1] if found else "", "name": "bench", "password": PASSWORD}
    told = session.post(f"{base}/desk/login", data=form, headers={"Origin": base}, timeout=10)
    if not told.url.endswith("/desk/"):
        raise SystemExit(f"the login was answered {told.status_code}")


def _cpu_s(session_id: int) -> float:
    """Return the processor time of all processes of a session, in seconds (Linux)."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:13])) if int(fields[3]) == session_id else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _time(session: requests.Session, base: str, cpu_s: Callable[[], float], times: int) -> None:
    lane, waits = f"{STORE}/order:77", f"{STORE}/order:{_last_order(session, base)}"
    pages = {
        "today": "/",
        "parked": "/parked",
        "parked for a reason": f"/parked?reason={REASON}",
        "quarantine": "/quarantined",
        "search, to the order": "/search?q=77",
        "an order": f"/order?lane={lane}",
        "a parked order": f"/order?lane={waits}",
        "an event": f"/events/{keys.shard_of_store(STORE)}-{771:020d}",
        "pauses": "/pauses",
        "audit": "/audit",
    }
    table = Table("page", "median ms", "p95 ms", "longest ms", "CPU ms", "kB")
    for name, path in pages.items():
        before = cpu_s()
        taken, size = _asked(session, base + path, times)
        spent_ms = (cpu_s() - before) * 1000 / (times + WARM)
        p95 = statistics.quantiles(taken, n=20)[-1]
        figures = (statistics.median(taken), p95, max(taken), spent_ms)
        table.add_row(name, *(f"{figure:.1f}" for figure in figures), f"{size / 1000:.0f}")
    Console().print(table)


def _last_order(session: requests.Session, base: str) -> str:
    found = re.search(r"lane=\w+/order:(\d+)", session.get(f"{base}/parked", timeout=10).text)
    return found[1] if found else ""


def _asked(session: requests.Session, url: str, times: int) -> tuple[list[float], int]:
    taken, size = [], 0
    for _ in range(times + WARM):
        started = time.perf_counter()
        answer = session.get(url, timeout=30)
        taken.append((time.perf_counter() - started) * 1000)
        size = len(answer.content)
        if answer.status_code != requests.codes.ok:
            raise SystemExit(f"{url} was answered {answer.status_code}")
    return taken[WARM:], size


if __name__ == "__main__":
    main()
