"""The command line."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

import click
import redis
import requests
from rich.console import Console

from config.logs import start_logs
from config.secret import SecretError
from config.settings import ConfigError, load
from ledger import keys
from ledger.records import LedgerError
from oms_client import OmsError
from orderlane import importing, look, operate
from orderlane.consume import consume, health_of_consumer
from orderlane.desk import desk
from orderlane.metrics import metrics
from orderlane.oms import oms
from orderlane.processes import StartError
from orderlane.quarantine import quarantine

EXPECTED = (
    StartError,
    ConfigError,
    SecretError,
    LedgerError,
    OmsError,
    TimeoutError,
    redis.RedisError,
    requests.RequestException,
    keys.NotAnEvent,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="orderlane", prog_name="orderlane")
def cli() -> None:
    """orderlane: every order has its own lane."""


@cli.command(
    epilog="Examples:  orderlane up   ·   ONCE=1 orderlane up   ·   orderlane up --no-tour"
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path(".orderlane"))
@click.option("--once", is_flag=True, envvar="ONCE", help="End after the tour, with its verdict.")
@click.option("--tour/--no-tour", default=True, help="Play the tour after the start.")
def up(folder: Path, once: bool, tour: bool) -> None:
    """Start Redis, the OMS sandbox, receiver, worker, Flower and the desk, and play a tour."""
    from orderlane.up import up as run

    sys.exit(run(folder, once=once, tour=tour, console=Console(highlight=False)))


@cli.command(epilog="Example:  orderlane send acme-shop orders/create order.json")
@click.argument("source")
@click.argument("topic")
@click.argument("file", type=click.File("rb"))
@click.option("--identity", help="The delivery id (default: a new one).")
@click.option("--url", default="http://127.0.0.1:8080", envvar="ORDERLANE_URL", show_default=True)
def send(source: str, topic: str, file: BinaryIO, identity: str | None, url: str) -> None:
    """Sign the JSON of FILE (- for standard input) as SOURCE would, and send it as TOPIC."""
    from orderlane.send import Sender

    sender = Sender(load(), url)
    sent = sender.send(source, topic, file.read(), identity)
    click.echo(
        f"{sent.status} in {sent.ms:.1f} ms: {sent.body.strip()}  (delivery {sent.identity})"
    )
    sys.exit(0 if sent.status < 300 else 1)


@cli.command(epilog="Example:  ORDERLANE_FLOWER_AUTH=file:/run/secrets/flower orderlane flower")
def flower() -> None:
    """Run Flower for the workers; the login comes from ORDERLANE_FLOWER_AUTH."""
    from orderlane.flower import run_flower

    run_flower()


@cli.group()
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
for command in (consume, *look.COMMANDS, *operate.COMMANDS, importing.import_orders):
    cli.add_command(command)
cli.add_command(oms)
cli.add_command(desk)
cli.add_command(metrics)
cli.add_command(quarantine)
cli.add_command(quarantine.commands["list"], "quarantined")


def main() -> None:
    """Run the command line; what is expected to go wrong is one clear message."""
    if Path(".orderlane/orderlane.toml").exists() and "ORDERLANE_CONFIG" not in os.environ:
        os.environ["ORDERLANE_CONFIG"] = ".orderlane/orderlane.toml"
    start_logs(os.environ, level="WARNING")
    try:
        cli(standalone_mode=True)
    except EXPECTED as err:
        click.echo(f"orderlane: {str(err) or type(err).__name__}", err=True)
        sys.exit(2)
