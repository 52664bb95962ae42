"""Shelves that tell what goes in and out, and what was handed out and may have been changed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, Protocol, TypeVar

from oms_sandbox.state import Shelf

T = TypeVar("T")


class Watcher(Protocol):
    def counted(self, shelf: str, next_number: int) -> None: ...

    def put(self, entry: Entry, item: Any) -> None: ...

    def removed(self, shelf: str, number: int, item: Any) -> None: ...

    def handed_out(self, item: Any) -> None: ...


Entry = tuple[str, int, int | None, str | None]
"""Where an object stands: shelf, number, owner, external name."""


class WatchedShelf(Shelf[T]):
    """Takes the place of a shelf on which nothing stands yet."""

    def __init__(self, name: str, instead_of: Shelf[T], watcher: Watcher) -> None:
        super().__init__(instead_of.new_number())
        self._name = name
        self._watcher = watcher

    def restore(self, next_number: int) -> None:
        """Go on counting where another process left off."""
        self._numbers = count(next_number)

    def restore_item(self, entry: Entry, item: T) -> None:
        _, number, owner, name = entry
        super().put(number, item, owner, name)

    def new_number(self) -> int:
        number = super().new_number()
        self._watcher.counted(self._name, number + 1)
        return number

    def put(self, number: int, item: T, owner: int | None = None, name: str | None = None) -> None:
        super().put(number, item, owner, name)
        self._watcher.put((self._name, number, owner, name), item)

    def remove(self, number: int, owner: int | None = None, name: str | None = None) -> T:
        item = super().remove(number, owner, name)
        self._watcher.removed(self._name, number, item)
        return item

    def get(self, number: int) -> T | None:
        item = super().get(number)
        if item is not None:
            self._watcher.handed_out(item)
        return item

    def of(self, owner: int) -> list[T]:
        items = super().of(owner)
        for item in items:
            self._watcher.handed_out(item)
        return items

    def __iter__(self) -> Iterator[T]:
        for item in super().__iter__():
            self._watcher.handed_out(item)
            yield item
