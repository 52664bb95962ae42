"""What a row must keep beyond the bounds of its single fields; the same code for both checks."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final

from imports.faults import Fault
from imports.fields import KIBO, ORDERDYNAMICS

Get = Callable[[Any, str], Any]
"""Returns a field of a row or of a part of it, None where there is none."""

INTERNAL: Final = (
    *("0.", "10.", "127.", "169.254.", "192.168."),
    *(f"172.{second}." for second in range(16, 32)),
    *(f"{first}." for first in range(224, 256)),
)
"""Where no customer's own address begins (RFC 1112, 1122, 1918, 3927)."""

DEEPEST: Final = 8
_FREE: Final = ("fraudData", "promotions", "discounts")
_ITEM_MONEY: Final = ("actualPrice", "itemTaxOverride")


def of_struct(part: Any, name: str) -> Any:
    """Read a checked row."""
    return getattr(part, name)


def of_json(part: Any, name: str) -> Any:
    """Read a row that may be anything."""
    return part.get(name) if isinstance(part, dict) else None


def broken(row: Any, get: Get, target: str) -> Iterator[Fault]:
    """Yield every rule that a row breaks; a part that is not what it should be breaks none."""
    yield from _moments(row, get)
    address = get(row, "customerIP")
    if isinstance(address, str) and address.startswith(INTERNAL):
        yield Fault("customerIP", "is an internal address: the customer's own is wanted")
    yield from _items(row, get, target)
    if target == KIBO:
        yield from _searched(get(row, "externalOrderID"))
    if target == ORDERDYNAMICS:
        yield from _payments(row, get)
    for name in _FREE:
        if (given := get(row, name)) is not None and not _is_shallow(given, DEEPEST):
            yield Fault(name, f"is nested deeper than {DEEPEST}, or holds a number out of bounds")


def _searched(value: Any) -> Iterator[Fault]:
    """An import is read back by a search, which parts values at commas."""
    if isinstance(value, str) and ("," in value or not value.isprintable() or not value.strip()):
        told = "is blank, or holds a comma or a control character: no search finds it again"
        yield Fault("externalOrderID", told)


def _moments(row: Any, get: Get) -> Iterator[Fault]:
    for name in ("importedCreationDate", "expectedDeliveryDate"):
        yield from _moment(get(row, name), name)
    yield from _moment(get(get(row, "customer"), "accountCreated"), "customer.accountCreated")


def _moment(value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            yield Fault(path, "is no date of the calendar")


def _items(row: Any, get: Get, target: str) -> Iterator[Fault]:
    taxed = get(row, "forceItemTaxOverride") is True
    for at, item in enumerate(_entries(get(row, "orderItems"))):
        facts, path = get(item, "itemSpecifics"), f"orderItems.{at}.itemSpecifics"
        if taxed and get(facts, "itemTaxOverride") is None:
            told = "is missing: forceItemTaxOverride is true"
            yield Fault(f"{path}.itemTaxOverride", told)
        if target == ORDERDYNAMICS:
            for name in _ITEM_MONEY:
                yield from _cents(get(facts, name), f"{path}.{name}")


def _payments(row: Any, get: Get) -> Iterator[Fault]:
    for at, payment in enumerate(_entries(get(row, "orderPayments"))):
        yield from _cents(get(payment, "authAmount"), f"orderPayments.{at}.authAmount")


def _cents(value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, float) and round(value, 2) != value:
        yield Fault(path, "must be an amount of at most two places")


def _entries(value: Any) -> Any:
    return value if isinstance(value, list) else ()


def _is_shallow(value: Any, levels: int) -> bool:
    """Return whether the ledger's strict reader takes a free value: depth, size of numbers."""
    if isinstance(value, dict):
        return levels > 0 and all(_is_shallow(one, levels - 1) for one in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_is_shallow(one, levels - 1) for one in value)
    if isinstance(value, int | float):
        return abs(value) <= 10**15 and (isinstance(value, int) or abs(value) > 1e-15 or not value)
    return True
