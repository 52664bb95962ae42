"""`orderlane replay`: tell settled events again, with a plan, a canary and a rate."""

import getpass
import json
import sys
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from config.settings import ConfigError
from desk.book import Book
from desk.replay_plan import CONFLICT, Planned, Wanted, chosen, plans
from desk.replaying import CanaryParked, Run
from ledger.operator import Order
from ledger.replay import Told
from orderlane.filters import Moment
from orderlane.options import output_option

SHOWN: Final = 50
_EXAMPLES: Final = (
    "Examples:  orderlane replay --source acme-shop --since 2h --plan   ·   "
    "orderlane replay --source acme-shop --since 2026-11-28T20:00 --until 1h --canary 5 --rate 20 "
    "--why 'OMS restored'"
)


@click.command(epilog=_EXAMPLES)
@click.option("--source", required=True, help="Whose events.")
@click.option("--since", type=Moment(), required=True, help="Received since: 2h (ago), or a time.")
@click.option("--until", type=Moment(), help="Received before then.")
@click.option("--type", "kind", default="", help="Of this type, as order.created.")
@click.option("--order", "wanted", default="", help="Of this order alone.")
@click.option(
    "--plan", is_flag=True, help="Only say what would become of each; exit 1 on a conflict."
)
@click.option(
    "--canary", default=5, show_default=True, type=click.IntRange(0), help="So many first."
)
@click.option(
    "--patience", default=60.0, show_default=True, help="Seconds for these to be settled."
)
@click.option("--rate", default=5.0, show_default=True, type=click.FloatRange(0.01))
@click.option("--run", "run_id", default="", help="Go on with a run that was stopped.")
@click.option(
    "--why", default="", help="Kept in the timeline and the audit log; needed but for --plan."
)
@click.option("--who", default=getpass.getuser, show_default="you")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output_option
def replay(**told: Any) -> None:
    """Tell a source's settled events again: past the door's dedupe, never past the effects.

    Each is looked at in the OMS first. Then a few are told and must settle, then the rest.
    """
    book = Book.opened()
    some = _chosen(book, told)
    planned = _planned(book, some, told["output"])
    if told["plan"]:
        sys.exit(1 if any(one.verdict == CONFLICT for one in planned) else 0)
    if not some:
        return
    if not told["why"]:
        raise click.UsageError("--why is needed: it is kept in the timeline and the audit log")
    if not told["yes"]:
        click.confirm(f"tell these {len(some)} again?", abort=True, err=True)
    run_id = told["run_id"] or uuid.uuid4().hex[:12]
    run = Run(book, Order(run_id, told["who"], told["why"]), told["rate"])
    sys.exit(_carried_out(run, some, told))


def _chosen(book: Book, told: dict[str, Any]) -> list[Told]:
    source = told["source"]
    if source not in book.settings.sources:
        known = ", ".join(sorted(book.settings.sources))
        raise ConfigError(f"{source!r} is no source of the settings; known: {known}")
    lane = book.find_lane(told["wanted"]) if told["wanted"] else ""
    wanted = Wanted(source, told["since"], told["until"], told["kind"], lane)
    with Console(stderr=True).status("reading the ledger"):
        return chosen(book, wanted)


def _planned(book: Book, some: Sequence[Told], output: str) -> list[Planned]:
    """Look at each in the OMS, and show what would become of it."""
    with click.progressbar(
        plans(book, some), length=len(some), label="plan", file=sys.stderr, hidden=len(some) < 2
    ) as bar:
        found = list(bar)
    if output == "json":
        click.echo(json.dumps([asdict(one) for one in found], indent=2))
        return found
    table = Table("event", "order", "type", "was", "would", "what")
    for one in found[:SHOWN]:
        table.add_row(one.event, one.lane, one.type, one.state, one.verdict, one.what)
    if found:
        Console().print(table)
    counted = Counter(one.verdict for one in found)
    told = ", ".join(f"{number} {verdict}" for verdict, number in counted.most_common())
    click.echo(f"{len(found)} events: {told}" if found else "no settled event is meant")
    return found


def _carried_out(run: Run, some: list[Told], told: dict[str, Any]) -> int:
    """Tell the canary, then the rest; return the exit code."""
    first, rest = some[: told["canary"]], some[told["canary"] :]
    go_on = f"go on with --run {run.order.request_id}"
    try:
        with click.progressbar(length=len(some), label="replay", file=sys.stderr) as bar:
            run.canary(first, told["patience"], lambda: None)
            bar.update(len(first))
            run.rest(rest, lambda: bar.update(1))
    except KeyboardInterrupt:
        click.echo(f"\nstopped: {_said(run)}; {go_on}", err=True)
        return 130
    except CanaryParked as err:
        click.echo(
            f"one of the first waits for a person ({err}); the rest was not told; {go_on}", err=True
        )
        return 1
    except TimeoutError as err:
        click.echo(f"{err}; the rest was not told; {go_on}", err=True)
        return 1
    click.echo(f"{_said(run)} (run {run.order.request_id})", err=told["output"] == "json")
    return 0


def _said(run: Run) -> str:
    words = {"SAME": "told before", "GONE": "forgotten", "NOT_SETTLED": "waiting still"}
    counted = [f"{number} {words.get(one, one.lower())}" for one, number in run.outcomes.items()]
    return ", ".join(counted) or "nothing told"
