"""Every configured source with its dialect, checked before the door opens."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.queue_doors import TRANSPORT
from config.settings import ConfigError, Settings
from config.source import Source
from sources.dialect import Dialect
from sources.registry import known, speaking
from webhooks.keys import LEAST_BYTES, key_of


@dataclass(frozen=True, slots=True)
class Sender:
    """A source, how it speaks, and the body of the answer it wants to what was accepted."""

    source: Source
    dialect: Dialect
    accepted: bytes


def installed() -> dict[str, Dialect]:
    """Return every dialect that is installed; raise ConfigError naming a package at fault."""
    try:
        return known()
    except ValueError as err:
        raise ConfigError(str(err)) from err


def senders(settings: Settings, dialects: Mapping[str, Dialect]) -> dict[str, Sender]:
    """Return the senders by the name in their URL; raise ConfigError naming every fault."""
    believed = by_transport(settings)
    faults = [
        f"[sources.{source.name}] {fault}"
        for source in settings.sources.values()
        for fault in _faults(source, dialects, may_lack_secret=source.name in believed)
    ]
    if faults:
        raise ConfigError("the sources do not hold:\n- " + "\n- ".join(faults))
    return {name: _sender(source, dialects) for name, source in settings.sources.items()}


def by_transport(settings: Settings) -> set[str]:
    """Return the sources that a queue believes by its transport."""
    doors = settings.queue_doors.values()
    return {door.source for door in doors if door.seal == TRANSPORT}


def over_http(found: Mapping[str, Sender]) -> dict[str, Sender]:
    """Return the senders that the HTTP door knows: without a secret there is nothing to believe."""
    return {
        name: sender
        for name, sender in found.items()
        if sender.source.secrets or sender.dialect.keys
    }


def _sender(source: Source, dialects: Mapping[str, Dialect]) -> Sender:
    dialect = speaking(source.dialect, source.options, dialects)
    return Sender(source, dialect, json.dumps(dict(dialect.accepted_body)).encode())


def _faults(
    source: Source, dialects: Mapping[str, Dialect], *, may_lack_secret: bool
) -> Iterator[str]:
    try:
        dialect = speaking(source.dialect, source.options, dialects)
    except ValueError as err:
        yield str(err)
        return
    if not source.secrets and not may_lack_secret and dialect.keys is None:
        yield 'has no secret: write secrets = ["env:NAME"] or ["file:/path"]'
    for ref in source.secrets:
        try:
            key_of(dialect, ref)
        except ValueError as err:  # SecretError and WeakSecret are some
            yield (
                f"has a secret {ref.reference!r} that is of no use ({err}): take the one the sender"
                f" shows, or make one of at least {LEAST_BYTES} random bytes and give it to both"
            )
