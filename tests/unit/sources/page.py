"""Makes the tables of docs/sources.md from the code: `python -m tests.unit.sources.page`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sources.dialect import Dialect
from sources.registry import DIALECTS

PAGE: Final = Path(__file__).resolve().parents[3] / "docs" / "sources.md"
BEGIN: Final = "<!-- python -m tests.unit.sources.page -->\n"
END: Final = "<!-- end -->"
HEADS: Final = (
    (
        "dialect",
        "signature (HMAC-SHA256 in base64, if not said)",
        "signed",
        "identity",
        "second mark",
        "names a lane",
        "checked against",
    ),
    ("dialect", "event type", "topics"),
    ("dialect", "from", "events"),
    ("dialect", "a word for the state of an order", "means"),
)


def _ticked(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _dialect(dialect: Dialect) -> Iterator[tuple[str, ...]]:
    said = dialect.about
    yield said.signature, said.signed, said.identity, said.mark, said.lane, said.oracle


def _grouped(table: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Return each value with the keys that lead to it."""
    for value in dict.fromkeys(table.values()):
        yield value, _ticked([key for key, found in table.items() if found == value])


def _topics(dialect: Dialect) -> Iterator[tuple[str, ...]]:
    yield from _grouped(dict(dialect.topics))


def _derived(dialect: Dialect) -> Iterator[tuple[str, ...]]:
    yield from dialect.about.derived


def _statuses(dialect: Dialect) -> Iterator[tuple[str, ...]]:
    for meaning, words in _grouped(dict(dialect.statuses)):
        yield words, f"`{meaning}`"


def tables() -> list[str]:
    """Return the tables of the page, in its order."""
    made = []
    for head, rows in zip(HEADS, (_dialect, _topics, _derived, _statuses), strict=True):
        body = [(name, *row) for name, dialect in DIALECTS.items() for row in rows(dialect)]
        lines = [head, ["---"] * len(head), *body]
        made.append("".join(f"| {' | '.join(line)} |\n" for line in lines))
    return made


def parts(text: str) -> list[str]:
    """Return what the page holds between the marks, one part a table."""
    return [part.split(END)[0] for part in text.split(BEGIN)[1:]]


def main() -> None:
    """Put the tables into the page."""
    text = PAGE.read_text("utf-8")
    for old, new in zip(parts(text), tables(), strict=True):
        text = text.replace(f"{BEGIN}{old}{END}", f"{BEGIN}{new}{END}")
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
