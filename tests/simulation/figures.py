"""What many seeds add up to, how it is kept between two sittings, and how it is shown."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import msgspec
from rich.console import Console
from rich.table import Table

from tests.simulation.play import Result
from worker.effects.table import TABLE

KINDS = (
    "lost",
    "unapplied",
    "doubled",
    "phantom",
    "reordered",
    "different",
    "unbalanced",
    "robbed",
    "stuck",
    "needlessly parked",
)


@dataclass(slots=True)
class Figures:
    """The sum over the seeds from `first` on. failed: seed -> what was found."""

    commit: str
    first: int = 0
    seeds: int = 0
    messages: int = 0
    accepted: int = 0
    taken_in: int = 0
    cpu_s: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    parked: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    failed: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, result: Result) -> None:
        """Add one seed."""
        self.seeds += 1
        self.messages += result.messages
        self.accepted += result.accepted
        self.taken_in += result.taken_in
        self.cpu_s += result.cpu_s
        self.faults.update({kind: len(found) for kind, found in result.faults.items()})
        self.parked += result.parked
        self.fired += result.fired
        self.operations += result.operations
        self.pairs.update({f"{one}, {other}": n for (one, other), n in result.pairs.items()})
        if result.faults:
            self.failed[str(result.seed)] = result.faults

    def keep(self, path: Path) -> None:
        """Write them down, all or nothing."""
        beside = path.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(self))
        beside.replace(path)

    @classmethod
    def kept(cls, path: Path) -> Self:
        """Return what `keep` wrote."""
        told = msgspec.json.decode(path.read_bytes())
        counters = ("faults", "parked", "fired", "operations", "pairs")
        return cls(**{**told, **{name: Counter(told[name]) for name in counters}})

    def show(self, console: Console) -> None:
        """Print the figures, the coverage, and how to repeat what failed."""
        console.print(
            f"seeds {self.first} to {self.first + self.seeds - 1} of commit {self.commit}: "
            f"{self.seeds} seeds, {self.messages} events, {self.accepted} accepted, "
            f"{self.taken_in} deliveries taken in; {self.cpu_s:.0f} s of CPU",
            soft_wrap=True,
        )
        console.print(_table("found", {kind: self.faults[kind] for kind in KINDS}))
        console.print(_table("parked for cause", self.parked))
        console.print(_table("faults that struck", self.fired))
        console.print(_table("commits", {name: self.operations[name] for name in TABLE}))
        console.print(f"{len(self.pairs)} pairs of operations in a row of {len(TABLE) ** 2}")
        for seed, found in sorted(self.failed.items()):
            console.print(f"seed {seed}: {found}", markup=False)
            console.print(f"  python -m tests.simulation --seed {seed}", markup=False)


def _table(title: str, numbers: dict[str, int]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    table.add_column("times", justify="right")
    for name, number in sorted(numbers.items(), key=lambda pair: -pair[1]):
        table.add_row(name, str(number))
    return table
