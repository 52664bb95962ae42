"""`orderlane verify`: the balance recomputed from the events, and the OMS's own lists against the effects."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from ledger.counters import Figures, Made
from ledger.views import OUTCOMES, Balance, Views
from oms_client import OmsClient

EXPIRING: Final = frozenset({"done", "stale", "superseded", "skipped"})
"""What is forgotten after its retention, so that it can be counted again only while it is young."""

UNCOUNTED: Final = frozenset({"duplicate"})
"""What leaves no record of its own."""

ENDS: Final = ("done", "duplicate", "conflict", "superseded", "stale", "skipped")
"""What an event stays, so that it is told once."""

MAKES: Final[dict[str, tuple[str, str]]] = {
    "create_order": ("order", "InternalOrderId"),
    "import_order": ("order", "InternalOrderId"),
    "create_all_shipments": ("shipment", "ShipmentIds"),
    "split_shipment_by_sku": ("shipment", "ShipmentId"),
    "split_shipment_by_order_detail_id": ("shipment", "ShipmentId"),
    "auto_invoice": ("invoice", "InvoiceId"),
    "create_sales_invoice_by_details": ("invoice", "InvoiceId"),
    "credit_invoice": ("invoice", "InvoiceId"),
}
"""What an operation makes, and where its effect keeps the ids."""

Object = tuple[str, int]
"""A kind and its id in the OMS."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Which objects the effects say they made: by a call, or only found as wanted."""

    made: Counter[Object]
    found: frozenset[Object]

    def difference(self, seen: Object) -> str | None:
        """Return what is wrong with an object the OMS has, None when one effect explains it."""
        if self.made[seen] > 1:
            return f"{seen[0]} {seen[1]}: {self.made[seen]} effects say they made it"
        if not self.made[seen] and seen not in self.found:
            return f"{seen[0]} {seen[1]}: in the OMS, and no effect explains it"
        return None


def recount(views: Views, stores: list[str]) -> Counter[str]:
    """Return the events by state, counted from their records."""
    return Counter(record["state"] for record in views.events(stores))


def balance_differences(balance: Balance, counted: Mapping[str, int], *, young: bool) -> list[str]:
    """Return where counters and records differ. young: nothing can have been forgotten yet."""
    found = [] if not balance.difference else [f"the balance is off by {balance.difference}"]
    for word, state in OUTCOMES.items():
        told, seen = balance.outcomes[word], counted.get(state, 0)
        forgotten = word in EXPIRING and not young and seen < told
        if word not in UNCOUNTED and told != seen and not forgotten:
            found.append(f"{word}: the counter says {told}, the records say {seen}")
    return found


def figure_differences(figures: Figures, balance: Balance, kept: int) -> list[str]:
    """Return where the figures for the dashboards are not those of the balance and the indexes."""
    told: Counter[str] = Counter()
    for event, number in figures.told.items():
        told[event.what] += number
    pairs = {word: (told[OUTCOMES[word]], balance.outcomes[word]) for word in ENDS}
    pairs["parked orders"] = (figures.stopped.total(), figures.lanes["PARKED"])
    pairs["in quarantine"] = (figures.kept.total(), kept)
    return [
        f"{word}: the figures say {figure}, the ledger says {number}"
        for word, (figure, number) in pairs.items()
        if figure != number
    ]


def effect_differences(figures: Figures, effects: Iterator[Mapping[str, Any]]) -> list[str]:
    """Return where the effects' figures are not those of their records."""
    counted = Counter(Made(effect["operation"], effect["state"]) for effect in effects)
    return [
        f"{made.operation} {made.state}: the figures say {figures.effects[made]}, the records say "
        f"{counted[made]}"
        for made in sorted(figures.effects.keys() | counted.keys())
        if figures.effects[made] != counted[made]
    ]


def claims_of(effects: Iterator[Mapping[str, Any]]) -> Claims:
    """Return the objects that applied effects say they made or found."""
    made: Counter[Object] = Counter()
    found: set[Object] = set()
    for effect in effects:
        if effect["state"] != "APPLIED" or effect["operation"] not in MAKES:
            continue
        kind, name = MAKES[effect["operation"]]
        ids = effect["ids"].get(name) or []
        objects = [(kind, number) for number in (ids if isinstance(ids, list) else [ids])]
        if effect["attempt"]:
            made.update(objects)
        else:
            found.update(objects)
    return Claims(made, frozenset(found))


def listed(client: OmsClient, since: datetime, until: datetime) -> Iterator[Object]:
    """Yield every order, shipment and invoice that the OMS lists for a window (UTC)."""
    for order in client.order_orchestration.list_orders.items(
        last_updated_date_time_utc_after=since, last_updated_date_time_utc_before=until
    ):
        yield "order", order["InternalOrderId"]
    for shipment in client.order_fulfillment.get_shipments.items(
        create_date_time_utc_after=since, create_date_time_utc_before=until
    ):
        yield "shipment", shipment["ShipmentId"]
    for invoice in client.payment_processing.get_invoices.items(
        create_date_time_utc_after=since, create_date_time_utc_before=until
    ):
        yield "invoice", invoice["InvoiceId"]


def oms_differences(claims: Claims, seen: set[Object], *, whole: bool) -> list[str]:
    """Return what the OMS has and no effect explains, and, of a whole list, what it lacks."""
    found = [text for text in map(claims.difference, sorted(seen)) if text]
    lacking = sorted(set(claims.made) - seen) if whole else []
    return found + [f"{kind} {number}: made, but not in the OMS" for kind, number in lacking]


def verify(
    views: Views, client: OmsClient, stores: list[str], since: datetime, *, young: bool, whole: bool
) -> list[str]:
    """Return every difference between counters, records, effects and the OMS's lists.

    young: the ledger is younger than its retention. whole: `since` lies before everything.
    """
    until = datetime.now(UTC)
    balance = views.balance(stores)
    found = balance_differences(balance, recount(views, stores), young=young)
    kept = len({eid for store in stores for eid in views.quarantined(store)})
    figures = views.counters.figures(stores)
    found += figure_differences(figures, balance, kept)
    if young:  # effects that were forgotten with their orders stay counted
        found += effect_differences(figures, views.all_effects(stores))
    claims = claims_of(views.all_effects(stores))
    return found + oms_differences(claims, set(listed(client, since, until)), whole=whole)
