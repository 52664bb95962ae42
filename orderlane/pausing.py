"""`orderlane pause` and `resume`: the OMS, a source, or one order; the door goes on taking in."""

import json
from datetime import UTC, datetime
from typing import Any

import click

from desk.book import Book
from desk.verbs import OMS, SOURCE, act
from ledger.operator import Order
from orderlane.operate import who_and_why
from orderlane.options import output_option


def _verb(name: str, help_text: str) -> click.Command:
    @click.command(
        name,
        help=help_text,
        epilog=f"Examples:  orderlane {name} oms --why 'maintenance'   ·   "
        f"orderlane {name} source:acme-shop --why 'wrong prices'   ·   "
        f"orderlane {name} 2043 --why 'the customer is on the phone'",
    )
    @click.argument("what", metavar="oms|source:NAME|ORDER")
    @who_and_why
    def command(what: str, **told: Any) -> None:
        book = Book.opened()
        subject = what if what == OMS or what.startswith(SOURCE) else book.find_lane(what)
        order = Order(told["request_id"], told["who"], told["why"])
        acted = act(book, name, subject, order)
        click.echo(f"{name}: {subject}" + " (before)" * (acted.result == "repeated"))

    return command


pause = _verb(
    "pause",
    "Stop what needs the OMS, comes from a source, or belongs to an order; it waits visibly.",
)
resume = _verb("resume", "Let what was paused go on.")


@click.command(epilog="Example:  orderlane paused --output json")
@output_option
def paused(output: str) -> None:
    """Show what a person has paused, who, why and since when."""
    book = Book.opened()
    found = book.views.pauses(book.stores)
    if output == "json":
        click.echo(json.dumps(found, indent=2))
        return
    for one in found:
        at = datetime.fromtimestamp(one["at"] / 1000, UTC).isoformat(" ", "seconds")[:19]
        click.echo(f"{one['subject']}  since {at}  by {one['who']}: {one['why']}")
    if not found:
        click.echo("nothing is paused")
