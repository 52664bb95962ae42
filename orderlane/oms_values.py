"""From the words of a command line to the values of a call."""

import json
import shlex
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

import click

from oms_client import Endpoint
from oms_client.kinds import kind_of
from oms_client.parameters import Param


def instant(text: str) -> datetime:
    """Read an instant in ISO 8601 with its zone, so that nobody has to guess which one is meant."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as err:
        raise click.BadParameter(f"{text!r}: write it like 2026-01-31T12:00:00Z") from err
    if found.utcoffset() is None:
        raise click.BadParameter(f"{text!r} has no time zone: add Z for UTC")
    return found


TYPES: Final[Mapping[str, Any]] = {
    "instant": instant,
    "flag": click.BOOL,
    "number": click.IntRange(min=1),
    "texts": click.STRING,
    "text": click.STRING,
}
EXAMPLES: Final[Mapping[str, str]] = {
    "instant": "2026-01-31T00:00:00Z",
    "flag": "true",
    "number": "1",
    "texts": "A,B",
    "text": "A-1",
}


def dashed(name: str) -> str:
    """Spell a name as a shell does: get_order is get-order."""
    return name.replace("_", "-")


def option(param: Param) -> click.Option:
    """Make the option of a parameter."""
    kind = kind_of(param)
    told = filter(None, (kind.meaning, "one of these is needed" if param.need == "key" else ""))
    return click.Option(
        [f"--{dashed(param.keyword)}", param.keyword],
        required=param.need == "required",
        type=TYPES[kind.word],
        help="; ".join(told),
    )


def values_of(endpoint: Endpoint, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, by keyword."""
    words = [param.keyword for param in endpoint.parameters]
    return {word: given[word] for word in words if given[word] is not None}


def refuse_without_key(endpoint: Endpoint, given: Mapping[str, Any]) -> None:
    """Raise UsageError when a call needs one of several ids and has none."""
    words = [param.keyword for param in endpoint.parameters if param.need == "key"]
    if words and all(given[word] is None for word in words):
        raise click.UsageError(f"one of these is needed: {', '.join(map(_flag, words))}")


def body_of(file: BinaryIO | None) -> dict[str, Any] | None:
    """Read a body, its amounts exactly; UsageError for what is no JSON object."""
    if file is None:
        return None
    try:
        found = json.loads(file.read(), parse_float=Decimal)
    except ValueError as err:
        raise click.UsageError(f"--body: no JSON: {err}") from err
    if not isinstance(found, dict):
        raise click.UsageError("--body: a JSON object is needed, like {...}")
    return found


def example(endpoint: Endpoint) -> str:
    """Return the shortest options that make a whole call."""
    keys = [param for param in endpoint.parameters if param.need == "key"]
    yours = [param for param in keys if param.keyword.startswith("external")]
    chosen = [param for param in endpoint.parameters if param.need == "required"]
    chosen += (yours or keys)[:1]
    words = [word for one in chosen for word in (_flag(one.keyword), EXAMPLES[kind_of(one).word])]
    return shlex.join([*words, *(("--body", "body.json") if endpoint.body else ())])


def _flag(word: str) -> str:
    return f"--{dashed(word)}"
