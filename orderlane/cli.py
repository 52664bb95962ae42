"""The command line. A command's module is imported when it is asked for: a look at an order is quick."""

import os
import sys
from importlib import import_module
from typing import Final, NoReturn

import click

COMMANDS: Final = {
    "audit": ("orderlane.operate", "audit"),
    "balance": ("orderlane.look", "balance"),
    "consume": ("orderlane.consume", "consume"),
    "desk": ("orderlane.desk", "desk"),
    "doctor": ("orderlane.doctor", "doctor"),
    "drop": ("orderlane.operate", "drop"),
    "event": ("orderlane.look", "event"),
    "flower": ("orderlane.commands", "flower"),
    "health": ("orderlane.commands", "health"),
    "import": ("orderlane.importing", "import_orders"),
    "mark-done": ("orderlane.operate", "mark_done"),
    "metrics": ("orderlane.metrics", "metrics"),
    "oms": ("orderlane.oms", "oms"),
    "order": ("orderlane.order", "order"),
    "parked": ("orderlane.parked", "parked"),
    "pause": ("orderlane.pausing", "pause"),
    "paused": ("orderlane.pausing", "paused"),
    "quarantine": ("orderlane.quarantine", "quarantine"),
    "reconcile": ("orderlane.reconcile", "reconcile"),
    "replay": ("orderlane.replay", "replay"),
    "resume": ("orderlane.pausing", "resume"),
    "retry": ("orderlane.operate", "retry"),
    "send": ("orderlane.commands", "send"),
    "skip": ("orderlane.operate", "skip"),
    "source": ("orderlane.source", "source"),
    "up": ("orderlane.commands", "up"),
    "verify": ("orderlane.look", "verify"),
}
"""Where each command is."""

SILENT: Final = frozenset({"order"})
"""What logs nothing, and is to be quick: to set up the logs takes longer than to look."""

EXPECTED: Final = frozenset(
    {
        "builtins.TimeoutError",
        "config.secret.SecretError",
        "config.settings.ConfigError",
        "ledger.keys.NotAnEvent",
        "ledger.errors.LedgerError",
        "oms_client.errors.OmsError",
        "orderlane.processes.StartError",
        "redis.exceptions.RedisError",
        "requests.exceptions.RequestException",
        "webhooks.queues.port.QueueUnavailable",
    }
)
"""What is expected to go wrong; by name, since to import them all takes longer than most commands."""


class Commands(click.Group):
    """The commands of COMMANDS."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one."""
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in SILENT:
            from config.logs import start_logs

            start_logs(os.environ, level="WARNING")
        module, name = COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(module), name)
        return found


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="orderlane", prog_name="orderlane")
def cli() -> None:
    """orderlane: every order has its own lane."""


def main() -> None:
    """Run the command line; what is expected to go wrong is one clear message."""
    try:
        cli(standalone_mode=True)
    except Exception as err:
        end_with(err)


def end_with(err: Exception) -> NoReturn:
    """End with the message of what was expected to go wrong; raise anything else again."""
    if not is_expected(err):
        raise err
    click.echo(f"orderlane: {str(err) or type(err).__name__}", err=True)
    sys.exit(2)


def is_expected(err: Exception) -> bool:
    """Return whether an error tells by its message all that a person needs."""
    return any(f"{kind.__module__}.{kind.__name__}" in EXPECTED for kind in type(err).__mro__)
