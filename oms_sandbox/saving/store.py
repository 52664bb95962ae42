"""The state file: an SQLite database that one process holds, each save on the disk before it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

APPLICATION = 0x0A5BDB01
VERSION = 1
SCHEMA = (
    "CREATE TABLE objects (key INTEGER PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE entries (at INTEGER PRIMARY KEY, shelf TEXT, number INT, owner INT, name TEXT, key INT)",
    "CREATE INDEX entry ON entries (shelf, number)",
    "CREATE TABLE numbers (shelf TEXT PRIMARY KEY, next INTEGER NOT NULL)",
    "CREATE TABLE parts (name TEXT PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE commits (number INTEGER PRIMARY KEY, line TEXT NOT NULL)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)
TABLES = ("objects", "entries", "numbers", "parts", "commits")

Change = tuple[str, tuple[Any, ...]]
"""A statement and its parameters."""


class CannotKeep(Exception):
    """The state file cannot be had: it is held, no state file, or not to be written."""


class Store:
    """Hold the lock of the state while calling anything here."""

    def __init__(self, path: Path | str) -> None:
        """Open the file, or make it; raises CannotKeep."""
        self._path = path
        try:
            self._file = sqlite3.connect(
                path, timeout=0, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as err:
            raise CannotKeep(f"cannot keep the state in {path}: {err}") from err
        try:
            self._prepare()
        except sqlite3.Error as err:
            self._file.close()
            raise CannotKeep(f"cannot keep the state in {path}: {err}") from err
        except CannotKeep:
            self._file.close()
            raise

    def _prepare(self) -> None:
        # Exclusive locking needs no shared memory, and ends with the process, however that ends.
        self._file.execute("PRAGMA locking_mode = EXCLUSIVE")
        known = [self._number(f"PRAGMA {name}") for name in ("application_id", "user_version")]
        if not self._number("SELECT count(*) FROM sqlite_master"):
            self.save([(statement, ()) for statement in SCHEMA])
        elif known != [APPLICATION, VERSION]:
            raise CannotKeep(f"{self._path} is no state file of this version of the sandbox")
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        self.save([])

    def _number(self, statement: str) -> int:
        return int(self._file.execute(statement).fetchone()[0])

    def read(self, statement: str, *parameters: object) -> list[Any]:
        return self._file.execute(statement, parameters).fetchall()

    def save(self, changes: Iterable[Change]) -> None:
        """Make all changes, or none; they are on the disk when this returns."""
        self._file.execute("BEGIN EXCLUSIVE")
        try:
            for statement, parameters in changes:
                self._file.execute(statement, parameters)
            self._file.execute("COMMIT")
        finally:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")

    def clear(self) -> None:
        self.save([(f"DELETE FROM {table}", ()) for table in TABLES])  # noqa: S608  # our own names

    def close(self) -> None:
        self._file.close()
