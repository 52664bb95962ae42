"""Log lines: JSON for machines, text for a terminal; one line each, nothing personal in either."""

import json
import logging
import logging.config
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from config.failures import told_lines

JSON: Final = "json"
TEXT: Final = "text"
SHOWN: Final = (
    "event",
    "task",
    "order",
    "source",
    "topic",
    "attempt",
    "state",
    "status",
    "reason",
    "operation",
    "outcome",
    "trace_id",
    "duration_ms",
    "secret",
    "error",
)
"""What a record may carry beside its words; anything else that is given stays out."""


class JsonLines(logging.Formatter):
    """One JSON object a line; control characters are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        given = vars(record)
        line |= {name: given[name] for name in SHOWN if given.get(name) not in (None, "")}
        if record.exc_info and record.exc_info[1]:
            line["failure"] = told_lines(record.exc_info[1])
        return json.dumps(line, default=str)


class TextLines(logging.Formatter):
    """A line for the eye; what could forge another line, or a terminal's colours, is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, a failure's lines after it."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(" ", timespec="milliseconds")
        words = _printable(record.getMessage())
        lines = [f"{at} {record.levelname} {record.name}: {words}"]
        if record.exc_info and record.exc_info[1]:
            lines += [f"  {_printable(line)}" for line in told_lines(record.exc_info[1])]
        return "\n".join(lines)


def log_config(env: Mapping[str, str], *, level: str = "INFO") -> dict[str, Any]:
    """Return logging's configuration: ORDERLANE_LOG `json` or `text`, ORDERLANE_LOG_LEVEL.

    Told nothing, a terminal gets text, everything else JSON.
    """
    form = env.get("ORDERLANE_LOG") or (TEXT if sys.stderr.isatty() else JSON)
    formatter = TextLines if form == TEXT else JsonLines
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "out": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": env.get("ORDERLANE_LOG_LEVEL") or level, "handlers": ["out"]},
        "loggers": {"gunicorn.error": {"handlers": [], "propagate": True}},
    }


def start_logs(env: Mapping[str, str], *, level: str = "INFO") -> None:
    """Let every logger of this process write such lines to standard error."""
    logging.config.dictConfig(log_config(env, level=level))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )
