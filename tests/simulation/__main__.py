"""`python -m tests.simulation --seeds 10000`: many seeds, their figures, and what failed."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn, track
from rich.table import Table

from tests.commit import commit
from tests.simulation import crashes as dying
from tests.simulation import swarm
from tests.simulation.figures import Figures
from tests.simulation.mutants import MUTANTS
from tests.simulation.play import play

SITTING = 100
"""Seeds after which the figures are written down."""


@click.command(epilog="To go on with a long run: the same command with the same --keep file.")
@click.option("--seeds", default=1_000, show_default=True, help="How many seeds to play.")
@click.option("--first", default=0, show_default=True, help="The first of them.")
@click.option("--jobs", default=2, show_default=True, help="Processes to play them in.")
@click.option("--keep", default=None, type=Path, help="Write the figures here, and go on from it.")
@click.option("--seed", default=None, type=int, help="Play this one, telling every step.")
@click.option("--mutants", is_flag=True, help="Show which builds without a guard are caught.")
@click.option("--crashes", is_flag=True, help="Let a process die at each of its port calls, once.")
@click.option("--pairs", default=500, show_default=True, help="With --crashes: runs of two deaths.")
def main(
    seeds: int,
    first: int,
    jobs: int,
    keep: Path | None,
    seed: int | None,
    mutants: bool,
    crashes: bool,
    pairs: int,
) -> None:
    """Play seeds of the simulation; exit 1 when one of them fails."""
    console = Console()
    wanted = range(first, first + seeds)
    if seed is not None:
        sys.exit(_tell(seed))
    if crashes:
        sys.exit(_die(console, jobs, pairs))
    sys.exit(_kill(console, wanted, jobs) if mutants else _many(console, wanted, jobs, keep))


def _tell(seed: int) -> int:
    result = play(seed, tell=click.echo)
    click.echo(result.options.shown())
    click.echo(f"trace {result.trace}")
    for kind, found in result.faults.items():
        click.echo(f"{kind}: {found}")
    return 1 if result.faults else 0


def _many(console: Console, wanted: range, jobs: int, keep: Path | None) -> int:
    figures = _begun(wanted, keep)
    columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("seeds", total=len(wanted), completed=figures.seeds)
        for sitting in swarm.sittings(wanted[figures.seeds :], jobs, SITTING):
            for result in sitting:
                figures.add(result)
                progress.update(task, advance=1, description=f"seeds, {len(figures.failed)} failed")
            if keep:
                figures.keep(keep)
    figures.show(console)
    return 1 if figures.failed else 0


def _die(console: Console, jobs: int, pairs: int) -> int:
    calm = {scenario: dying.calm(scenario) for scenario in dying.SCENARIOS}
    ports = {scenario: number for scenario, (number, _) in calm.items()}
    operations = {name for _, names in calm.values() for name in names}
    wanted = [*dying.singles(ports), *dying.pairs(ports, pairs)]
    played = track(dying.all_found(wanted, jobs), "deaths", len(wanted), console=console)
    results = list(played)
    for deaths, faults, _ in results:
        if faults:
            console.print(f"{deaths}: {faults}", markup=False)
    failed = sum(bool(faults) for _, faults, _ in results)
    console.print(
        f"{len(ports)} scenarios of {len(operations)} operations, commit {commit()}: a death at "
        f"each of {sum(ports.values())} port calls, {pairs} runs of two; "
        f"{sum(died for _, _, died in results)} died, {failed} runs failed",
        soft_wrap=True,
    )
    return 1 if failed else 0


def _begun(wanted: range, keep: Path | None) -> Figures:
    """Return the figures to go on with, which must be of this commit and these seeds."""
    if keep is None or not keep.exists():
        return Figures(commit(), wanted.start)
    figures = Figures.kept(keep)
    if (figures.commit, figures.first) != (commit(), wanted.start):
        raise click.UsageError(
            f"{keep} holds seeds from {figures.first} on of commit {figures.commit}: "
            f"take another file for seeds from {wanted.start} on of commit {commit()}"
        )
    return figures


def _kill(console: Console, wanted: range, jobs: int) -> int:
    table = Table("mutant", "caught", "seeds needed", "by")
    found = list(track(swarm.hunts(wanted, jobs), "mutants", len(MUTANTS), console=console))
    for mutant, (seeds, kinds) in zip(MUTANTS, found, strict=True):
        table.add_row(mutant.name, "yes" if kinds else "NO", str(seeds), ", ".join(kinds))
    console.print(table)
    return 0 if all(kinds for _, kinds in found) else 1


if __name__ == "__main__":
    main()
