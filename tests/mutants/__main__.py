"""`python -m tests.mutants`: builds without one guard, the level that catches each, and after how many runs."""

import sys
from collections.abc import Iterator
from typing import NamedTuple

import click
from rich.console import Console
from rich.progress import track

from tests.model.search import search
from tests.model.variants import MUTANTS as OF_THE_MODEL
from tests.mutants.scripts import MUTANTS as OF_THE_SCRIPTS
from tests.mutants.scripts import hunts as hunts_of_scripts
from tests.simulation import swarm
from tests.simulation.mutants import MUTANTS as OF_THE_WORKER

NUMBER = len(OF_THE_MODEL) + len(OF_THE_SCRIPTS) + 1 + len(OF_THE_WORKER)
ROW = "| {:<44} | {:<26} | {:>14} | {:<34} |"


class Hunted(NamedTuple):
    """One build. runs: how many were needed, with their unit; by: what was seen, '' when nothing."""

    mutant: str
    level: str
    runs: str
    by: str
    whole: bool = False

    @property
    def as_it_should(self) -> bool:
        """A build without a guard is caught, the whole one is not."""
        return bool(self.by) is not self.whole


def hunted(seeds: int, jobs: int) -> Iterator[Hunted]:
    """Yield what became of every mutant, level by level."""
    for variant in OF_THE_MODEL:
        found = search(variant)
        yield Hunted(variant.name, "model", f"{found.states} states", found.broken)
    for mutant, runs, caught in hunts_of_scripts():
        by = "parts from the reference" if caught else ""
        yield Hunted(mutant.name, "scripts and reference", f"{runs} runs", by, mutant.whole)
    for mutated, (runs, kinds) in zip(OF_THE_WORKER, swarm.hunts(range(seeds), jobs), strict=True):
        yield Hunted(mutated.name, "simulation", f"{runs} seeds", ", ".join(kinds))


@click.command()
@click.option(
    "--seeds", default=1_000, show_default=True, help="At most, for each simulated build."
)
@click.option("--jobs", default=2, show_default=True, help="Processes to simulate in.")
def main(seeds: int, jobs: int) -> None:
    """Hunt every mutant; exit 1 when one gets away, or the whole build is caught."""
    progress = Console(stderr=True)
    rows = list(track(hunted(seeds, jobs), "builds", NUMBER, console=progress))
    click.echo(ROW.format("build", "level", "runs needed", "caught by"))
    click.echo(ROW.format("---", "---", "---:", "---"))
    for row in rows:
        click.echo(ROW.format(*row[:3], row.by or "nothing"))
    missed = [row for row in rows if not row.as_it_should]
    click.echo(f"{len(rows) - 1} mutants, {len(missed)} not as they should be")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
