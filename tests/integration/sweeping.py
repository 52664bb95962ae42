"""A sweep as one store's worker needs it: other tests' lanes stand in the same shard."""

from ledger.ledger import Ledger
from ledger.records import Bell
from ledger.views import Views


def due_bells(ledger: Ledger, store: str) -> list[Bell]:
    """Sweep the shard of a store; return the bells of its own events."""
    views = Views(ledger.client)
    return [bell for bell in ledger.sweep(store) if views.event(bell.event_id)["store"] == store]
