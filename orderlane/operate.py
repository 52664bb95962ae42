"""What a person does about a parked event."""

import getpass
import uuid
from collections.abc import Callable
from typing import Any, Final

import click

from desk.book import Book
from ledger.operator import Operator, Order


def _verb(name: str, help_text: str, act: Callable[[Operator, str, Order], Any]) -> click.Command:
    @click.command(
        name, help=help_text, epilog=f"Example:  orderlane {name} 17-9c1e… --why 'seen in the OMS'"
    )
    @click.argument("event")
    @click.option("--why", required=True, help="Kept in the order's timeline.")
    @click.option("--who", default=getpass.getuser, show_default="you")
    @click.option("--request-id", default=lambda: uuid.uuid4().hex, help="A repeat does nothing.")
    def command(event: str, why: str, who: str, request_id: str) -> None:
        book = Book.opened()
        book.ring(act(Operator(book.ledger), event, Order(request_id, who, why)))
        click.echo(f"{name}: {event}")

    return command


retry = _verb("retry", "Let a parked EVENT's order go on with it.", Operator.retry)
skip = _verb("skip", "Settle a parked EVENT without doing it.", Operator.skip)
mark_done = _verb("mark-done", "Settle a parked EVENT as done by other means.", Operator.mark_done)


@click.command(epilog="Example:  orderlane drop 2043 --why 'test order'")
@click.argument("wanted", metavar="ORDER")
@click.option("--why", required=True)
@click.option("--who", default=getpass.getuser, show_default="you")
def drop(wanted: str, why: str, who: str) -> None:
    """Skip everything that waits for a parked ORDER and bar a later create."""
    book = Book.opened()
    lane = book.find_lane(wanted)
    Operator(book.ledger).drop(lane, Order(uuid.uuid4().hex, who, why))
    click.echo(f"dropped: {lane}")


COMMANDS: Final[tuple[click.Command, ...]] = (retry, skip, mark_done, drop)
