"""`orderlane order`: the black box of one order."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from desk.black_box import black_box
from desk.book import Book
from orderlane.options import output_option
from orderlane.order_text import lines_of


@click.group()
def order() -> None:
    """Look at one order."""


@order.command(
    epilog="Examples:  orderlane order show 2043   ·   orderlane order show 1Z999 --output json"
)
@click.argument("wanted", metavar="ORDER")
@output_option
def show(wanted: str, output: str) -> None:
    """Show what happened to ORDER, why it waits, and what would move it.

    ORDER is its id or number, a shipment, a tracking number, or one of the OMS's own numbers;
    STORE/ORDER where several stores have it.
    """
    with Book.opened(to_read=True) as book:
        box = black_box(book, book.find_lane(wanted))
    if output == "json":
        click.echo(json.dumps(asdict(box), indent=2))
        return
    for line in lines_of(box):
        click.echo(line)


@order.command(
    epilog="Example:  orderlane order export 2043 --file 2043.json   (no personal data is in it)"
)
@click.argument("wanted", metavar="ORDER")
@click.option(
    "--file", "path", type=click.Path(path_type=Path), help="Default: orderlane-order-ORDER.json"
)
def export(wanted: str, path: Path | None) -> None:
    """Write one file about ORDER for the OMS vendor's support; personal data is masked."""
    from desk.export import export as exported

    with Book.opened(to_read=True) as book:
        lane = book.find_lane(wanted)
        told = exported(book, lane)
    target = path or Path(f"orderlane-order-{lane.rpartition(':')[2]}.json")
    target.write_text(json.dumps(told, indent=2) + "\n")
    click.echo(f"{target}: bodies and payloads are masked; read it before you send it")
