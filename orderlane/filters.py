"""The options that name parked events, and how a moment is written."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import click

from desk.filters import Filter

_SPAN: Final = re.compile(r"(\d+)([smhd])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
NAMES: Final = ("reason", "source", "type", "store", "since", "until")

Command = TypeVar("Command", bound=Callable[..., Any])


class Moment(click.ParamType[int]):
    """A moment as unix milliseconds: `2h` (ago), or ISO 8601, UTC without a zone."""

    name = "moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """Return unix milliseconds."""
        if isinstance(value, int):
            return value
        ago = _SPAN.fullmatch(value)
        if ago:
            return round((time.time() - int(ago[1]) * _SECONDS[ago[2]]) * 1000)
        try:
            told = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither a span (30m, 2h, 1d) nor an ISO 8601 time", param, ctx)
        return round((told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp() * 1000)


_OPTIONS: Final = (
    click.option("--reason", default="", help="Parked for this reason."),
    click.option("--source", default="", help="That came from this source."),
    click.option("--type", default="", help="Of this type, as order.created."),
    click.option("--store", default="", help="Of this store."),
    click.option("--since", type=Moment(), help="Parked since then: 2h (ago), or a time (UTC)."),
    click.option("--until", type=Moment(), help="Parked before then."),
)


def filter_options(command: Command) -> Command:
    """Give a command the options that name parked events."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filter_of(told: dict[str, Any]) -> Filter:
    """Take the filter's options out of a command's, and return the filter."""
    return Filter(**{name: told.pop(name) for name in NAMES})
