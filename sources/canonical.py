"""What the generic sources share: data that is canonical already (docs/events.md)."""

from events.envelope import Unreadable, instant
from sources import fields
from sources.dialect import Payload, references


def refs(data: Payload) -> tuple[str, ...]:
    """Return the references that canonical data names; raise Unreadable."""
    order = fields.part(data, "order")
    shipments = [fields.part(data, name) for name in ("shipment", "from")]
    if "on_hand" in data:
        return stock(fields.text(data, "sku"), fields.text(data, "location"))
    packages = [data, *fields.parts(data, "packages")]
    return references(
        ("order", fields.ident(order, "id")),
        ("number", fields.ident(order, "number")),
        *[("shipment", fields.ident(shipment, "id")) for shipment in shipments],
        *[("tracking", fields.text(package, "tracking_number")) for package in packages],
    )


def stock(sku: str | None, location: str | None) -> tuple[str, ...]:
    """Return the reference of a SKU at a location, whose counts are set one after another."""
    return references(("stock", f"{sku}@{location}" if sku and location else None))


def version(data: Payload, time: str | None) -> str | None:
    """Return a version that sorts as text: a time, a counter filled with zeros, or as it is."""
    given = fields.ident(data, "version")
    if given is None or given.isdecimal():
        return given.zfill(20) if given else time
    try:
        return instant(given)
    except (Unreadable, OverflowError):
        return given
