"""The black box of an order as text for a terminal."""

from collections.abc import Iterator

from desk.black_box import BlackBox
from desk.telling import STOP, tell

_BOLD, _DIM, _RED, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[0m"


def lines_of(box: BlackBox) -> Iterator[str]:
    """Yield the lines: name and state, the sentence, the other names, then every entry."""
    yield f"{_BOLD}{box.lane}{_PLAIN}  {box.state}"
    yield box.sentence
    yield f"{_DIM}known as {', '.join(box.references)}{_PLAIN}"
    yield ""
    start = box.entries[0]["at"] if box.entries else 0
    for entry in box.entries:
        told = tell(entry)
        event = told.event.partition("-")[2]
        after = f"{(told.at - start) / 1000:10.3f}s"
        colour = _RED if told.loud == STOP else ""
        what = f"{colour}{told.what:<12}{_PLAIN if colour else ''}"
        yield f"{_DIM}{after}{_PLAIN}  {event[:6]:<6}  {what}{told.text}"


def without_colours(line: str) -> str:
    """Return a line for what is no terminal."""
    for code in (_BOLD, _DIM, _RED, _PLAIN):
        line = line.replace(code, "")
    return line
