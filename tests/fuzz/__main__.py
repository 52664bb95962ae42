"""`python -m tests.fuzz`: fire at the door of every dialect for a while, and say what came of it."""

import sys
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from orderlane.embedded import embedded_redis
from orderlane.processes import exit_on_sigterm
from tests.fuzz.cases import case
from tests.fuzz.rig import FuzzRig, under_fire


@click.command()
@click.option("--seconds", default=300.0, show_default=True, help="How long to fire.")
@click.option("--seed", default=1, show_default=True, help="What all cases come from.")
@click.option("--only", type=int, help="Fire this one case again, and show it.")
def main(seconds: float, seed: int, only: int | None) -> None:
    """Fire at the door; exit 1 when a status was not allowed, or what was stored is not what was accepted."""
    console = Console()
    with exit_on_sigterm(), tempfile.TemporaryDirectory(prefix="fuzz") as folder:
        place = Path(folder)
        (place / "redis").mkdir()
        (place / "door").mkdir()
        with embedded_redis(place / "redis") as redis, under_fire(place / "door", redis) as rig:
            if only is not None:
                console.print(case(seed, only), soft_wrap=True)
                numbers, wrong = 1, [(only, rig.fire(seed, only))]
            else:
                numbers, wrong = _fire(rig, seconds, seed, console)
            log = (place / "door" / "gunicorn.log").read_text(errors="replace")
    found = [f"case {number}: {fault}" for number, fault in wrong if fault]
    _report(rig, numbers, seed, found, log.count("Traceback"), console)
    sys.exit(1 if found else 0)


def _fire(
    rig: FuzzRig, seconds: float, seed: int, console: Console
) -> tuple[int, list[tuple[int, str]]]:
    number, wrong, started = 0, [], time.monotonic()
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=seconds)
        while (spent := time.monotonic() - started) < seconds and len(wrong) < 20:
            if fault := rig.fire(seed, number):
                wrong.append((number, fault))
            number += 1
            if number % 50 == 0:
                counts = " ".join(f"{status}:{n}" for status, n in sorted(rig.counts.items()))
                bar.update(task, completed=spent, description=f"{number} cases  {counts}")
    return number, wrong


def _report(
    rig: FuzzRig, numbers: int, seed: int, found: list[str], tracebacks: int, console: Console
) -> None:
    console.print(f"seed {seed}, {numbers} cases, {sum(rig.counts.values())} answers")
    console.print("by status: " + ", ".join(f"{s}: {n}" for s, n in sorted(rig.counts.items())))
    console.print("by kind: " + ", ".join(f"{k}: {n}" for k, n in sorted(rig.kinds.items())))
    console.print(f"stored: {rig.stored.total()}; tracebacks in the receiver's log: {tracebacks}")
    console.print(
        "\n".join(found) or "only allowed answers; stored is what was accepted", markup=False
    )


main()
