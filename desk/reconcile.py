"""Storefront, ledger and OMS compared, order by order; what differs is told, and on demand repaired.

Repair never writes to the OMS: it puts events into the order's lane, as a delivery would.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from desk.reconcile_facts import differing, of_oms, of_storefront
from events.envelope import reference
from ledger.views import Views
from oms_client import NotFound
from storefronts.errors import Gone
from storefronts.port import Shown, Storefront
from worker.event import order_id_of
from worker.reading import Reading
from worker.runtime import Runtime

MISSING: Final = "missing"
EXTRA: Final = "extra"
DIFFERENT: Final = "different"


@dataclass(frozen=True, slots=True)
class Difference:
    """One finding. what: missing (in the OMS), extra (in it alone), different (a field is).

    ledger: what stands on record of the order. reading: what the storefront showed.
    """

    store: str
    order: str
    what: str
    field: str
    storefront: str
    oms: str
    ledger: str
    reading: Reading | None = None

    @property
    def row(self) -> dict[str, str]:
        """Return it as it is written."""
        names = ("store", "order", "what", "field", "storefront", "oms", "ledger")
        return {name: str(getattr(self, name)) for name in names}


class Reconciler:
    """Compares the orders of one store. storefront: None where none can be asked."""

    def __init__(self, runtime: Runtime, store: str) -> None:
        self._runtime = runtime
        self._views = Views(runtime.ledger.client)
        self._store = store
        ports = runtime.ports.storefronts
        named = [name for name in ports if runtime.settings.sources[name].store == store]
        self._shops: dict[str, Storefront] = {name: ports[name] for name in named}

    def differences(self, since: datetime) -> Iterator[Difference]:
        """Yield what differs of the orders that changed since a time, at either end.

        Raises OmsError, SourceError, GateShut.
        """
        listed = dict(self._listed(since))
        seen: set[str] = set()
        for name, shop in self._shops.items():
            for shown in shop.updated_since(since):
                seen.add(shown.id)
                yield from self._of_shown(name, shown, listed.get(shown.id))
        for order_id, body in listed.items():
            if order_id not in seen:
                yield from self._of_listed(order_id, body)

    def _listed(self, since: datetime) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the orders of this store that the OMS lists, by the storefront's own id."""
        template = self._runtime.settings.external_ids[self._store].replace("{store}", self._store)
        before, _, after = template.partition("{id}")
        pattern = re.compile(f"{re.escape(before)}(.+){re.escape(after)}", re.DOTALL)
        for body in self._runtime.client.order_orchestration.list_orders.items(
            last_updated_date_time_utc_after=since,
            last_updated_date_time_utc_before=datetime.now(UTC),
        ):
            found = pattern.fullmatch(str(body["ExternalOrderId"]))
            if found:
                yield found[1], body

    def _of_shown(
        self, name: str, shown: Shown, body: Mapping[str, Any] | None
    ) -> Iterator[Difference]:
        source = self._runtime.settings.sources[name]
        reading = Reading(source, self._runtime.spoken_by(source), shown)
        facts, body = of_storefront(reading), body or self._read(shown.id)
        if body is None:
            if not shown.is_cancelled and facts.lines is not None:
                yield self._told(shown.id, MISSING, "order", facts.status, "none", reading)
            return
        for which, (ours, theirs) in differing(facts, of_oms(body, self._shipments(shown))).items():
            yield self._told(shown.id, DIFFERENT, which, ours, theirs, reading)

    def _of_listed(self, order_id: str, body: Mapping[str, Any]) -> Iterator[Difference]:
        """Compare an order that only the OMS shows as changed."""
        for name, shop in self._shops.items():
            shown = shop.get_order(order_id)
            if not isinstance(shown, Gone):
                yield from self._of_shown(name, shown, body)
                return
        status = str(body["OrderStatus"])
        if self._shops and status != "Cancelled":
            yield self._told(order_id, EXTRA, "order", "none", status)
        elif not self._shops and self._on_record(order_id) == "nothing":
            yield self._told(order_id, EXTRA, "order", "not asked", status)

    def _read(self, order_id: str) -> Mapping[str, Any] | None:
        external = self._external(order_id)
        try:
            body: Mapping[str, Any] = self._runtime.client.order_orchestration.get_order(
                external_order_id=external
            ).body
        except NotFound:
            return None
        return body

    def _shipments(self, shown: Shown) -> list[Mapping[str, Any]]:
        """Return the OMS's shipments of an order whose storefront tells of some."""
        if b"tracking_number" not in shown.body:
            return []
        external = self._external(shown.id)
        return list(
            self._runtime.client.order_fulfillment.get_shipments.items(external_order_id=external)
        )

    def _external(self, order_id: str) -> str:
        lane = f"{self._store}/{reference('order', order_id)}"
        return self._runtime.settings.external_order_id(self._store, order_id_of(lane))

    def _told(
        self,
        order_id: str,
        what: str,
        which: str,
        storefront: str,
        oms: str,
        reading: Reading | None = None,
    ) -> Difference:
        ledger = self._on_record(order_id)
        return Difference(self._store, order_id, what, which, storefront, oms, ledger, reading)

    def _on_record(self, order_id: str) -> str:
        """Return what the ledger has of an order: nothing, made, waiting or parked with the reason."""
        lane = self._views.lane_of(self._store, reference("order", order_id))
        if lane is None or lane.startswith("?"):
            return "nothing"
        record = self._views.lane(lane)
        if record.get("tombstone") == "1":
            return "barred"
        if record.get("state") == "parked":
            return f"parked {record.get('reason', '')}"
        if self._views.queue(lane):
            return f"waits {record.get('reason', '')}".strip()
        made = self._views.effects(lane).get("create_order|once", {})
        return "made" if made.get("state") == "APPLIED" else "at rest"
