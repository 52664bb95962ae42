"""What a person asks of the whole book: events, the balance, whether it holds."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich.console import Console

from config.settings import ConfigError
from desk.book import Book
from oms_client import OmsClient
from orderlane.options import output_option
from orderlane.verify import verify as check


@click.command(epilog="Example:  orderlane balance")
@output_option
def balance(output: str) -> None:
    """Show received = done + duplicate + ... ; exit 1 when it does not close."""
    book = Book.opened()
    found = book.views.balance(book.settings.stores)
    if output == "json":
        click.echo(json.dumps({**asdict(found), "difference": found.difference}, indent=2))
    else:
        ends = " + ".join(f"{number} {name}" for name, number in found.outcomes.items())
        click.echo(f"{found.received} received + {found.derived} derived = {ends}")
    if found.difference:
        raise SystemExit(1)


@click.command(epilog="Examples:  orderlane verify   ·   orderlane verify --hours 24 --output json")
@click.option("--hours", default=24.0, show_default=True, help="How far back in the OMS's lists.")
@click.option(
    "--whole", is_flag=True, help="This holds everything: report what the OMS lacks, too."
)
@output_option
def verify(hours: float, whole: bool, output: str) -> None:
    """Recount the events, compare with counters and the OMS's lists; exit 1 on a difference."""
    book = Book.opened()
    client = OmsClient(book.settings.oms_url, book.settings.oms_key.value)
    since = datetime.now(UTC) - timedelta(hours=hours)
    with Console(stderr=True).status("reading the ledger and the OMS's lists"):
        found = check(book.views, client, book.settings.stores, since, young=whole, whole=whole)
    client.close()
    if output == "json":
        click.echo(json.dumps({"differences": found}, indent=2))
    else:
        click.echo("\n".join(found) or "no difference: every object in the OMS has its one effect")
    if found:
        raise SystemExit(1)


@click.command(
    epilog="Examples:  orderlane event 17-9c1e…   ·   orderlane event 17-9c1e… --body > body.json"
)
@click.argument("event_id", metavar="EVENT")
@click.option("--body", is_flag=True, help="Write the body as it came (it holds personal data).")
def event(event_id: str, body: bool) -> None:
    """Show what is on record of one EVENT."""
    book = Book.opened()
    record = book.views.event(event_id)
    if not record:
        raise ConfigError(f"no event {event_id} is on record")
    if body:
        sys.stdout.buffer.write(record["body"])
        return
    click.echo(json.dumps(_outside(book, event_id), indent=2))


def _outside(book: Book, event_id: str) -> dict[str, Any]:
    """Return an event's record without its body and payload, the time of receipt in UTC."""
    record = book.views.event(event_id)
    at = datetime.fromtimestamp(int(record["received"]) / 1000, UTC).isoformat()
    hidden = {"body", "data", "envelope"}
    shown = {name: value for name, value in record.items() if name not in hidden}
    return {"event": event_id, "at": at, **shown}
