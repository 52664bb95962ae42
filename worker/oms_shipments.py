"""What can be asked for shipments and their tracking numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from worker.effects.lines import SKU
from worker.effects.machine import Machine
from worker.effects.shipment_look import tracking_digests
from worker.oms_reading import Goods, OrderView, Shipment, read_shipments

_SPLITS = ("split_shipment_by_sku", "split_shipment_by_order_detail_id")


class Shipments:
    """Shipments of the order. `occasion` is the event that asks, so that its repeat is known."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def read(self) -> OrderView:
        """Return the order's shipments now; raise Waits when the OMS does not know the order."""
        return read_shipments(self._machine)

    def create_all(self, occasion: str) -> list[int]:
        """Put everything open into shipments; return those it made, else those that are live."""
        ids = self._machine.perform("create_all_shipments", occasion, {})
        return list(ids["ShipmentIds"])

    def split(self, part: str, origin: int, goods: Goods) -> int:
        """Move goods into a new shipment, once for each `part`; return its ShipmentId."""
        operation = _SPLITS[0] if goods.by == SKU else _SPLITS[1]
        ask = {"shipment": origin, "quantities": dict(goods.quantities)}
        return int(self._machine.perform(operation, part, ask)["ShipmentId"])

    def split_before(self, part: str) -> int | None:
        """Return the shipment that was split off for this part, None when there is none."""
        for operation in _SPLITS:
            ids = self._machine.applied_ids(operation, part)
            if ids:
                return int(ids["ShipmentId"])
        return None

    def mark(self, shipment: int, status: str, occasion: str) -> None:
        """Move a shipment forward to a status."""
        key = f"{shipment}:{status}@{occasion}"
        self._machine.perform(
            "update_shipment_status", key, {"shipment": shipment, "status": status}
        )

    def marked(self, shipments: Iterable[Shipment], status: str, occasion: str) -> list[int]:
        """Return which of these an earlier turn of this event has marked."""
        ids = [shipment.id for shipment in shipments]
        keys = {number: f"{number}:{status}@{occasion}" for number in ids}
        done = self._machine.applied_ids
        return [n for n in ids if done("update_shipment_status", keys[n]) is not None]

    def cancel(self, shipment: int) -> None:
        """Cancel a shipment, once."""
        self._machine.perform("cancel_shipment", str(shipment), {"shipment": shipment})


class Tracking:
    """Tracking numbers of a shipment."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def put(
        self,
        shipment: int,
        entries: Sequence[Mapping[str, Any]],
        *,
        key: str,
        replaces: Sequence[str] = (),
    ) -> list[str]:
        """Replace a shipment's list, and return the digests of what stands there then.

        replaces: digests of the list that may be lost, besides an empty one or a part of ours.
        """
        ask = {"shipment": shipment, "tracking": list(entries), "replaces": list(replaces)}
        self._machine.perform("update_shipment_tracking_numbers", f"{shipment}:{key}", ask)
        return tracking_digests(entries)

    def add(self, shipment: Shipment, entry: Mapping[str, Any]) -> list[str]:
        """Add one number to a shipment's list, once; return the digests as `put` does."""
        return self.put(
            shipment.id,
            [*shipment.tracking, entry],
            key=entry["TrackingNumber"],
            replaces=tracking_digests(shipment.tracking),
        )
