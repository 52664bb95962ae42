"""`orderlane source`: what is declared, what would become of a delivery, and the seals' proof."""

import json
from typing import Any, BinaryIO, Final

import click
from rich.console import Console
from rich.table import Table

from orderlane.options import output_option

_WHERE: Final = ("dialect", "name", "by", "result")


@click.group()
def source() -> None:
    """Look at the sources, and try one without a sender."""


@source.command("list", epilog="Example:  orderlane source list --output json")
@output_option
def listed(output: str) -> None:
    """List the declared sources."""
    from config.settings import load
    from webhooks.senders import installed, senders

    found = [
        {
            "name": one.source.name,
            "dialect": one.dialect.name,
            "store": one.source.store,
            "secrets": [ref.reference for ref in one.source.secrets],
            "path": f"/webhooks/{one.source.name}" if one.source.secrets else "",
        }
        for one in senders(load(), installed()).values()
    ]
    _show(found, ("name", "dialect", "store", "secrets", "path"), output)


@source.command(
    epilog="Examples:  orderlane source check acme-shop   ·   "
    "orderlane source check acme-shop --topic orders/create --file order.json"
)
@click.argument("name")
@click.option("--topic", help="The topic to send it under, where the body does not tell.")
@click.option("--file", type=click.File("rb"), help="A real body, instead of the dialect's own.")
@output_option
def check(name: str, topic: str | None, file: BinaryIO | None, output: str) -> None:
    """Say step by step what would become of a delivery of NAME; touches neither ledger nor OMS."""
    from config.settings import load
    from orderlane.source_check import check as steps_of
    from orderlane.source_check import told

    steps = told(steps_of(load(), name, topic=topic, raw=file.read() if file else None))
    shown = [{**step, "ok": "ok" if step["ok"] else "fails"} for step in steps]
    if output == "json":
        click.echo(json.dumps(steps, indent=2))
    else:
        _show(shown, ("step", "ok", "found", "remedy"), output)
    if not all(step["ok"] for step in steps):
        raise SystemExit(1)


@source.command("test-vectors", epilog="Example:  orderlane source test-vectors")
@output_option
def test_vectors(output: str) -> None:
    """Hold every dialect against seals that others made; exit 1 when one does not hold."""
    from sources.vectors import FITS, dialect_of, judge, vectors

    found = [
        {
            "dialect": one.dialect,
            "name": one.name,
            "by": one.by,
            "result": judge(one, dialect_of(one)),
        }
        for one in vectors()
    ]
    _show(found, _WHERE, output)
    if any(row["result"] != FITS for row in found):
        raise SystemExit(1)


def _show(rows: list[dict[str, Any]], columns: tuple[str, ...], output: str) -> None:
    if output == "json":
        click.echo(json.dumps(rows, indent=2))
        return
    table = Table(*columns)
    for row in rows:
        values = (row[name] for name in columns)
        table.add_row(*(", ".join(one) if isinstance(one, list) else str(one) for one in values))
    Console().print(table)
