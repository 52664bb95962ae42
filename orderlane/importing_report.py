"""What a person sees of an import: a bar while it runs, totals at its end."""

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

LINES: Final = 60
"""Of the table; the rest is one line. `--output json` has all."""

Totals = dict[str, list[int]]


def count(totals: Totals, order: Any) -> None:
    """Add an order to the totals by day, status and currency."""
    day = (order.importedCreationDate or "no date")[:10]
    line = totals.setdefault(f"{day}|{order.orderStatus}|{order.currency}", [0, 0])
    line[0] += 1
    for item in order.orderItems:
        facts = item.itemSpecifics
        line[1] += round(facts.actualPrice * 100) * facts.quantity


class Rows(ProgressColumn):
    """Shows how many rows, and how many a second."""

    def render(self, task: Task) -> Text:
        """Return the column's text."""
        rows, spent = task.fields["rows"], task.elapsed or 0.0
        since = rows - task.fields["before"]
        return Text(f"{rows:,} rows  {since / spent if spent else 0:,.0f}/s")


def bar(console: Console) -> Progress:
    """Return a progress bar over the bytes of the file."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        Rows(),
        TimeRemainingColumn(),
        console=console,
    )


def table(totals: Totals) -> Table:
    """Return the totals, the days in their order."""
    shown = Table("day", "status", "currency", "orders", "goods")
    for name in ("orders", "goods"):
        next(column for column in shown.columns if column.header == name).justify = "right"
    ordered = sorted(totals.items())
    for key, (orders, cents) in ordered[:LINES]:
        shown.add_row(*key.split("|"), f"{orders:,}", _money(cents))
    rest = ordered[LINES:]
    if rest:
        shown.add_row(f"{len(rest)} more lines", "", "", f"{sum(one[1][0] for one in rest):,}", "")
    return shown


def sentence(rows: int, refused: int, outcomes: Mapping[str, int], rejects: str) -> str:
    """Return what became of the rows."""
    told = [f"{rows:,} rows: {rows - refused:,} fit, {refused:,} refused"]
    told += [f"refused rows, with their errors: {rejects}"] if refused else []
    told += [", ".join(f"{number:,} {word}" for word, number in outcomes.items())]
    return "\n".join(line for line in told if line)


def _money(cents: int) -> str:
    return f"{cents // 100:,}.{cents % 100:02}"
