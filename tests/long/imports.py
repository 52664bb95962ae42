"""A long import that is killed: `python -m tests.long.imports --orders 20000 --kills 3 --seed 1`.

The command itself, real Redis, worker and sandbox as processes. At random moments the command is
killed (SIGKILL), then begun again with --resume. The sandbox's journal must hold each order once.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from orderlane.demo import STORE
from orderlane.ports import Ports
from orderlane.processes import exit_on_sigterm
from orderlane.stack import Stack
from tests.bench.imports import write

CALLS: Final = 1_000_000
LOOK_S: Final = 0.1


@dataclass
class Journal:
    """The imports in the OMS's journal by order; only what is new in the file is read."""

    path: Path
    commits: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def look(self) -> int:
        """Return how many imports were committed by now."""
        with self.path.open("rb") as file:
            file.seek(self.read)
            lines, newline, _ = file.read().rpartition(b"\n")
        self.read += len(lines) + len(newline)
        entries = map(json.loads, lines.splitlines())
        self.commits.update(
            one["ExternalOrderId"] for one in entries if one["Operation"] == "import_order"
        )
        return self.commits.total()


@dataclass(frozen=True)
class Result:
    """How a run ended. killed_at: orders in the journal at each kill. told: the command's words."""

    orders: int
    kills: int
    spent_s: float
    killed_at: list[int]
    told: dict[str, Any]
    commits: Counter[str]
    verified: str

    @property
    def doubled(self) -> int:
        """Count the orders that the journal holds more than once."""
        return sum(number > 1 for number in self.commits.values())

    @property
    def good(self) -> bool:
        """Return whether each order is there once, the command says so, and every kill struck."""
        wanted = Counter({f"H-{number:09}": 1 for number in range(self.orders)})
        done = (self.told["rows"], self.told["refused"], self.told["outcomes"].get("done"))
        return (
            self.commits == wanted
            and done == (self.orders, 0, self.orders)
            and len(self.killed_at) == self.kills
            and self.verified == ""
        )


def begin(stack: Stack, file: Path, *words: str) -> "subprocess.Popen[str]":
    """Start the command on a file."""
    argv = [sys.executable, "-m", "orderlane", "import", str(file), "--store", STORE]
    return subprocess.Popen(
        [*argv, "--output", "json", *words],
        env={**os.environ, **stack.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def follow(process: "subprocess.Popen[str]", until: Callable[[], bool]) -> None:
    """Return when the process has ended or the moment has come."""
    while process.poll() is None and not until():
        time.sleep(LOOK_S)


def play(stack: Stack, file: Path, moments: list[int], look: Callable[[], int]) -> tuple[Any, ...]:
    """Import, killed as soon as the journal holds so many; return the kills and the last words."""
    killed_at: list[int] = []
    process = begin(stack, file)
    for moment in moments:
        follow(process, lambda moment=moment: look() >= moment)  # type: ignore[misc] # bound now
        process.kill()
        process.communicate()
        if process.returncode == -signal.SIGKILL:
            killed_at.append(look())
        process = begin(stack, file, "--resume")
    follow(process, lambda: look() < 0)
    out, err = process.communicate()
    if process.returncode not in (0, 1):
        raise RuntimeError(err)
    return killed_at, json.loads(out)


def verify(stack: Stack) -> str:
    """Return what `orderlane verify` finds wrong, "" when ledger and OMS agree."""
    found = subprocess.run(
        [sys.executable, "-m", "orderlane", "verify"],
        env={**os.environ, **stack.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout + found.stderr if found.returncode else ""


def attack(folder: Path, orders: int, kills: int, seed: int, console: Console) -> Result:
    """Play one run with a progress bar."""
    file = folder / "orders.jsonl"
    with file.open("wb") as rows:
        write(rows, orders)
    moments = sorted(random.Random(seed).sample(range(orders // 20, orders - orders // 20), kills))
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"))
    stack = Stack(folder / "house", Ports(), calls=CALLS, flower=False, concurrency=8)
    with stack, Progress(*columns, TimeElapsedColumn(), console=console) as bar:
        task, journal = bar.add_task("in the OMS's journal", total=orders), Journal(stack.journal)

        def look() -> int:
            bar.update(task, completed=journal.look())
            return journal.commits.total()

        begun = time.perf_counter()
        killed_at, told = play(stack, file, moments, look)
        spent_s = time.perf_counter() - begun
        look()
        return Result(orders, kills, spent_s, killed_at, told, journal.commits, verify(stack))


def show(result: Result, console: Console) -> None:
    """Print the figures."""
    outcomes = result.told["outcomes"]
    table = Table("what", "figure", title=f"an import of {result.orders:,} orders, killed")
    table.add_row("killed with so many in the journal", ", ".join(map(str, result.killed_at)))
    table.add_row("rows taken in again after a kill", f"{outcomes.get('known before', 0):,}")
    table.add_row("orders in the journal", f"{len(result.commits):,}")
    table.add_row("of them more than once", f"{result.doubled:,}")
    table.add_row("orders/s by the clock, kills included", f"{result.orders / result.spent_s:,.0f}")
    table.add_row("`orderlane verify`", result.verified or "ledger and OMS agree")
    console.print(table)
    console.print("good" if result.good else f"NOT GOOD: {result.told}")


@click.command()
@click.option("--orders", default=20_000, show_default=True)
@click.option("--kills", default=3, show_default=True)
@click.option("--seed", default=1, show_default=True, help="What the moments come from.")
def main(orders: int, kills: int, seed: int) -> None:
    """Import and kill; exit 1 unless each order is in the OMS's journal once."""
    console = Console(highlight=False)
    with exit_on_sigterm(), tempfile.TemporaryDirectory(prefix="import") as folder:
        result = attack(Path(folder), orders, kills, seed, console)
    show(result, console)
    sys.exit(0 if result.good else 1)


if __name__ == "__main__":
    main()
