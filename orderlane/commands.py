"""Commands that start something, or ask whether it lives."""

import sys
from pathlib import Path
from typing import BinaryIO

import click

from config.settings import load
from orderlane.consume import health_of_consumer
from orderlane.processes import StartError


@click.command(
    epilog="Examples:  orderlane up   ·   ONCE=1 orderlane up   ·   orderlane up --no-tour"
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path(".orderlane"))
@click.option("--once", is_flag=True, envvar="ONCE", help="End after the tour, with its verdict.")
@click.option("--tour/--no-tour", default=True, help="Play the tour after the start.")
def up(folder: Path, once: bool, tour: bool) -> None:
    """Start Redis, the OMS sandbox, receiver, worker, Flower and the desk, and play a tour."""
    from rich.console import Console

    from orderlane.up import up as run

    sys.exit(run(folder, once=once, tour=tour, console=Console(highlight=False)))


@click.command(
    epilog="Examples:  orderlane send acme-shop orders/create order.json   ·   "
    "orderlane send acme-bus 'Shipment Update' parcel.json --queue"
)
@click.argument("source")
@click.argument("topic")
@click.argument("file", type=click.File("rb"))
@click.option("--identity", help="The delivery id (default: a new one).")
@click.option("--url", default="http://127.0.0.1:8080", envvar="ORDERLANE_URL", show_default=True)
@click.option("--queue", is_flag=True, help="SOURCE is a queue: put it there, as its source would.")
def send(
    source: str, topic: str, file: BinaryIO, identity: str | None, url: str, queue: bool
) -> None:
    """Sign the JSON of FILE (- for standard input) as SOURCE would, and send it as TOPIC."""
    from orderlane.send import Sender

    sender = Sender(load(), url)
    deliver = sender.put if queue else sender.send
    sent = deliver(source, topic, file.read(), identity)
    click.echo(
        f"{sent.status} in {sent.ms:.1f} ms: {sent.body.strip()}  (delivery {sent.identity})"
    )
    sys.exit(0 if sent.status < 300 else 1)


@click.command(epilog="Example:  ORDERLANE_FLOWER_AUTH=file:/run/secrets/flower orderlane flower")
def flower() -> None:
    """Run Flower for the workers; the login comes from ORDERLANE_FLOWER_AUTH."""
    from orderlane.flower import run_flower

    run_flower()


@click.group()
def health() -> None:
    """Exit 0 when a part of this machine is healthy: for supervisors and containers."""


@health.command("worker", epilog="Example:  orderlane health worker || restart-the-worker")
def health_of_worker() -> None:
    """Ask whether a worker of this host has swept in the last 30 s."""
    from ledger.connection import connect
    from worker.pulse import alive

    if not alive(connect(load().redis_url, timeout_s=2)):
        raise StartError("no worker of this host has swept in the last 30 s: look at its log")
    click.echo("the worker lives")


health.add_command(health_of_consumer)
