"""Keep the state in a file: what a write changed is on the disk before it is answered."""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from oms_sandbox.saving.pickling import dumps, loads
from oms_sandbox.saving.shelf import Entry, WatchedShelf
from oms_sandbox.saving.store import CannotKeep, Change, Store
from oms_sandbox.state import Oms, Shelf

PUT = "INSERT INTO entries (shelf, number, owner, name, key) VALUES (?, ?, ?, ?, ?)"
REMOVE = "DELETE FROM entries WHERE shelf = ? AND number = ?"
ENTRIES = "SELECT shelf, number, owner, name, key FROM entries WHERE shelf = ? ORDER BY at"
WRITE = "INSERT OR REPLACE INTO objects VALUES (?, ?)"
FORGET = "DELETE FROM objects WHERE key = ?"
COUNTED = "INSERT OR REPLACE INTO numbers VALUES (?, ?)"
PART = "INSERT OR REPLACE INTO parts VALUES (?, ?)"
COMMIT = "INSERT INTO commits VALUES (?, ?)"

# A class that is not there any more is no attribute, or no module, of ours.
DAMAGE = (AttributeError, ImportError, KeyError, pickle.UnpicklingError, sqlite3.Error)


class Keeper:
    """Saves what was changed of one or more OMS. Hold their lock while calling anything here.

    What handlers may have changed is what the shelves handed out since the last save; each of
    these objects is compared with what the file has of it. All else that `clear` makes is a part,
    and is compared at each save.
    """

    def __init__(self, path: Path | str) -> None:
        """Open the file, or make it; raises CannotKeep."""
        self._path = path
        self._store = Store(path)
        self._begin()

    def _begin(self) -> None:
        self._pending: list[Change] = []
        self._next_numbers: dict[str, int] = {}
        self._handed_out: dict[int, Any] = {}
        self._keys: dict[int, int] = {}
        self._items: dict[int, Any] = {}
        self._entries = Counter[int]()
        self._saved: dict[int | str, bytes] = {}
        self._parts: dict[str, tuple[Oms, str]] = {}
        with self._damage_is_told():
            for key, content in self._store.read("SELECT key, content FROM objects"):
                item = self._items[key] = loads(content)
                self._keys[id(item)] = key
                self._saved[key] = _digest(content)
        self._last_key = max(self._items, default=0)

    @contextmanager
    def _damage_is_told(self) -> Iterator[None]:
        try:
            yield
        except DAMAGE as err:
            self._store.close()
            raise CannotKeep(f"cannot keep the state in {self._path}: it has {err!r}") from err

    def adopt(self, oms: Oms, prefix: str) -> None:
        """Put what the file has on the shelves of a new OMS, and from now on save what changes.

        `prefix` tells its shelves from those of others. Raises CannotKeep when the file is damaged.
        """
        with self._damage_is_told():
            for attribute in _made_by_clear(oms):
                name, value = prefix + attribute, getattr(oms, attribute)
                if isinstance(value, Shelf):
                    setattr(oms, attribute, self._filled(WatchedShelf(name, value, self), name))
                else:
                    self._parts[name] = (oms, attribute)
                    self._fill_part(name)

    def _filled(self, shelf: WatchedShelf[Any], name: str) -> WatchedShelf[Any]:
        for *entry, key in self._store.read(ENTRIES, name):
            self._entries[key] += 1
            shelf.restore_item(tuple(entry), self._items[key])
        for (number,) in self._store.read("SELECT next FROM numbers WHERE shelf = ?", name):
            shelf.restore(number)
        return shelf

    def _fill_part(self, name: str) -> None:
        for (content,) in self._store.read("SELECT content FROM parts WHERE name = ?", name):
            setattr(*self._parts[name], loads(content))
            self._saved[name] = _digest(content)

    def lines(self) -> list[str]:
        """List the journal's entries, oldest first."""
        return [line for (line,) in self._store.read("SELECT line FROM commits ORDER BY number")]

    def counted(self, shelf: str, next_number: int) -> None:
        self._next_numbers[shelf] = next_number

    def put(self, entry: Entry, item: Any) -> None:
        if id(item) not in self._keys:
            self._last_key += 1
            self._keys[id(item)] = self._last_key
            self._items[self._last_key] = item
        key = self._keys[id(item)]
        self._entries[key] += 1
        self._pending.append((PUT, (*entry, key)))
        self.handed_out(item)

    def removed(self, shelf: str, number: int, item: Any) -> None:
        key = self._keys[id(item)]
        self._pending.append((REMOVE, (shelf, number)))
        self._entries[key] -= 1
        if not self._entries[key]:
            self._pending.append((FORGET, (key,)))
            del self._keys[id(item)], self._items[key], self._entries[key]
            self._saved.pop(key, None)

    def handed_out(self, item: Any) -> None:
        self._handed_out[id(item)] = item

    @contextmanager
    def only_looking(self) -> Iterator[None]:
        """Let the block read: nothing that it is handed out is changed."""
        before = self._handed_out
        self._handed_out = {}
        try:
            yield
        finally:
            self._handed_out = before

    def save(self, lines: Iterable[tuple[int, str]]) -> None:
        """Save what was changed since the last time, and these entries of the journal."""
        contents = {**self._changed_items(), **self._changed_parts()}
        changes = list(self._pending)
        for at, content in contents.items():
            changes.append((PART if isinstance(at, str) else WRITE, (at, content)))
        changes += [(COUNTED, of_shelf) for of_shelf in self._next_numbers.items()]
        changes += [(COMMIT, line) for line in lines]
        self._store.save(changes)
        self._saved.update({at: _digest(content) for at, content in contents.items()})
        self._pending.clear()
        self._next_numbers.clear()
        self._handed_out.clear()

    def _changed_items(self) -> dict[int | str, bytes]:
        keys = (self._keys.get(number) for number in self._handed_out)
        return self._changed({key: self._items[key] for key in keys if key is not None})

    def _changed_parts(self) -> dict[int | str, bytes]:
        return self._changed({name: getattr(*of) for name, of in self._parts.items()})

    def _changed(self, items: dict[Any, Any]) -> dict[int | str, bytes]:
        contents = {at: dumps(item) for at, item in items.items()}
        return {
            at: content
            for at, content in contents.items()
            if self._saved.get(at) != _digest(content)
        }

    def clear(self) -> None:
        """Empty the file and let go of every OMS; those that were cleared can be adopted again."""
        self._store.clear()
        self._begin()

    def close(self) -> None:
        self._store.close()


def _made_by_clear(oms: Oms) -> Iterable[str]:
    bare = type(oms).__new__(type(oms))
    bare.clear()
    return vars(bare)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
