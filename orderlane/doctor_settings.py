"""The settings, the secrets behind them, and the versions of what runs here."""

import stat
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from config.secret import SecretRef
from config.settings import ConfigError, Settings, load
from desk.book import Book
from desk.doctor import FAULT, WARNING, Finding, good
from webhooks.senders import installed, senders

MADE_FOR: Final = {
    "celery": "5.7.",
    "kombu": "5.7.",
    "flower": "2.2.",
    "redis": "8.",
    "flask": "3.",
}
MOUNTED: Final = "/run/secrets/"
"""Where containers are given their secrets, by whoever runs them."""


def check_settings(env: Mapping[str, str]) -> Iterator[Finding]:
    """Look whether the settings hold, and every secret and dialect behind them."""
    try:
        settings = load(env)
        senders(settings, installed())
    except ConfigError as err:
        for line in str(err).splitlines()[1:] or [str(err)]:
            yield Finding(
                "settings",
                FAULT,
                line.removeprefix("- "),
                "Receiver and worker do not start with it.",
                "Correct it in orderlane.toml or the environment (.env.example explains each).",
            )
        return
    yield good("settings", f"{len(settings.sources)} sources, their secrets readable and strong")
    yield from _files(settings, env)


def _files(settings: Settings, env: Mapping[str, str]) -> Iterator[Finding]:
    refs = [ref for source in settings.sources.values() for ref in source.secrets]
    named = ("ORDERLANE_FLOWER_AUTH", "ORDERLANE_DESK_USERS", "ORDERLANE_SENTRY_DSN_REF")
    refs += [settings.oms_key, *(SecretRef(env[name], env) for name in named if env.get(name))]
    for path in sorted(
        {ref.reference.partition(":")[2] for ref in refs if ref.reference.startswith("file:")}
    ):
        mode = _mode(Path(path))
        if mode & (stat.S_IWGRP | stat.S_IWOTH):
            yield Finding(
                "secret file",
                FAULT,
                f"{path} can be written by others ({mode:o})",
                "Whoever writes there can seal deliveries, or log in.",
                f"chmod 600 {path}",
            )
        elif (
            mode & stat.S_IROTH
            and _mode(Path(path).parent) & stat.S_IXOTH
            and not path.startswith(MOUNTED)
        ):
            yield Finding(
                "secret file",
                WARNING,
                f"{path} can be read by everybody ({mode:o})",
                "Every program of this machine can seal deliveries in its sender's name.",
                f"chmod 600 {path}, or keep it in a folder of mode 700.",
            )


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def check_versions(_book: Book) -> Iterator[Finding]:
    """Compare what is installed with what this was made for."""
    for name, wanted in MADE_FOR.items():
        if not _found(name).startswith(wanted):
            yield Finding(
                "versions",
                WARNING,
                f"{name} {_found(name)}, made for {wanted}*",
                "It was not tried with it.",
                "Install requirements.lock.",
            )
    python = ".".join(map(str, sys.version_info[:3]))
    yield good(
        "versions", f"Python {python}, " + ", ".join(f"{name} {_found(name)}" for name in MADE_FOR)
    )


def _found(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
