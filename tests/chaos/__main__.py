"""`python -m tests.chaos`: attack the whole house for a while, then prove what came of it."""

import logging
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from orderlane.processes import exit_on_sigterm
from tests.chaos.house import GUARDS, House
from tests.chaos.report import print_result
from tests.chaos.run import Plan, Result, Run
from tests.chaos.stock import figures_of_stock


@click.command()
@click.option("--seconds", default=600.0, show_default=True, help="How long to attack.")
@click.option("--seed", default=1, show_default=True, help="What all choices come from.")
@click.option("--rate", default=2.0, show_default=True, help="New orders a second.")
@click.option("--scale", default=0.05, show_default=True, help="ORDERLANE_TIME_SCALE.")
@click.option("--pause", default=1.0, show_default=True, help="Mean pause between blows, in s.")
@click.option("--least", default=3, show_default=True, help="How often each kind must have fired.")
@click.option(
    "--without", default="", type=click.Choice(["", *GUARDS]), help="Take a guard away: red."
)
@click.option("--only", multiple=True, metavar="BLOW", help="Deal only this one; repeatable.")
@click.option(
    "--stock", default=0.0, help="So many seconds of it on a plain Celery task, beside it."
)
def main(
    seconds: float,
    seed: int,
    rate: float,
    scale: float,
    pause: float,
    least: int,
    without: str,
    only: tuple[str, ...],
    stock: float,
) -> None:
    """Attack the whole house; exit 1 when anything was lost, doubled, reordered, stuck."""
    logging.getLogger("orderlane").setLevel(logging.ERROR)
    console = Console()
    deck = dict.fromkeys(only, 1) or None
    pauses_s = (pause * 0.2, pause * 1.8)
    plan = Plan(seconds, seed, rate, scale, pauses_s, least, least, without, deck=deck)
    with exit_on_sigterm(), tempfile.TemporaryDirectory(prefix="chaos") as folder:
        result = attack(plan, Path(folder), console)
        beside = None
        if stock:
            shorter = replace(plan, seconds=stock)
            beside = figures_of_stock(shorter, Path(folder) / "stock", console)
    print_result(result, console, beside)
    sys.exit(0 if result.good else 1)


def attack(plan: Plan, folder: Path, console: Console) -> Result:
    """Play one run with a progress bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    house = House(folder / "house", scale=plan.scale, without=plan.without)
    with house, Progress(*columns, console=console) as bar:
        task = bar.add_task("attack", total=plan.seconds)

        def tell(elapsed: float, blow: str, answered: int, orders: int) -> None:
            words = f"{orders} orders, {answered} answered 2xx; {blow or 'no blow':<16}"
            bar.update(task, completed=min(elapsed, plan.seconds), description=words)

        return Run(house, plan, tell).play()


if __name__ == "__main__":
    main()
