"""`python -m tests.simulation --seeds 10000`: many seeds, their figures, and what failed."""

import sys

import click
from rich.console import Console
from rich.progress import Progress, track
from rich.table import Table

from tests.simulation import swarm
from tests.simulation.figures import Figures
from tests.simulation.mutants import MUTANTS
from tests.simulation.play import play


@click.command()
@click.option("--seeds", default=1_000, help="How many seeds to play.")
@click.option("--first", default=0, help="The first of them.")
@click.option("--jobs", default=2, help="Processes to play them in.")
@click.option("--seed", default=None, type=int, help="Play this one, telling every step.")
@click.option("--mutants", is_flag=True, help="Show which builds without a guard are caught.")
def main(seeds: int, first: int, jobs: int, seed: int | None, mutants: bool) -> None:
    """Play seeds of the simulation; exit 1 when one of them fails."""
    console = Console()
    wanted = range(first, first + seeds)
    if seed is not None:
        sys.exit(_tell(seed))
    sys.exit(_kill(console, wanted, jobs) if mutants else _many(console, wanted, jobs))


def _tell(seed: int) -> int:
    result = play(seed, tell=click.echo)
    click.echo(result.options.shown())
    click.echo(f"trace {result.trace}")
    for kind, found in result.faults.items():
        click.echo(f"{kind}: {found}")
    return 1 if result.faults else 0


def _many(console: Console, wanted: range, jobs: int) -> int:
    figures = Figures()
    with Progress(console=console) as progress:
        task = progress.add_task("seeds", total=len(wanted))
        for result in swarm.results(wanted, jobs):
            figures.add(result)
            progress.update(task, advance=1, description=f"seeds, {len(figures.failed)} failed")
    figures.show(console)
    return 1 if figures.failed else 0


def _kill(console: Console, wanted: range, jobs: int) -> int:
    table = Table("mutant", "caught", "seeds needed", "by")
    found = list(track(swarm.hunts(wanted, jobs), "mutants", len(MUTANTS), console=console))
    for mutant, (seeds, kinds) in zip(MUTANTS, found, strict=True):
        table.add_row(mutant.name, "yes" if kinds else "NO", str(seeds), ", ".join(kinds))
    console.print(table)
    return 0 if all(kinds for _, kinds in found) else 1


if __name__ == "__main__":
    main()
