"""What is compared of an order: what its storefront and the OMS say, in one form, field by field."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from events import types
from worker.reading import Reading

CANCELLED: Final = "cancelled"
HELD: Final = "held"
OPEN: Final = "open"

_OMS_STATUS: Final = {"Cancelled": CANCELLED, "OnHold": HELD}
_ADDRESS: Final = {
    "line1": "AddressLine1",
    "city": "City",
    "postcode": "ZipCode",
    "country": "CountryCode",
}
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Facts:
    """One side's word; None where it says nothing. lines: pieces by SKU. tracking: numbers."""

    status: str
    lines: Mapping[str, int] | None = None
    amount: Decimal | None = None
    address: Mapping[str, str] | None = None
    tracking: frozenset[str] | None = None
    events: Mapping[str, Any] = field(default_factory=dict)


def of_storefront(reading: Reading) -> Facts:
    """Return what a storefront says; what cannot be read of it is left out."""
    events = reading.facts_or_none()
    status = HELD if types.ORDER_HELD in events else OPEN
    if reading.shown.is_cancelled:
        return Facts(CANCELLED, events=events)
    data = events.get(types.ORDER_CREATED)
    if data is None:
        return Facts(status, events=events)
    lines: Counter[str] = Counter()
    for line in data["lines"]:
        lines[line["sku"] or ""] += line["quantity"]
    ship_to = data["ship_to"] or data["bill_to"]
    return Facts(
        status=status,
        lines=lines,
        amount=_sum(_of_line(line) for line in data["lines"]),
        address={name: _plain(ship_to[name]) for name in _ADDRESS} if ship_to else None,
        tracking=_tracking(reading.shown.body),
        events=events,
    )


def of_oms(order: Mapping[str, Any], shipments: Iterable[Mapping[str, Any]]) -> Facts:
    """Return what the OMS says of an order and its shipments."""
    lines: Counter[str] = Counter()
    for line in order["LineItems"]:
        lines[str(line["Sku"])] += int(line["Quantity"]) - int(line.get("QuantityCancelled") or 0)
    ship_to = order.get("ShippingAddress") or {}
    numbers = (entry for one in shipments for entry in one.get("TrackingNumbers") or ())
    return Facts(
        status=_OMS_STATUS.get(order["OrderStatus"], OPEN),
        lines={sku: pieces for sku, pieces in lines.items() if pieces},
        amount=_sum(_of_oms_line(line) for line in order["LineItems"]),
        address={ours: _plain(ship_to.get(name)) for ours, name in _ADDRESS.items()},
        tracking=frozenset(str(entry["TrackingNumber"]) for entry in numbers),
    )


def differing(shop: Facts, oms: Facts) -> dict[str, tuple[str, str]]:
    """Return the fields in which the two differ, and what each says, nothing personal."""
    found: dict[str, tuple[str, str]] = {}
    if shop.status != oms.status and CANCELLED in (shop.status, oms.status):
        return {"status": (shop.status, oms.status)}
    if shop.status == HELD != oms.status:
        found["status"] = (shop.status, oms.status)
    if shop.status == CANCELLED:
        return found
    if shop.lines is not None and dict(shop.lines) != dict(oms.lines or {}):
        found["lines"] = (_pieces(shop.lines), _pieces(oms.lines or {}))
    if shop.amount is not None and shop.amount != oms.amount and "lines" not in found:
        found["amount"] = (str(shop.amount), str(oms.amount))
    if shop.address is not None and shop.address != oms.address:
        parts = [name for name in _ADDRESS if shop.address[name] != (oms.address or {}).get(name)]
        found["address"] = (f"another {', '.join(parts)}", "")
    lacking = (shop.tracking or frozenset()) - (oms.tracking or frozenset())
    if lacking:
        found["tracking"] = (f"{len(lacking)} more", f"{len(oms.tracking or ())}")
    return found


def _of_line(line: Mapping[str, Any]) -> Decimal:
    price = line["unit_price"]["amount"] if line["unit_price"] else Decimal(0)
    less = line["discount"]["amount"] if line["discount"] else Decimal(0)
    more = line["tax"]["amount"] if line["tax"] else Decimal(0)
    return Decimal(price * line["quantity"] - less + more)


def _of_oms_line(line: Mapping[str, Any]) -> Decimal:
    price, less, more = (
        Decimal(str(line.get(name) or 0)) for name in ("UnitPrice", "DiscountAmount", "TaxAmount")
    )
    return price * int(line["Quantity"]) - less + more


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0)).quantize(_CENT)


def _plain(value: Any) -> str:
    return " ".join(str(value or "").casefold().split())


def _pieces(lines: Mapping[str, int]) -> str:
    return ", ".join(f"{pieces} {sku}" for sku, pieces in sorted(lines.items())) or "none"


def _tracking(body: bytes) -> frozenset[str] | None:
    """Return the numbers of a Shopify order's fulfillments, None where a shop shows none at all."""
    fulfillments = json.loads(body).get("fulfillments")
    if not isinstance(fulfillments, list):
        return None
    live = [one for one in fulfillments if one.get("status") != "cancelled"]
    return frozenset(str(number) for one in live for number in one.get("tracking_numbers") or ())
