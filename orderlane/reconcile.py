"""`orderlane reconcile`: storefront, ledger and OMS compared; a report, and on demand a repair."""

import csv
import json
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Table

from config.settings import ConfigError
from desk.book import Book
from desk.reconcile import Difference, Reconciler
from desk.reconcile_repair import NOTHING, repair, repair_of
from orderlane.filters import Moment
from storefronts.errors import SourceError
from worker.app import app
from worker.outcomes import GateShut
from worker.runtime import Runtime, build

COLUMNS: Final = ("store", "order", "what", "field", "storefront", "oms", "ledger", "repair")
_EXAMPLES: Final = (
    "Examples:  orderlane reconcile --since 24h   ·   orderlane reconcile --since 2d --output csv "
    "> differences.csv   ·   orderlane reconcile --since 1d --repair   ·   "
    "orderlane reconcile --every 24"
)

Rows = list[dict[str, str]]


@click.command(epilog=_EXAMPLES)
@click.option(
    "--since", type=Moment(), default="24h", show_default=True, help="Changed since then."
)
@click.option("--store", default="", help="Of this store alone.")
@click.option(
    "--repair", "repairs", is_flag=True, help="Put the events that are lacking into the lanes."
)
@click.option(
    "--every", type=click.FloatRange(0.01), help="Again every so many hours, so far back."
)
@click.option(
    "--output", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def reconcile(since: int, store: str, repairs: bool, every: float | None, output: str) -> None:
    """Compare storefront, ledger and OMS, field by field; exit 1 when they differ.

    Nothing is changed but with --repair, which never writes to the OMS itself: it puts events
    into the orders' lanes.
    """
    book = Book.opened()
    stores = [store] if store else book.settings.stores
    if store and store not in book.settings.stores:
        raise ConfigError(
            f"{store!r} is no store of the settings: {', '.join(book.settings.stores)}"
        )
    runtime = build(book.settings, app)
    try:
        while True:
            begun = time.time()
            rows = _compared(runtime, stores, datetime.fromtimestamp(since / 1000, UTC), repairs)
            _show(rows, output)
            if every is None:
                sys.exit(1 if rows else 0)
            since = round((begun - timedelta(hours=1).total_seconds()) * 1000)
            time.sleep(max(0.0, begun + every * 3600 - time.time()))
    finally:
        runtime.client.close()


def _compared(runtime: Runtime, stores: list[str], since: datetime, repairs: bool) -> Rows:
    """Return every difference of some stores, with what was done or would be done about it."""
    run, rows = uuid.uuid4().hex[:12], Rows()
    with click.progressbar(length=len(stores), label="compare", file=sys.stderr) as bar:
        for store in stores:
            try:
                for found in Reconciler(runtime, store).differences(since):
                    rows.append(found.row | {"repair": _repaired(runtime, found, run, repairs)})
            except (SourceError, GateShut) as err:
                told = str(err) or type(err).__name__
                raise ConfigError(
                    f"{store} could not be compared: {told}; try again later"
                ) from err
            bar.update(1)
    return rows


def _repaired(runtime: Runtime, found: Difference, run: str, repairs: bool) -> str:
    if repairs:
        return repair(runtime, found, run)
    wanted = repair_of(found, run)
    return f"would send {wanted.envelope.type}" if wanted else NOTHING


def _show(rows: Rows, output: str) -> None:
    if output == "json":
        click.echo(json.dumps(rows, indent=2))
    elif output == "csv":
        writer: Any = csv.DictWriter(sys.stdout, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    elif rows:
        table = Table(*COLUMNS)
        for row in rows:
            table.add_row(*(row[name] for name in COLUMNS))
        Console().print(table)
    else:
        click.echo("no difference")
