"""From the canonical payload to the OMS's bodies (PascalCase, empty text for what is unknown)."""

from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from worker.effects.lines import LINE, SKU
from worker.oms_reading import Goods, OrderLine
from worker.outcomes import NeedsPerson

CENT = Decimal("0.01")
ADDRESS_FIELDS = {
    "AddressLine1": "line1",
    "AddressLine2": "line2",
    "City": "city",
    "State": "region",
    "ZipCode": "postcode",
    "CountryCode": "country",
    "CompanyName": "company",
    "PhoneNumber": "phone",
    "Email": "email",
}

SHIPMENT_STATUS = {
    "acknowledged": "Acknowledged",
    "picked": "Picked",
    "packed": "Packed",
    "shipped": "Shipped",
    "delivered": "Delivered",
}


def shipping_address(address: dict[str, Any]) -> dict[str, str]:
    """Return an OMS address; a single name is split at its last blank."""
    first, _, last = (address["name"] or "").rpartition(" ")
    named = {"FirstName": first, "LastName": last}
    return named | {oms: address[ours] or "" for oms, ours in ADDRESS_FIELDS.items()}


def order_body(data: dict[str, Any]) -> dict[str, Any]:
    """Return the body of create_order, without the order's id."""
    customer = data["customer"] or {}
    ship_to = data["ship_to"] or data["bill_to"]
    body: dict[str, Any] = {
        "ExternalCustomerId": customer.get("id") or "guest",
        "CurrencyCode": data["currency"],
        "LineItems": [_line(line) for line in data["lines"]],
        "Payments": [_payment(payment) for payment in data["payments"]],
    }
    if ship_to:
        body["ShippingAddress"] = shipping_address(ship_to)
    if data["bill_to"]:
        body["BillingAddress"] = shipping_address(data["bill_to"])
    if data["shipping_method"]:
        body["ShippingMethod"] = data["shipping_method"]
    return body


def tracking_entry(package: dict[str, Any]) -> dict[str, str]:
    """Return one entry of a shipment's TrackingNumbers."""
    return {
        "TrackingNumber": package["tracking_number"].strip(),
        "Carrier": package.get("carrier") or "",
        "Url": package.get("url") or "",
    }


def tracking_entries(packages: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the TrackingNumbers of a shipment's packages, each number once."""
    entries = [tracking_entry(one) for one in packages if (one["tracking_number"] or "").strip()]
    return list({entry["TrackingNumber"]: entry for entry in entries}.values())


def goods_by_line(lines: list[dict[str, Any]], ordered: Sequence[OrderLine]) -> Goods:
    """Return how much of which line of the order; raise NeedsPerson for a line it does not have.

    A line is known by its id, or by a SKU that only one line of the order has.
    """
    found = [_ordered(line, ordered) for line in lines]
    quantities: Counter[str] = Counter()
    for line, known in zip(lines, found, strict=True):
        if known is None:
            raise NeedsPerson("LINES_NOT_FOUND", "a line is not one of the order's")
        quantities[known.name] += line["quantity"]
    return Goods(LINE, quantities)


def goods(lines: list[dict[str, Any]], ordered: Sequence[OrderLine], *, by_id: bool) -> Goods:
    """Return how much of what, by SKU.

    By line of the order only if all are known and it matters: `by_id` asks for it, or one of
    the SKUs stands on more than one line. Raises NeedsPerson for a line with neither.
    """
    found = [_ordered(line, ordered) for line in lines]
    skus = [
        line["sku"] or (known.sku if known else "")
        for line, known in zip(lines, found, strict=True)
    ]
    times = Counter(line.sku for line in ordered)
    if all(found) and (by_id or any(times[sku] > 1 for sku in skus)):
        return goods_by_line(lines, ordered)
    if not all(skus):
        raise NeedsPerson("LINES_NOT_FOUND", "a line without SKU is not one of the order's")
    quantities: Counter[str] = Counter()
    for line, sku in zip(lines, skus, strict=True):
        quantities[sku] += line["quantity"]
    return Goods(SKU, quantities)


def _ordered(line: dict[str, Any], ordered: Sequence[OrderLine]) -> OrderLine | None:
    by_id = [one for one in ordered if line["id"] and one.external == line["id"]]
    by_sku = [one for one in ordered if line["sku"] and one.sku == line["sku"]]
    same = by_id if len(by_id) == 1 else by_sku
    return same[0] if len(same) == 1 else None


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "ExternalOrderDetailId": line["id"] or "",
        "Sku": line["sku"] or "",
        "Quantity": line["quantity"],
        **_prices(line),
    }


def _prices(line: dict[str, Any]) -> dict[str, str]:
    """Return a line's amounts with two places: a finer price is rounded up, the rest a discount."""
    found = {"TaxAmount": _cents(line["tax"]["amount"])} if line["tax"] else {}
    discount = line["discount"]["amount"] if line["discount"] else Decimal(0)
    if line["unit_price"]:
        price = line["unit_price"]["amount"]
        found["UnitPrice"] = price.quantize(CENT, ROUND_CEILING)
        discount += (found["UnitPrice"] - price) * line["quantity"]
    if line["discount"] or discount:
        found["DiscountAmount"] = _cents(discount)
    return {name: str(amount) for name, amount in found.items()}


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def _payment(payment: dict[str, Any]) -> dict[str, Any]:
    return {
        "PaymentMethod": payment["method"],
        "AuthorizationId": payment["authorization"] or "",
        "Amount": str(_cents(payment["amount"]["amount"])),
    }
