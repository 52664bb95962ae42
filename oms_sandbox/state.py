"""The state of the OMS: shelves of objects, one lock over all, and finding by key."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Generic, TypeVar

from oms_sandbox.desk.images_entities import Image
from oms_sandbox.desk.notes_entities import Attachment, Note
from oms_sandbox.desk.tickets_entities import Ticket, TicketEvent
from oms_sandbox.entities import (
    Card,
    Customer,
    Dated,
    Invoice,
    Order,
    Return,
    Shipment,
    Transaction,
)
from oms_sandbox.errors import invalid, not_found
from oms_sandbox.goods.entities import Item, Product, SitePrice, Tax
from oms_sandbox.journal import Commit
from oms_sandbox.people.emails_entities import Resent
from oms_sandbox.people.staff_entities import StaffToken
from oms_sandbox.pre_order.entities import ReleaseSchedule, Wave
from oms_sandbox.stock.stock import Stock

T = TypeVar("T")

Clock = Callable[[], float]
"""Gives the present instant in unix seconds."""

TICK = timedelta(milliseconds=1)
NOT_YET = datetime.min.replace(tzinfo=UTC)
"""When something new was changed last: its commit says when."""


class Shelf(Generic[T]):
    """Objects of one kind by number, by owner's number, and by their external name."""

    def __init__(self, first_number: int) -> None:
        self._numbers = count(first_number)
        self._items: dict[int, T] = {}
        self._by_owner: dict[int, list[T]] = {}
        self._by_name: dict[str, list[int]] = {}

    def new_number(self) -> int:
        return next(self._numbers)

    def put(self, number: int, item: T, owner: int | None = None, name: str | None = None) -> None:
        self._items[number] = item
        if owner is not None:
            self._by_owner.setdefault(owner, []).append(item)
        if name is not None:
            self._by_name.setdefault(name, []).append(number)

    def remove(self, number: int, owner: int | None = None, name: str | None = None) -> T:
        item = self._items.pop(number)
        if owner is not None:
            self._by_owner[owner].remove(item)
        if name is not None:
            self._by_name[name].remove(number)
        return item

    def copied(self, wanted: Callable[[Any], bool]) -> Shelf[T]:
        """Copy the shelf as it is now, with the objects wanted and no others."""
        made, same = Shelf[T](0), dict[int, Any]()
        items = {number: item for number, item in self._items.items() if wanted(item)}
        owned = {one: list(filter(wanted, owned)) for one, owned in self._by_owner.items()}
        named = {one: [n for n in numbers if n in items] for one, numbers in self._by_name.items()}
        made._items = copy.deepcopy(items, same)
        made._by_owner.update({one: copy.deepcopy(of, same) for one, of in owned.items() if of})
        made._by_name.update({name: numbers for name, numbers in named.items() if numbers})
        return made

    def get(self, number: int) -> T | None:
        return self._items.get(number)

    def of(self, owner: int) -> list[T]:
        """List the objects of one owner, oldest first."""
        return list(self._by_owner.get(owner, ()))

    def called(self, name: str) -> list[int]:
        """List the numbers of the objects with this external name, oldest first."""
        return list(self._by_name.get(name, ()))

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._items.values()))


class Oms:
    """Everything the OMS knows. Hold `lock` while reading or changing anything in it.

    `history` lists its commits, oldest first: none, unless somebody keeps a journal of them.
    """

    def __init__(self, clock: Clock, *, accept_duplicates: bool = False) -> None:
        self.lock = threading.Lock()
        self.clock = clock
        self.accept_duplicates = accept_duplicates
        self.history: Callable[[], Sequence[Commit]] = tuple
        self.clear()

    def clear(self) -> None:
        """Forget everything and count from the beginning again."""
        self.orders: Shelf[Order] = Shelf(100_001)
        self.order_by_detail: Shelf[Order] = Shelf(200_001)
        self.order_by_payment: Shelf[Order] = Shelf(250_001)
        self.shipments: Shelf[Shipment] = Shelf(300_001)
        self.invoices: Shelf[Invoice] = Shelf(400_001)
        self.transactions: Shelf[Transaction] = Shelf(500_001)
        self.returns: Shelf[Return] = Shelf(600_001)
        self.customers: Shelf[Customer] = Shelf(700_001)
        self.customer_by_address: Shelf[Customer] = Shelf(750_001)
        self.cards: Shelf[Card] = Shelf(800_001)
        self.products: Shelf[Product] = Shelf(1_100_001)
        self.items: Shelf[Item] = Shelf(1_200_001)
        self.site_prices: Shelf[SitePrice] = Shelf(1_300_001)
        self.taxes: Shelf[Tax] = Shelf(1_400_001)
        self.waves: Shelf[Wave] = Shelf(1_500_001)
        self.release_schedules: Shelf[ReleaseSchedule] = Shelf(1_600_001)
        self.tickets: Shelf[Ticket] = Shelf(1_700_001)
        self.ticket_events: Shelf[TicketEvent] = Shelf(1_800_001)
        self.notes: Shelf[Note] = Shelf(1_900_001)
        self.attachments: Shelf[Attachment] = Shelf(2_000_001)
        self.staff_tokens: Shelf[StaffToken] = Shelf(2_100_001)
        self.images: Shelf[Image] = Shelf(2_200_001)
        self.resent_emails: Shelf[Resent] = Shelf(2_300_001)
        self.stock = Stock()

    def now(self) -> datetime:
        """Tell the time in UTC, to the millisecond."""
        instant = datetime.fromtimestamp(self.clock(), UTC)
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def touch(self, item: Dated) -> None:
        """Move an object's time of change on, even within one tick of the clock."""
        item["LastUpdatedDateTimeUtc"] = max(self.now(), item["LastUpdatedDateTimeUtc"] + TICK)


def named(shelf: Shelf[T], keys: Mapping[str, Any], number_key: str, name_key: str) -> list[T]:
    """List the objects that number and external name point at (either may be absent).

    Raises VALIDATION_FAILED when both are given and disagree.
    """
    number, name = keys.get(number_key), keys.get(name_key)
    by_number = [number] if number is not None and shelf.get(number) is not None else []
    by_name = shelf.called(name) if name is not None else []
    if number is None or name is None:
        found = by_number + by_name
    else:
        found = [one for one in by_number if one in by_name]
        if not found and (by_number or by_name):
            raise invalid(number_key, f"disagrees with {name_key}")
    return [item for item in map(shelf.get, found) if item is not None]


def one_named(shelf: Shelf[T], keys: Mapping[str, Any], number_key: str, name_key: str) -> T:
    """Find the object the keys name, the first of several; raises 400 without key, 404 without it."""
    if keys.get(number_key) is None and keys.get(name_key) is None:
        raise invalid(number_key, f"is required, or {name_key}")
    found = named(shelf, keys, number_key, name_key)
    if not found:
        given = number_key if keys.get(number_key) is not None else name_key
        raise not_found(given, keys[given])
    return found[0]


def order_named(oms: Oms, keys: Mapping[str, Any]) -> Order:
    return one_named(oms.orders, keys, "InternalOrderId", "ExternalOrderId")


def customer_named(oms: Oms, keys: Mapping[str, Any]) -> Customer:
    return one_named(oms.customers, keys, "InternalCustomerId", "ExternalCustomerId")


def numbered(shelf: Shelf[T], number: int | None, field: str) -> T:
    """Find an object by its number; raises 400 without number, 404 without object."""
    if number is None:
        raise invalid(field, "is required")
    item = shelf.get(number)
    if item is None:
        raise not_found(field, number)
    return item


def of_order(oms: Oms, shelf: Shelf[Any], keys: Mapping[str, Any]) -> list[Any]:
    """List a shelf's objects of the orders the keys name, or all of them without an order key."""
    if keys.get("InternalOrderId") is None and keys.get("ExternalOrderId") is None:
        return list(shelf)
    orders = named(oms.orders, keys, "InternalOrderId", "ExternalOrderId")
    return [item for order in orders for item in shelf.of(order["InternalOrderId"])]


def owner(oms: Oms, item: Shipment | Invoice | Return) -> Order:
    """Give the order an object belongs to."""
    return numbered(oms.orders, item["InternalOrderId"], "InternalOrderId")
