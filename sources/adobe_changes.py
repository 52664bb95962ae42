"""What a newer state of an order of Adobe Commerce means."""

from collections.abc import Mapping
from functools import partial

from events import types
from events.envelope import Envelope
from sources import adobe_orders
from sources.dialect import Payload, Snapshot
from sources.order_states import Seen, compare, lines_of, meaning_of


def derive_order(
    statuses: Mapping[str, str], envelope: Envelope, value: Payload, known: Payload
) -> Snapshot:
    """Return the order's new state and what lies between.

    Without its items an order cannot be created here: the subscription must ask for them.
    """
    word = adobe_orders.word(value, statuses)
    seen = Seen(
        order=adobe_orders.order(value),
        version=envelope.version,
        word=word,
        meaning=meaning_of(statuses, word),
        creation=partial(adobe_orders.created, value) if value.get("items") else None,
        ship_to=adobe_orders.ship_to(value),
        lines=lines_of(adobe_orders.created(value)["lines"]) if value.get("items") else None,
        announced=value.get("_isNew") is True,
        hold="holded",
    )
    snapshot = compare(seen, known.get("order", {}))
    told = snapshot.events if envelope.type == types.DELIVERY_RECEIVED else ()
    return Snapshot({**known, "order": snapshot.state}, told)
