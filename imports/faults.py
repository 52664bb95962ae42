"""What is wrong with a row."""

from typing import Any, NamedTuple


class Fault(NamedTuple):
    """One error. path: of the field, dotted, list entries by number; '' for the whole row."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class RowRefused(ValueError):
    """A row does not fit. faults: all of them. row: as it was read, None when it is no object."""

    def __init__(self, faults: list[Fault], row: dict[str, Any] | None = None) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
        self.row = row


class FileRefused(ValueError):
    """The file cannot be read on as what it is said to be; the message says where and why."""
