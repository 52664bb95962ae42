"""Flower beside the workers: one row an event, with a login, on the loopback unless told otherwise."""

import os
from collections.abc import Mapping
from pathlib import Path

from config.secret import SecretError, SecretRef
from config.settings import ConfigError, load_for_verbs
from desk.book import Book

HISTORY = ".orderlane/flower-history"
SAVE_S = "30"
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
    history = env.get("ORDERLANE_FLOWER_HISTORY") or HISTORY
    save_s = env.get("ORDERLANE_FLOWER_SAVE_S") or SAVE_S
    if not save_s.isdigit():
        raise ConfigError(
            f"ORDERLANE_FLOWER_SAVE_S is {save_s!r}: it is whole seconds, as {SAVE_S}"
        )
    arguments += ["--persistent=True", f"--db={history}", f"--state_save_interval={save_s}000"]
    return [*arguments, "--max_tasks=10000", "--purge_offline_workers=60"], {
        **{name: value for name, value in env.items() if name != "FLOWER_UNAUTHENTICATED_API"},
        "FLOWER_BASIC_AUTH": login,
    }


def run_flower() -> None:
    """Run Flower in this process; raise ConfigError when it has no login, or no place for its history."""
    arguments, environ = flower_arguments(os.environ)
    _make_room(Path(environ.get("ORDERLANE_FLOWER_HISTORY") or HISTORY))
    os.environ.clear()
    os.environ.update(environ)
    from orderlane.flower_retry import install
    from worker.app import app  # its configuration is read from the environment made just now

    install(Book(load_for_verbs()), desk_page(os.environ))
    app.start(argv=arguments)


def desk_page(env: Mapping[str, str]) -> str:
    """Return the desk's page as people open it, '' where there is no desk."""
    url = env.get("ORDERLANE_DESK_URL", "").rstrip("/")
    if not url and not env.get("ORDERLANE_DESK_USERS"):
        return ""
    return f"{url or 'http://127.0.0.1:' + (env.get('ORDERLANE_DESK_PORT') or '8090')}/desk"


def _make_room(history: Path) -> None:
    """Make the folder of the history, for its owner alone: what is read from there is trusted."""
    try:
        history.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as err:
        raise ConfigError(
            f"Flower's history cannot be kept in {history.parent} ({err.strerror}): set "
            "ORDERLANE_FLOWER_HISTORY to a file in a folder that can be written"
        ) from err
