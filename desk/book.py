"""The ledger as a person's tools hold it. What is slow to import is imported when it is used."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Optional

from config.settings import ConfigError, Settings, load
from events.envelope import reference
from ledger.lane_views import LaneViews
from ledger.plain import PlainClient, speaks

if TYPE_CHECKING:
    from ledger.ledger import Ledger
    from ledger.records import Bell
    from ledger.views import Views
    from worker.runtime import Runtime

REFERENCE_KINDS: Final = (
    "order",
    "number",
    "shipment",
    "tracking",
    "fulfillment_order",
    "oms_order",
    "oms_shipment",
    "oms_invoice",
    "oms_return",
)
"""What an order may be named by: the senders' names, then the OMS's own numbers."""


class Book:
    """The ledger, opened by what the settings say."""

    def __init__(
        self, settings: Settings, ledger: Optional["Ledger"] = None, *, to_read: bool = False
    ) -> None:
        """Take a ledger that is open already, or open one when it is first needed.

        to_read: for a look at one order, over a plain socket where that will do.
        """
        self.settings = settings
        self._to_read = to_read
        if ledger is not None:
            self.ledger = ledger

    @classmethod
    def opened(cls, *, to_read: bool = False) -> "Book":
        """Open the ledger that the settings name."""
        return cls(load(), to_read=to_read)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what was opened."""
        for name in ("look", "ledger"):
            if name in vars(self):
                vars(self)[name].client.close()

    @cached_property
    def ledger(self) -> "Ledger":
        """Return the ledger with all its scripts."""
        from ledger.connection import connect
        from ledger.ledger import Ledger
        from worker.leases import leases_of

        return Ledger(connect(self.settings.redis_url), leases_of(self.settings.timing))

    @cached_property
    def views(self) -> "Views":
        """Return the reads that change nothing."""
        from ledger import views

        return views.Views(self.ledger.client)

    @cached_property
    def look(self) -> LaneViews:
        """Return the reads of one order, over a plain socket where that was wanted and will do."""
        url = self.settings.redis_url
        plain: Any = PlainClient(url) if self._to_read and speaks(url) else None
        return LaneViews(plain or self.ledger.client)

    @cached_property
    def runtime(self) -> "Runtime":
        """Return what a worker holds, with every task known: to look at the OMS as its tasks do."""
        from worker.app import app
        from worker.runtime import build

        app.loader.import_default_modules()
        return build(self.settings, app)

    @property
    def stores(self) -> list[str]:
        """Return every store that has a source."""
        return self.settings.stores

    def lanes(self, wanted: str) -> list[str]:
        """Return every lane an order may be: named by any reference, or by `store/reference`."""
        named, slash, rest = wanted.partition("/")
        chosen = slash and named in self.stores
        stores, wanted = ([named], rest) if chosen else (self.stores, wanted)
        named_so = [
            (store, reference(kind, name))
            for store in stores
            for name in self._names(store, wanted)
            for kind in REFERENCE_KINDS
        ]
        return sorted(self.look.lanes_of(named_so))

    def _names(self, store: str, wanted: str) -> list[str]:
        """Return what is wanted, and what it is in a store whose ids the OMS knows by a longer name."""
        before, _, after = self.settings.external_ids[store].partition("{id}")
        before, after = (part.replace("{store}", store) for part in (before, after))
        longer = wanted.startswith(before) and wanted.endswith(after)
        inner = wanted[len(before) : len(wanted) - len(after)] if longer else ""
        return [wanted, inner] if inner not in ("", wanted) else [wanted]

    def find_lane(self, wanted: str) -> str:
        """Return the one lane of an order; raise ConfigError when none is known, or more than one."""
        lanes = self.lanes(wanted)
        if len(lanes) > 1:
            raise ConfigError(f"{wanted!r} is known as {', '.join(lanes)}: name it STORE/{wanted}")
        if not lanes:
            raise ConfigError(f"no order is known by {wanted!r} in {', '.join(self.stores)}")
        return lanes[0]

    def quarantined(self) -> list[str]:
        """Return the ids of what is in quarantine, the oldest first in each shard."""
        found = [self.views.quarantined(store) for store in self.stores]
        return list(dict.fromkeys(eid for ids in found for eid in ids))

    def ring(self, bell: Optional["Bell"]) -> None:
        """Ring for what a verb has set free; the sweep would, too."""
        if bell:
            from worker.app import app
            from worker.bell import try_to_ring
            from worker.ringers import ringer_for

            try_to_ring(ringer_for(self.settings, self.ledger.client, app), bell)
