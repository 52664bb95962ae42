"""How long "why does this order wait" takes with a million events: `python -m tests.bench.look`.

Times `orderlane order show` as a person has it, from the start of the process to its end, before a Redis
of its own. `python -c pass` stands beside it: what any Python process takes on this machine.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from ledger.connection import connect
from orderlane.embedded import embedded_redis
from tests.bench.filled_ledger import AN_ORDER, SOURCE, STORE, Filler

PARKED: Final = 2_000
SETTINGS: Final = f"""
[redis]
url = "{{url}}"
[oms]
url = "http://127.0.0.1:9"
[sources.{SOURCE}]
dialect = "shopify"
store = "{STORE}"
secrets = ["env:BENCH_SECRET"]
"""
SHOW: Final = ("-m", "orderlane", "order", "show")


@click.command()
@click.option("--events", default=1_000_000, show_default=True)
@click.option("--times", default=50, show_default=True, help="Processes of each kind.")
def main(events: int, times: int) -> None:
    """Fill a ledger and look at an order that waits for a person."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with embedded_redis(folder, appendfsync="no") as server:
            _fill(server.url, events)
            env = _environment(folder, server.url)
            parked = str(events // AN_ORDER + PARKED // 2)
            shown = _run(env, *SHOW, parked)
            if b"Parked (" not in shown:
                raise RuntimeError(shown.decode())
            _print({"python -c pass": ("-c", "pass"), "order show": (*SHOW, parked)}, env, times)


def _fill(url: str, events: int) -> None:
    with connect(url, timeout_s=60) as client, Progress() as progress:
        client.config_set("appendonly", "no")
        filler, orders = Filler(client), events // AN_ORDER
        task = progress.add_task("filling the ledger", total=orders * AN_ORDER + PARKED)
        filler.settled(orders, lambda made: progress.advance(task, made))
        filler.parked(PARKED, lambda made: progress.advance(task, made))


def _environment(folder: Path, url: str) -> dict[str, str]:
    settings = folder / "orderlane.toml"
    settings.write_text(SETTINGS.format(url=url))
    secrets = {"BENCH_SECRET": "b7e23ec29af22b0b4e41da31e868d572", "ORDERLANE_OMS_KEY": "key"}
    return {**os.environ, **secrets, "ORDERLANE_CONFIG": str(settings)}


def _run(env: dict[str, str], *words: str) -> bytes:
    return subprocess.run([sys.executable, *words], env=env, check=True, capture_output=True).stdout


def _print(asked: dict[str, tuple[str, ...]], env: dict[str, str], times: int) -> None:
    table = Table("process", "median ms", "p90 ms", "best ms", "CPU ms")
    for name, words in asked.items():
        spent, cpu_s = [], _children_cpu()
        for _ in range(times):
            started = time.perf_counter()
            _run(env, *words)
            spent.append((time.perf_counter() - started) * 1000)
        cpu_ms = (_children_cpu() - cpu_s) * 1000 / times
        p90 = statistics.quantiles(spent, n=10)[-1]
        told = (statistics.median(spent), p90, min(spent), cpu_ms)
        table.add_row(name, *(f"{one:.0f}" for one in told))
    Console().print(table)


def _children_cpu() -> float:
    told = os.times()
    return told.children_user + told.children_system


if __name__ == "__main__":
    main()
