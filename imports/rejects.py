"""The rejects file: refused rows as they came, with line and errors, to be corrected and fed again."""

import csv
import io
from typing import Any, BinaryIO

import msgspec

from imports.columns import EXTRA
from imports.faults import Fault, RowRefused
from imports.rows import Row
from imports.validation import ERRORS, LINE, RAW


class JsonRejects:
    """One JSON object a line: the row, `_line` and `_errors`; `_raw` of what is no object."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, row: Row, refused: RowRefused) -> None:
        """Add a refused row."""
        given = refused.row or _object(row.given)
        marks = {LINE: row.line, ERRORS: [fault._asdict() for fault in refused.faults]}
        self._file.write(msgspec.json.encode({**given, **marks}) + b"\n")


class CsvRejects:
    """The lines of the file, two columns put before them; the errors stand on the first line."""

    def __init__(self, file: BinaryIO, header: list[str]) -> None:
        """Take the rows of a file with this header."""
        self._file = file
        self._kept = [at for at, name in enumerate(header) if name not in EXTRA]
        self._width = len(header)
        if file.tell() == 0:
            self._write([*EXTRA, *(header[at] for at in self._kept)])

    def write(self, row: Row, refused: RowRefused) -> None:
        """Add a refused order, line by line."""
        told = "; ".join(map(str, refused.faults))
        for number, cells in row.given:
            known = [cells[index] for index in self._kept if index < len(cells)]
            marks = [str(number), told if number == row.line else ""]
            self._write([*marks, *known, *cells[self._width :]])

    def _write(self, cells: list[str]) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerow(cells)
        self._file.write(text.getvalue().encode("utf-8", "surrogateescape"))


def _object(line: bytes) -> dict[str, Any]:
    """Return a line as the object it is, or its text under `_raw`."""
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    return (
        found if isinstance(found, dict) else {RAW: line[:10_000].decode(errors="replace").rstrip()}
    )


def conflict(message: str) -> RowRefused:
    """Return the refusal of a row that the ledger knows with another content."""
    return RowRefused([Fault("externalOrderID", message)])
