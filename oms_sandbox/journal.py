"""The commit journal: one entry per write that changed the state. Tests believe only it."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, NotRequired, TypedDict


class Commit(TypedDict):
    """One entry; instants are unix seconds, BodyHash is over query and body.

    By is there when it was no call: `person`.
    """

    Index: int
    ReceivedAt: float
    CommittedAt: float
    Operation: str
    ExternalOrderId: str | None
    InternalOrderId: int | None
    EntityIds: Mapping[str, list[int]]
    BodyHash: str
    TraceID: str
    By: NotRequired[str]


def body_hash(query: Mapping[str, Any], body: object) -> str:
    """Hash query and body so that neither the order of keys nor spacing matters."""
    canonical = json.dumps(
        {"Query": query, "Body": body}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


class Journal:
    """Entries in memory and, with a path, one JSON line each in a file begun anew.

    `fsync` is told the file's descriptor whenever its lines must reach the disk.
    """

    def __init__(self, path: Path | str | None, fsync: Callable[[int], None] = os.fsync) -> None:
        self._lock = threading.Lock()
        self._fsync = fsync
        self._commits: list[Commit] = []
        self._file: IO[str] | None = None
        if path:
            self._file = Path(path).open("w", encoding="utf-8")  # noqa: SIM115  # close() closes it

    def append(self, commit: Commit) -> None:
        """Give the entry the next Index and add it; `sync` puts it on the disk."""
        with self._lock:
            commit["Index"] = len(self._commits) + 1
            self._commits.append(commit)
            if self._file:
                self._file.write(json.dumps(commit) + "\n")
                self._file.flush()

    def sync(self) -> None:
        """Return once every entry added so far is on the disk."""
        if self._file:
            self._fsync(self._file.fileno())

    def after(self, index: int) -> list[Commit]:
        """List the entries with a higher Index."""
        with self._lock:
            return self._commits[index:]

    def count(self) -> int:
        """Tell how many entries there are."""
        with self._lock:
            return len(self._commits)

    def clear(self) -> None:
        """Remove every entry, in memory and file; the next Index is 1."""
        with self._lock:
            self._commits.clear()
            if self._file:
                self._file.seek(0)
                self._file.truncate()

    def close(self) -> None:
        if self._file:
            self._file.close()
