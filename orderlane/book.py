"""The ledger as the command line holds it."""

from dataclasses import dataclass
from typing import Final

from config.settings import ConfigError, Settings, load
from events.envelope import reference
from ledger.connection import connect
from ledger.ledger import Ledger
from ledger.records import Bell
from ledger.views import Views
from worker.app import app
from worker.bell import ringer_for, try_to_ring
from worker.runtime import leases_of

REFERENCE_KINDS: Final = ("order", "number", "shipment", "tracking", "fulfillment_order")


@dataclass(frozen=True, slots=True)
class Book:
    """The ledger as the command line holds it."""

    settings: Settings
    ledger: Ledger
    views: Views

    @classmethod
    def opened(cls) -> "Book":
        """Open the ledger that the settings name."""
        settings = load()
        client = connect(settings.redis_url)
        return cls(settings, Ledger(client, leases_of(settings.timing)), Views(client))

    def find_lane(self, wanted: str) -> str:
        """Return the lane of an order named by any reference, or by `store/reference`.

        Raises ConfigError when none is known, or more than one.
        """
        named, slash, rest = wanted.partition("/")
        chosen = slash and named in self.settings.stores
        stores, wanted = ([named], rest) if chosen else (self.settings.stores, wanted)
        lanes = {
            lane
            for store in stores
            for kind in REFERENCE_KINDS
            if (lane := self.views.lane_of(store, reference(kind, wanted)))
        }
        if len(lanes) > 1:
            raise ConfigError(
                f"{wanted!r} is known as {', '.join(sorted(lanes))}: name it STORE/{wanted}"
            )
        if not lanes:
            raise ConfigError(f"no order is known by {wanted!r} in {', '.join(stores)}")
        return lanes.pop()

    def quarantined(self) -> list[str]:
        """Return the ids of what is in quarantine, the oldest first in each shard."""
        found = [self.views.quarantined(store) for store in self.settings.stores]
        return list(dict.fromkeys(eid for ids in found for eid in ids))

    def ring(self, bell: Bell | None) -> None:
        """Ring for what a verb has set free; the sweep would, too."""
        if bell:
            try_to_ring(ringer_for(self.settings, self.ledger.client, app), bell)
