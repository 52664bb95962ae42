"""Flower beside the workers: one row an event, with a login, on the loopback unless told otherwise."""

import os
from collections.abc import Mapping

from config.secret import SecretError, SecretRef
from config.settings import ConfigError

COLUMNS = "name,uuid,state,args,exception,received,started,runtime,retries,worker"


def flower_arguments(env: Mapping[str, str]) -> tuple[list[str], dict[str, str]]:
    """Return Flower's command line after `celery -A worker.app`, and its environment.

    The login is `user:password`, or a password alone for the user `orderlane`; it stays out of
    the command line. Raises ConfigError when there is none.
    """
    reference = env.get("ORDERLANE_FLOWER_AUTH", "")
    try:
        login = SecretRef(reference, env).value() if reference else ""
    except SecretError as err:
        raise ConfigError(f"Flower's login: {err}") from err
    if not login:
        raise ConfigError(
            "Flower does not start without a login: set ORDERLANE_FLOWER_AUTH to env:NAME or "
            "file:/path that holds user:password"
        )
    login = login if ":" in login else f"orderlane:{login}"
    address = env.get("ORDERLANE_FLOWER_ADDRESS", "127.0.0.1")
    port = env.get("ORDERLANE_FLOWER_PORT", "5555")
    arguments = ["flower", f"--address={address}", f"--port={port}", f"--tasks_columns={COLUMNS}"]
    return [*arguments, "--max_tasks=20000", "--purge_offline_workers=60"], {
        **{name: value for name, value in env.items() if name != "FLOWER_UNAUTHENTICATED_API"},
        "FLOWER_BASIC_AUTH": login,
    }


def run_flower() -> None:
    """Run Flower in this process; raise ConfigError when it has no login."""
    arguments, environ = flower_arguments(os.environ)
    os.environ.clear()
    os.environ.update(environ)
    from worker.app import app  # its configuration is read from the environment made just now

    app.start(argv=arguments)
