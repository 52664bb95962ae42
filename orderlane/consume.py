"""`orderlane consume`: take messages out of queues and into the ledger."""

import json

import click

from config.settings import load
from orderlane.processes import StartError

EXAMPLES = (
    "Examples:  orderlane consume   ·   orderlane consume acme-bus   ·   "
    "orderlane consume acme-warehouse --once --output json"
)


@click.command(epilog=EXAMPLES)
@click.argument("names", metavar="[QUEUE | SOURCE]...", nargs=-1)
@click.option("--once", is_flag=True, help="End with a count once the queues are empty.")
@click.option("--verbose", is_flag=True, help="One line a message.")
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
def consume(names: tuple[str, ...], once: bool, verbose: bool, output: str) -> None:
    """Take messages out of QUEUEs, or the queues of SOURCEs (default: all), into the ledger.

    A message is acknowledged once the ledger has it. What cannot be read goes to quarantine.
    SIGTERM lets the message in hand finish.
    """
    from orderlane.consuming import consume as run

    tallies = run(load(), names, once=once, verbose=verbose)
    if output == "json":
        click.echo(json.dumps({tally.queue: dict(tally.statuses) for tally in tallies}))
    else:
        click.echo("\n".join(tally.line() for tally in tallies))


@click.command("consumer", epilog="Example:  orderlane health consumer acme-bus")
@click.argument("names", metavar="[QUEUE | SOURCE]...", nargs=-1)
def health_of_consumer(names: tuple[str, ...]) -> None:
    """Ask whether consumers of this host reached broker and ledger in the last 30 s."""
    from ledger.connection import connect
    from webhooks.queues.choice import chosen
    from webhooks.queues.pulse import alive

    settings = load()
    client = connect(settings.redis_url, timeout_s=2)
    still = [door.name for door in chosen(settings, names) if not alive(client, door.name)]
    if still:
        raise StartError(f"no consumer of this host lives for {', '.join(still)}: look at its log")
    click.echo("the consumers live")
