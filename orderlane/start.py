"""Where the command line starts: a plain look at an order imports nothing but what it needs."""

import os
import sys
from pathlib import Path
from typing import Final

LOOK: Final = ("order", "show")


def main() -> None:
    """Run the command that was asked for."""
    if Path(".orderlane/orderlane.toml").exists() and "ORDERLANE_CONFIG" not in os.environ:
        os.environ["ORDERLANE_CONFIG"] = ".orderlane/orderlane.toml"
    words = tuple(sys.argv[1:])
    if words[:2] == LOOK and len(words) == 3 and not words[2].startswith("-"):
        _look(words[2])
        return
    from orderlane.cli import main as run

    run()


def _look(wanted: str) -> None:
    """Show an order; whatever goes wrong is told as of every other command."""
    try:
        _show(wanted)
    except Exception as err:
        from orderlane.cli import end_with

        end_with(err)


def _show(wanted: str) -> None:
    from desk.black_box import black_box
    from desk.book import Book
    from orderlane.order_text import lines_of, without_colours

    with Book.opened(to_read=True) as book:
        box = black_box(book, book.find_lane(wanted))
    lines = lines_of(box)
    if not sys.stdout.isatty():
        lines = map(without_colours, lines)
    sys.stdout.write("\n".join(lines) + "\n")
