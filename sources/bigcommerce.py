"""BigCommerce: a storefront whose webhooks are thin: what they mean is asked of the store.

https://developer.bigcommerce.com/docs/integrations/webhooks. The seal is that of Standard Webhooks,
its key the client secret of the API account as it is. A change of the status alone tells what it
is; all else comes as ids.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from events import types
from events.envelope import Envelope, Unreadable, instant
from sources import bigcommerce_stock, fields, standard_seal, stock
from sources.about import About
from sources.bigcommerce_changes import ORDER_CREATED, STATUS_UPDATED, derive
from sources.bigcommerce_orders import STATUSES
from sources.dialect import (
    Dialect,
    Fetch,
    Headers,
    Options,
    Payload,
    Reader,
    body_hash,
    json_object,
    names_order,
    references,
    topic_type,
    translator,
)
from sources.order_states import table_of

TOPICS: Final = {
    ORDER_CREATED: types.DELIVERY_RECEIVED,
    "store/order/updated": types.DELIVERY_RECEIVED,
    STATUS_UPDATED: types.DELIVERY_RECEIVED,
    "store/order/archived": types.ORDER_DELETED,
    "store/order/refund/created": types.DELIVERY_RECEIVED,
    "store/order/transaction/created": types.DELIVERY_RECEIVED,
    "store/order/transaction/updated": types.DELIVERY_RECEIVED,
    "store/shipment/created": types.DELIVERY_RECEIVED,
    "store/shipment/updated": types.DELIVERY_RECEIVED,
    "store/shipment/deleted": types.SHIPMENT_CANCELLED,
    **dict.fromkeys(bigcommerce_stock.TOPICS, types.DELIVERY_NOTED),
    "store/app/uninstalled": types.DELIVERY_NOTED,
}

_RESOURCES: Final = {
    "store/order/refund/": "refunds",
    "store/order/": "order",
    "store/shipment/": "shipments",
}
"""What is asked for, by how the topic begins; the first that fits counts."""

_ID: Final = re.compile(r"[0-9]{1,12}")
_LATEST: Final = 10**11
_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)
_ORDER_FIELDS: Final = (
    ("order/", "id"),
    ("order/transaction/", "order_id"),
    ("shipment/", "orderId"),
)


def _order_id(topic: str, data: Payload) -> str | None:
    """Return the order's id: a number `id`, a text `order_id` or a number `orderId`, by topic."""
    names = [name for prefix, name in _ORDER_FIELDS if topic.startswith(f"store/{prefix}")]
    return fields.ident(data, names[-1]) if names else None


def _shipment_id(topic: str, data: Payload) -> str | None:
    return fields.ident(data, "id") if topic.startswith("store/shipment/") else None


def _time(body: Payload) -> str:
    """Return when it happened; the sender says it in whole unix seconds."""
    seconds: Any = body.get("created_at")
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < _LATEST:
        raise Unreadable("created_at: not in unix seconds")
    return instant(datetime.fromtimestamp(seconds, UTC).isoformat())


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    body = json_object(raw)
    topic = fields.required(fields.text(body, "scope"), "scope")
    event_type = topic_type(TOPICS, bigcommerce_stock.family(topic))
    data = fields.part(body, "data")
    acts = event_type not in _SILENT
    time = _time(body) if acts else None
    order, shipment = _order_id(topic, data), _shipment_id(topic, data)
    refs = references(("order", order), ("shipment", shipment))
    return Envelope(
        identity=standard_seal.message_id(headers),
        topic=topic,
        type=event_type,
        refs=refs,
        opens_lane=names_order(refs),
        version=time,
        time=time,
        marks=(f"{topic}|{body_hash(raw)}",) if acts else (),
        tenant=fields.ident(body, "producer"),
    )


def _order(body: Payload, envelope: Envelope) -> Payload:
    ident = _order_id(envelope.topic, fields.part(body, "data"))
    return {"id": fields.required(ident, "data: the order's id"), "number": None}


def _archived(body: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(body, envelope), "reason": "archived"}


def _shipment_deleted(body: Payload, envelope: Envelope) -> Payload:
    shipment = fields.key(fields.part(body, "data"), "id")
    order = _order(body, envelope)
    return {"order": order, "shipment": {"id": shipment}, "reason": "deleted"}


def _fetch(envelope: Envelope, raw: bytes) -> Fetch | None:
    """Return what must be asked; a change of the status tells enough to go by."""
    if envelope.type != types.DELIVERY_RECEIVED:
        return None
    data = fields.part(json_object(raw), "data")
    resource = next(
        resource for prefix, resource in _RESOURCES.items() if envelope.topic.startswith(prefix)
    )
    ident = _order_id(envelope.topic, data) or ""
    if not _ID.fullmatch(ident):
        raise Unreadable("data: the order's id is no number")
    return Fetch(resource, {"id": ident}, needed=envelope.topic != STATUS_UPDATED)


_READERS: Final[dict[str, Reader]] = {
    types.ORDER_DELETED: _archived,
    types.SHIPMENT_CANCELLED: _shipment_deleted,
}

_ABOUT: Final = About(
    signature="`webhook-signature`",
    signed="`id.timestamp.body`, 300 s both ways",
    identity="`webhook-id`",
    mark="topic and body: a wildcard scope tells a thing twice",
    lane="order id",
    oracle="the library standardwebhooks, used as the vendor's guide does",
    derived=(
        (
            "`store/order/created`, `store/order/updated`, `store/order/statusUpdated`, `store/order/transaction/*`",
            "`order.created`, `order.held`, `order.released`, `order.address_changed`, `payment.captured` for each transaction, `order.cancelled`; `order.deleted` when the order is gone",
        ),
        ("`store/order/refund/created`", "the same, and `payment.refunded` for each refund"),
        (
            "`store/order/statusUpdated`, not fetched",
            "`order.held`, `order.released`, `order.cancelled`",
        ),
        (
            "`store/shipment/created`, `store/shipment/updated`",
            "`shipment.created`, then `tracking.updated` for a new number",
        ),
        (
            "`store/product/inventory/*`, `store/sku/inventory/*`, `store/channel/*/inventory/*`, with `locations` and `api`",
            "`inventory.level_set` for each SKU and location",
        ),
    ),
)


def _speaking(statuses: Mapping[str, str]) -> Dialect:
    return Dialect(
        name="bigcommerce",
        topics=TOPICS,
        about=_ABOUT,
        verify=standard_seal.verify,
        envelope=_envelope,
        headers=standard_seal.HEADERS,
        translate=translator(_READERS),
        derive=partial(derive, statuses),
        fetch=_fetch,
        statuses=statuses,
        configured=_configured,
        seal=standard_seal.seal,
    )


def _configured(options: Options) -> Dialect:
    plain = _speaking(table_of(STATUSES, stock.beside(options)))
    locations = stock.locations_of(options)
    return _counting(plain, locations) if locations and options.get("asked_back") else plain


def _counted(raw: bytes, headers: Headers) -> Envelope:
    """Read the outside of a delivery where counts are set: of a hook of stock, the store is asked."""
    told = _envelope(raw, headers)
    if bigcommerce_stock.family(told.topic) not in bigcommerce_stock.TOPICS:
        return told
    bigcommerce_stock.asked(raw)
    time = _time(json_object(raw))
    return stock.listed(replace(told, version=time, time=time))


def _asked(envelope: Envelope, raw: bytes) -> Fetch | None:
    if bigcommerce_stock.family(envelope.topic) in bigcommerce_stock.TOPICS:
        return bigcommerce_stock.asked(raw)
    return _fetch(envelope, raw)


def _counting(plain: Dialect, locations: stock.Locations) -> Dialect:
    """Return the dialect of a store whose counts are set."""
    counting = stock.counting(
        plain, locations, readers=_READERS, envelope=_counted, rows=bigcommerce_stock.rows
    )
    return replace(counting, fetch=_asked)


DIALECT = _speaking(STATUSES)
