"""Reads a file row by row: memory holds one row, and every row knows the place behind it."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from imports.faults import Fault, RowRefused
from imports.validation import check_line

LONGEST_LINE: Final = 1024 * 1024


class Place(NamedTuple):
    """A place in the file: bytes and lines before it."""

    offset: int
    line: int


START: Final = Place(0, 0)


class Row(NamedTuple):
    """One row of the file, checked: an order, or why it is refused.

    line: the number of its first line. behind: the place behind its last. given: what a rejects
    file repeats of it, in the file's own form.
    """

    line: int
    behind: Place
    given: Any
    order: Any = None
    refused: RowRefused | None = None


def lines(file: BinaryIO, place: Place) -> Iterator[tuple[bytes, Place]]:
    """Yield each line with the place behind it; of one over LONGEST_LINE only its beginning.

    A byte order mark before the first is left out.
    """
    file.seek(place.offset)
    offset, number = place
    while line := file.readline(LONGEST_LINE):
        offset += len(line)
        piece = line
        while not piece.endswith(b"\n") and (piece := file.readline(LONGEST_LINE)):
            offset += len(piece)
        number += 1
        yield line.removeprefix(BOM_UTF8) if number == 1 else line, Place(offset, number)


def json_rows(file: BinaryIO, place: Place, target: str) -> Iterator[Row]:
    """Yield the rows of a file of one JSON object a line; `#` begins a comment line."""
    for line, behind in lines(file, place):
        if line.isspace() or line.startswith(b"#"):
            continue
        try:
            yield Row(behind.line, behind, line, order=_checked(line, target))
        except RowRefused as err:
            yield Row(behind.line, behind, line, refused=err)


def _checked(line: bytes, target: str) -> Any:
    if len(line) >= LONGEST_LINE:
        raise RowRefused([Fault("", f"is longer than {LONGEST_LINE} bytes")])
    return check_line(line, target)
