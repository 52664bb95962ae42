"""How far an import has come: one small file beside the rows, replaced whole."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from config.settings import ConfigError
from imports.rows import START, Place

HEAD: Final = 65_536


@dataclass
class Progress:
    """What a run needs to go on. place: behind the last row dealt with.

    rejects: bytes of the rejects file that belong to the rows before the place. waiting: events
    not settled yet. totals: day|status|currency -> [orders, cents].
    """

    file: str
    target: str
    store: str
    place: Place = START
    rejects: int = 0
    rows: int = 0
    refused: int = 0
    waiting: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    totals: dict[str, list[int]] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write the record so that a reader finds either the last one or this one."""
        new = path.with_name(f"{path.name}.new")
        with new.open("w") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)

    def resumed(self, path: Path) -> "Progress":
        """Return the record of an earlier run of the same job, this one when there is none.

        Raises ConfigError when the file, the target or the store is not that run's.
        """
        if not path.exists():
            return self
        found = Progress(**json.loads(path.read_text()))
        found.place = Place(*found.place)
        for name in ("file", "target", "store"):
            if getattr(found, name) != getattr(self, name):
                raise ConfigError(
                    f"{path} belongs to another {name}: run without --resume to begin anew"
                    " (orders taken in already are known, none is doubled)"
                )
        return found


def fingerprint(file: BinaryIO) -> str:
    """Return what tells one file from another: its size and the hash of its beginning."""
    file.seek(0)
    digest = hashlib.sha256(file.read(HEAD)).hexdigest()
    return f"{file.seek(0, os.SEEK_END)}-{digest}"
