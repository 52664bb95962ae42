"""The stock: places by name, and counts by place and SKU.

Our definition, docs/sandbox.md. A SKU is tracked once its stock on hand has been told anywhere;
of any other there is always enough.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from oms_sandbox.entities import CustomField
from oms_sandbox.stock.entities import Center, Counted, Job, Location, Store

FIRST_NUMBER = 900_001


@dataclass(slots=True)
class Count:
    on_hand: int = 0
    reserved: int = 0
    custom_fields: list[CustomField] = field(default_factory=list)


class Stock:
    """Hold the lock of the OMS while calling anything here; a place is named by internal name."""

    def __init__(self) -> None:
        self.locations: dict[str, Location] = {}
        self.stores: dict[str, Store] = {}
        self.centers: dict[str, Center] = {}
        self.pools: dict[str, list[str]] = {}
        self.jobs: dict[int, Job] = {}
        self.jobs_to_do: deque[Job] = deque()
        self.tracked: set[str] = set()
        self._counts: dict[str, dict[str, Count]] = {}
        self._allocated: dict[tuple[str, str], int] = {}
        self._last_number = FIRST_NUMBER - 1

    def new_number(self) -> int:
        self._last_number += 1
        return self._last_number

    def count(self, place: str, sku: str) -> Count | None:
        """Give the count of a SKU at a location, None where it was never told."""
        return self._counts.get(place, {}).get(sku)

    def counted(self, place: str, sku: str) -> Counted:
        """Show a SKU at a location, all nought where it was never told."""
        count = self.count(place, sku) or Count()
        return Counted(
            LocationInternalName=place,
            Sku=sku,
            OnHand=count.on_hand,
            Allocated=self.allocated(place, sku),
            Reserved=count.reserved,
            Available=self.available(place, sku),
        )

    def rows(self, places: Collection[str], skus: Collection[str] | None = None) -> list[Counted]:
        """Show what was told of these SKUs, or of all, at these locations; SKUs by name."""
        rows = []
        for place in places:
            told = self._counts.get(place, {}).keys()
            shown = told if skus is None else told & set(skus)
            rows += [self.counted(place, sku) for sku in sorted(shown)]
        return rows

    def allocated(self, place: str, sku: str) -> int:
        """Count what is in shipments that have not left, tracked or not."""
        return self._allocated.get((place, sku), 0)

    def available(self, place: str, sku: str) -> int:
        count = self.count(place, sku)
        if count is None:
            return 0
        return max(0, count.on_hand - count.reserved - self.allocated(place, sku))

    def set_on_hand(self, place: str, sku: str, quantity: int) -> None:
        """Set what lies at a known location; from now on the SKU is tracked."""
        self._counts.setdefault(place, {}).setdefault(sku, Count()).on_hand = quantity
        self.tracked.add(sku)

    def shares(self, sku: str, wanted: int) -> list[tuple[str, int]]:
        """Share a quantity of a tracked SKU out, oldest location first, as far as available."""
        shares = []
        for place in self.locations:
            part = min(wanted, self.available(place, sku))
            if part:
                shares.append((place, part))
                wanted -= part
        return shares

    def allocate(self, place: str, sku: str, quantity: int) -> None:
        """Promise a quantity to a shipment; a negative one takes the promise back."""
        self._allocated[place, sku] = self.allocated(place, sku) + quantity

    def add_on_hand(self, place: str, sku: str, quantity: int) -> None:
        """Add to what lies there, or take away down to nought; nothing where it was never told."""
        count = self.count(place, sku)
        if count is not None:
            count.on_hand = max(0, count.on_hand + quantity)

    def awaits_shipping(self, place: str) -> bool:
        """Tell whether a shipment that has not left is routed to this place."""
        return any(left for (at, _), left in self._allocated.items() if at == place)

    def holds(self, place: str) -> bool:
        """Tell whether anything lies at a location or is reserved there."""
        counts = self._counts.get(place, {}).values()
        return any(count.on_hand or count.reserved for count in counts)

    def remove_location(self, place: str) -> Location:
        """Forget a location and its counts; its SKUs stay tracked."""
        self._counts.pop(place, None)
        return self.locations.pop(place)
