"""The one log line of a delivery: never a body, never a header."""

import logging

logger = logging.getLogger(__name__)

_SHOWN = 200


def note(
    level: int, status: str, *, source: str, topic: str = "", event_id: str = "", order: str = ""
) -> None:
    """Write what became of a delivery; what a stranger wrote is escaped and cut."""
    shown, about, lane = _shown(source), _shown(topic), _shown(order)
    logger.log(
        level,
        "%s %s %s %s%s",
        shown,
        about or "-",
        event_id or "-",
        status,
        f" {lane}" if lane else "",
        extra={
            "source": shown,
            "topic": about,
            "event": event_id,
            "order": lane,
            "status": status,
        },
    )


def _shown(text: str) -> str:
    cut = text[:_SHOWN]
    return cut if cut.isprintable() else cut.encode("unicode_escape").decode()
