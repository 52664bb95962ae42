"""`orderlane quarantine`: look at what no lane has, read it again, let it go."""

import getpass
import json
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from config.settings import ConfigError
from desk.book import Book
from ledger.quarantine import Kept, Quarantine
from orderlane.options import output_option

_COLUMNS: Final = ("event", "source", "topic", "why", "received", "bytes")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which of quarantine are meant. since_ms: unix milliseconds."""

    source: str | None = None
    reason: str | None = None
    since_ms: int = 0

    def of(self, book: Book) -> list[Kept]:
        """Return those of a ledger, in the order of receipt."""
        settings = book.settings
        found = Quarantine(book.ledger).listed(settings.stores, settings.sources)
        return [
            kept
            for kept in found
            if self.source in (None, kept.source)
            and self.reason in (None, kept.reason)
            and kept.received >= self.since_ms
        ]


@click.group()
def quarantine() -> None:
    """What no order has: sealed but unreadable or unknown, and refused but kept."""


def _filter_options(command: Any) -> Any:
    for option in (
        click.option("--source", help="Only of this source."),
        click.option("--reason", help="Only these: BAD_SEAL, UNREADABLE, UNKNOWN_TOPIC, ..."),
        click.option("--since", type=click.DateTime(), help="Only what came since (UTC)."),
    ):
        command = option(command)
    return command


def _wanted(source: str | None, reason: str | None, since: datetime | None) -> Filter:
    since_ms = int(since.replace(tzinfo=UTC).timestamp() * 1000) if since else 0
    return Filter(source, reason, since_ms)


@quarantine.command(
    "list", epilog="Example:  orderlane quarantine list --reason BAD_SEAL --output json"
)
@_filter_options
@output_option
def listed(source: str | None, reason: str | None, since: datetime | None, output: str) -> None:
    """List what is in quarantine, in the order of receipt."""
    book = Book.opened()
    found = _wanted(source, reason, since).of(book)
    if output == "json":
        click.echo(json.dumps([_outside(kept) for kept in found], indent=2))
        return
    table = Table(*_COLUMNS)
    for kept in found:
        told = _outside(kept)
        table.add_row(
            *(str(told[name]) for name in ("id", "source", "topic", "reason", "at", "size"))
        )
    Console().print(table)


@quarantine.command(epilog="Example:  orderlane quarantine show 17-9c1e… --body > body.json")
@click.argument("event")
@click.option("--body", is_flag=True, help="Write the body as it came (it holds personal data).")
def show(event: str, body: bool) -> None:
    """Show one EVENT of quarantine, and what would become of it today."""
    from orderlane.recheck import recheck

    book = Book.opened()
    kept = Quarantine(book.ledger).one(event)
    if kept is None:
        raise ConfigError(f"{event} is not in quarantine: orderlane quarantine list")
    if body:
        sys.stdout.buffer.write(kept.body)
        return
    fate = next(recheck(book, [kept], dry_run=True))
    click.echo(
        json.dumps({**_outside(kept), "headers": kept.headers, "today": fate.told()}, indent=2)
    )


@quarantine.command(epilog="Example:  orderlane quarantine drop 17-9c1e… --why 'a scanner'")
@click.argument("events", nargs=-1, required=True, metavar="EVENT...")
@click.option("--why", required=True, help="Kept with the event.")
@click.option("--who", default=getpass.getuser, show_default="you")
def drop(events: tuple[str, ...], why: str, who: str) -> None:
    """Take EVENTs out of quarantine for good."""
    shelf = Quarantine(Book.opened().ledger)
    gone = [event for event in events if not shelf.discard(event, who, why)]
    for event in events:
        click.echo(f"{'not in quarantine' if event in gone else 'dropped'}: {event}")
    if gone:
        raise SystemExit(1)


@quarantine.command(
    "recheck",
    epilog="Examples:  orderlane quarantine recheck --dry-run   ·   "
    "orderlane quarantine recheck --source acme-shop --reason BAD_SEAL --since 2026-11-28T20:00:00",
)
@_filter_options
@click.option("--dry-run", is_flag=True, help="Only say what would become of each.")
@output_option
def rechecked(
    source: str | None, reason: str | None, since: datetime | None, dry_run: bool, output: str
) -> None:
    """Read it all again with today's secrets and settings, and release what holds, in order of receipt."""
    from orderlane.recheck import FATES, recheck

    book = Book.opened()
    found = _wanted(source, reason, since).of(book)
    fates = list(_with_progress(recheck(book, found, dry_run=dry_run), len(found)))
    if output == "json":
        click.echo(json.dumps([fate.told() for fate in fates], indent=2))
        return
    table = Table("event", "source", "was", "now", "what to do")
    for fate in fates:
        told = fate.told()
        table.add_row(*(told[name] for name in ("id", "source", "was", "now", "remedy")))
    Console().print(table)
    counted = Counter(fate.kind for fate in fates)
    click.echo(", ".join(f"{counted[kind]} {words[dry_run]}" for kind, words in FATES.items()))


def _with_progress(fates: Any, total: int) -> Any:
    with click.progressbar(fates, length=total, label="rechecked", file=sys.stderr) as bar:
        yield from bar


def _outside(kept: Kept) -> dict[str, Any]:
    """Return what may be shown of one: not its body."""
    return {
        "id": kept.id,
        "source": kept.source,
        "dialect": kept.dialect,
        "topic": kept.topic,
        "reason": kept.reason,
        "state": kept.state,
        "at": datetime.fromtimestamp(kept.received / 1000, UTC).isoformat(timespec="milliseconds"),
        "size": len(kept.body),
    }
