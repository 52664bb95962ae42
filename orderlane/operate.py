"""What a person does about parked events: one, some, or all that a filter names."""

import getpass
import json
import sys
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import click

from desk.audit import deeds
from desk.batch import Batch, carry_out
from desk.book import Book
from desk.filters import Filter, matching
from ledger.operator import Order
from orderlane.filters import filter_of, filter_options
from orderlane.options import output_option
from orderlane.parked import print_events

Command = TypeVar("Command", bound=Callable[..., Any])

SHOWN: Final = 10
_MOST: Final = 10_000


def who_and_why(command: Command) -> Command:
    """Give a command the options that every verb needs."""
    for option in reversed(
        (
            click.option("--why", required=True, help="Kept in the timeline and the audit log."),
            click.option("--who", default=getpass.getuser, show_default="you"),
            click.option(
                "--request-id", default=lambda: uuid.uuid4().hex, help="A repeat does nothing."
            ),
        )
    ):
        command = option(command)
    return command


def many_options(command: Command) -> Command:
    """Give a command the options of doing it to many."""
    for option in reversed(
        (
            click.option("--limit", default=1000, show_default=True, type=click.IntRange(1, _MOST)),
            click.option("--dry-run", is_flag=True, help="Only list what would be done."),
            click.option("--yes", is_flag=True, help="Do not ask."),
        )
    ):
        command = option(command)
    return command


def _verb(name: str, help_text: str, metavar: str = "EVENT") -> click.Command:
    @click.command(
        name,
        help=f"{help_text} Name {metavar}s, or options that say which are meant.",
        epilog=f"Examples:  orderlane {name} 17-9c1e… --why 'seen in the OMS'   ·   "
        f"orderlane {name} --reason REFUSED_INVALID --since 2h --why 'tax table mended' --dry-run",
    )
    @click.argument("subjects", metavar=f"[{metavar}]...", nargs=-1)
    @filter_options
    @who_and_why
    @many_options
    @output_option
    def command(subjects: tuple[str, ...], **told: Any) -> None:
        run_verb(name, subjects, told)

    return command


def run_verb(
    name: str, subjects: tuple[str, ...], told: dict[str, Any], *, unverified: bool = False
) -> None:
    """Do a verb to what is named, or to all that the options name; exit 1 when some were refused."""
    book, wanted = Book.opened(), filter_of(told)
    order = Order(told["request_id"], told["who"], told["why"])
    chosen = _named(book, name, subjects) if subjects else _meant(book, name, wanted, told)
    if told["dry_run"] or not chosen:
        if subjects:
            click.echo("\n".join(f"would {name}: {one}" for one in chosen))
        return
    batch = Batch(name, order, unverified=unverified)
    with click.progressbar(
        carry_out(book, batch, chosen),
        length=len(chosen),
        label=name,
        file=sys.stderr,
        hidden=len(chosen) == 1,
    ) as bar:
        ends = list(bar)
    refused = [end for end in ends if end.refused]
    if told["output"] == "json":
        click.echo(json.dumps([asdict(end) for end in ends], indent=2))
    else:
        _tell(name, ends)
    sys.exit(1 if refused else 0)


def _named(book: Book, verb: str, subjects: tuple[str, ...]) -> list[str]:
    return [book.find_lane(one) for one in subjects] if verb == "drop" else list(subjects)


def _meant(book: Book, verb: str, wanted: Filter, told: dict[str, Any]) -> list[str]:
    """Return the subjects a filter names, after they were shown and, unless told, asked for."""
    if wanted == Filter():
        raise click.UsageError(
            "name what is meant, or say which by --reason, --source, --since ..."
        )
    found = matching(book, wanted, limit=told["limit"])
    if told["output"] == "table":
        print_events(found[:SHOWN])
        click.echo(f"{len(found)} parked" + (f", {SHOWN} of them shown" * (len(found) > SHOWN)))
    if found and not told["dry_run"] and not told["yes"]:
        click.confirm(f"{verb} these {len(found)}?", abort=True, err=True)
    return list(dict.fromkeys(one.lane if verb == "drop" else one.event_id for one in found))


def _tell(name: str, ends: list[Any]) -> None:
    for end in ends:
        if end.refused:
            click.echo(f"not done: {end.subject}: {end.refused}", err=True)
        elif len(ends) <= SHOWN:
            known = f" ({end.known})" if end.known else ""
            click.echo(f"{name}: {end.subject}{known}" + " (before)" * (end.result == "repeated"))
    if len(ends) > 1:
        click.echo(f"{sum(not end.refused for end in ends)} of {len(ends)} done")


retry = _verb("retry", "Let a parked event's order go on with it.")
skip = _verb("skip", "Settle a parked event without doing it.")
drop = _verb("drop", "Skip all that waits in a parked order, and bar a later create.", "ORDER")


@click.command(
    "mark-done",
    epilog="Examples:  orderlane mark-done 17-9c1e… --why 'made by hand'   ·   "
    "orderlane mark-done --reason CREATE_IN_DOUBT --why 'all are there' --dry-run",
)
@click.argument("subjects", metavar="[EVENT]...", nargs=-1)
@filter_options
@who_and_why
@click.option("--unverified", is_flag=True, help="Do not read the OMS: your word alone counts.")
@many_options
@output_option
def mark_done(subjects: tuple[str, ...], unverified: bool, **told: Any) -> None:
    """Settle a parked EVENT as done by other means, once a read of the OMS shows that it is so."""
    if unverified:
        click.echo("the OMS is not read: the order goes on as if it were so", err=True)
    run_verb("mark-done", subjects, told, unverified=unverified)


@click.command(epilog="Example:  orderlane audit --limit 20 --output json")
@click.option("--before", default="", help="Before this cursor, as the page before told it.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, _MOST))
@output_option
def audit(before: str, limit: int, output: str) -> None:
    """Show who did what, why and when, the latest first."""
    with Book.opened(to_read=True) as book:
        found = deeds(book, before=before, limit=limit)
    if output == "json":
        rows = [{**asdict(deed), "cursor": deed.cursor} for deed in found]
        click.echo(json.dumps(rows, indent=2))
        return
    for deed in found:
        at = datetime.fromtimestamp(deed.at / 1000, UTC).isoformat(" ", "seconds")[:19]
        click.echo(f"{at}  {deed.who}  {deed.verb} {deed.subject}: {deed.result}  ({deed.why})")
