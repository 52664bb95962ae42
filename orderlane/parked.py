"""`orderlane parked`: what waits for a person."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from desk.book import Book
from desk.filters import matching
from ledger.parked import ParkedEvent
from orderlane.filters import filter_of, filter_options
from orderlane.options import output_option


@click.command(
    epilog="Examples:  orderlane parked   ·   orderlane parked --reason REFUSED_INVALID --since 2h --output json"
)
@filter_options
@click.option("--after", default="", help="Behind this cursor, as the page before told it.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
@output_option
def parked(after: str, limit: int, output: str, **told: Any) -> None:
    """List what waits for a person, the longest first."""
    found = matching(Book.opened(), filter_of(told), after=after, limit=limit)
    if output == "json":
        rows = [{**asdict(event), "cursor": event.cursor} for event in found]
        click.echo(json.dumps(rows, indent=2))
        return
    print_events(found)
    if len(found) == limit:
        click.echo(f"there may be more: --after '{found[-1].cursor}'", err=True)


def print_events(found: Sequence[ParkedEvent]) -> None:
    """Print parked events as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("event", "order", "what", "source", "why", "since (UTC)")
    for event in found:
        since = datetime.fromtimestamp(event.since / 1000, UTC).isoformat(" ", "seconds")
        named = (event.event_id, event.lane, event.type, event.source, event.reason)
        table.add_row(*named, since.removesuffix("+00:00"))
    Console().print(table)
