"""Shopify's webhooks: signature over the body alone, identity and topic in headers beside it.

https://shopify.dev/docs/apps/build/webhooks. Deduplicate by the webhook id: the event id is
shared by all deliveries that one action of the merchant caused.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from events import types
from events.envelope import Envelope, Unreadable, instant, reference
from sources import (
    fields,
    shopify_moves,
    shopify_orders,
    shopify_returns,
    shopify_shipments,
    shopify_stock,
    stock,
)
from sources.about import About
from sources.dialect import (
    Dialect,
    Fetch,
    Headers,
    Options,
    Payload,
    Reader,
    body_hash,
    header_value,
    json_object,
    names_order,
    references,
    required_header,
    translator,
)
from sources.hmac_seal import body_hmac, body_hmac_verifier
from sources.shopify_changes import derive
from sources.shopify_topics import TOPICS, type_of

SIGNATURE: Final = "X-Shopify-Hmac-Sha256"
TOPIC: Final = "X-Shopify-Topic"
WEBHOOK_ID: Final = "X-Shopify-Webhook-Id"
EVENT_ID: Final = "X-Shopify-Event-Id"
SHOP: Final = "X-Shopify-Shop-Domain"
TRIGGERED_AT: Final = "X-Shopify-Triggered-At"

TEST_ORDER: Final = "820982911946154508"
"""The order of the admin's test button and of the command line's trigger."""


def _order_refs(body: Payload) -> tuple[str, ...]:
    edited = fields.part(body, "order_edit")
    return references(
        ("order", fields.ident(edited, "order_id") or fields.ident(body, "id")),
        ("number", fields.text(body, "name")),
        ("number", fields.ident(body, "order_number")),
    )


def _money_refs(body: Payload) -> tuple[str, ...]:
    return references(("order", fields.ident(body, "order_id")))


def _fulfillment_refs(body: Payload) -> tuple[str, ...]:
    return references(
        ("order", fields.ident(body, "order_id")),
        ("shipment", fields.ident(body, "fulfillment_id") or fields.ident(body, "id")),
        *[("tracking", number) for number in shopify_shipments.numbers(body)],
    )


def _fulfillment_order_refs(body: Payload) -> tuple[str, ...]:
    named = [fields.part(body, name) for name in shopify_shipments.FULFILLMENT_ORDERS]
    return references(
        ("order", shopify_shipments.order_id(body)),
        *[("fulfillment_order", fields.ident(found, "id")) for found in named],
        *[("fulfillment_order", ident) for ident in shopify_moves.merged_ids(body)],
    )


def _return_refs(body: Payload) -> tuple[str, ...]:
    return references(("order", shopify_returns.order_id(body)))


@dataclass(frozen=True, slots=True)
class _Family:
    """What bodies of one family of topics share; version is the field that sorts them."""

    refs: Callable[[Payload], tuple[str, ...]]
    version: str | None


_FAMILIES: Final = {
    "orders": _Family(_order_refs, "updated_at"),
    "order_transactions": _Family(_money_refs, "created_at"),
    "refunds": _Family(_money_refs, "created_at"),
    "fulfillments": _Family(_fulfillment_refs, "updated_at"),
    "fulfillment_events": _Family(_fulfillment_refs, "happened_at"),
    "fulfillment_orders": _Family(_fulfillment_order_refs, None),
    "fulfillment_holds": _Family(_fulfillment_order_refs, None),
    "returns": _Family(_return_refs, None),
}
_NO_FAMILY: Final = _Family(lambda body: (), None)


def _triggered_at(headers: Headers) -> str | None:
    value = header_value(headers, TRIGGERED_AT)
    if value is None:
        return None
    try:
        return instant(value)
    except (Unreadable, OverflowError) as err:
        raise Unreadable(f"{TRIGGERED_AT}: not a time") from err


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    topic, body = required_header(headers, TOPIC), json_object(raw)
    event_type = type_of(topic, body)
    family = _FAMILIES.get(topic.split("/")[0], _NO_FAMILY)
    refs = family.refs(body)
    of_body = fields.moment(body, family.version) if family.version else None
    version = of_body or _triggered_at(headers)
    return Envelope(
        identity=required_header(headers, WEBHOOK_ID),
        topic=topic,
        type=event_type,
        refs=refs,
        opens_lane=names_order(refs),
        version=version,
        time=version,
        # A body without a version means "look now", each time it comes.
        marks=(f"{topic}|{body_hash(raw)}",) if of_body else (),
        tenant=header_value(headers, SHOP),
        correlation=header_value(headers, EVENT_ID),
        test=body.get("test") is True or reference("order", TEST_ORDER) in refs,
    )


_EXCEPTIONS: Final = {
    "fulfillment_orders/cancellation_request_submitted": shopify_shipments.cancellation_wished,
    "fulfillment_orders/moved": shopify_moves.moved,
    "fulfillment_orders/merged": shopify_moves.merged,
}


def _for_a_person(body: Payload, envelope: Envelope) -> Payload:
    """Return the data of `shipment.exception`, which more than one topic tells."""
    return _EXCEPTIONS[envelope.topic](body)


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own, triggered now."""
    return {
        "Content-Type": "application/json",
        TOPIC: topic,
        WEBHOOK_ID: identity,
        TRIGGERED_AT: datetime.fromtimestamp(now, UTC).isoformat(),
        SIGNATURE: body_hmac(raw, secret),
    }


_ABOUT: Final = About(
    signature="`X-Shopify-Hmac-Sha256`",
    signed="raw body",
    identity="`X-Shopify-Webhook-Id`",
    mark="topic and body, where the body has a version",
    lane="order id, often only a fulfillment order",
    oracle="the vendor's published test; openssl",
    derived=(
        ("`orders/updated`", "`order.address_changed`"),
        (
            "`fulfillments/update`",
            "`tracking.updated` for each number that is new or moved, `shipment.cancelled`",
        ),
        ("`inventory_levels/update`, with `locations` and `api`", "`inventory.level_set`"),
    ),
)

_READERS: Final[dict[str, Reader]] = {
    types.ORDER_CREATED: shopify_orders.created,
    types.ORDER_CANCELLED: shopify_orders.cancelled,
    types.ORDER_DELETED: shopify_orders.deleted,
    types.ORDER_EDITED: shopify_orders.edited,
    types.RETURN_CANCELLED: shopify_returns.cancelled,
    types.SHIPMENT_EXCEPTION: _for_a_person,
    types.PAYMENT_CAPTURED: shopify_orders.captured,
    types.PAYMENT_REFUNDED: shopify_orders.refunded,
    types.ORDER_HELD: shopify_shipments.held,
    types.SHIPMENT_HELD: shopify_shipments.held,
    types.ORDER_RELEASED: shopify_shipments.whole,
    types.SHIPMENT_RELEASED: shopify_shipments.whole,
    types.SHIPMENT_CANCELLED: shopify_shipments.whole,
    types.SHIPMENT_REQUESTED: shopify_shipments.whole,
    types.SHIPMENT_SPLIT: shopify_shipments.split,
    types.SHIPMENT_CREATED: shopify_shipments.shipped,
    types.TRACKING_UPDATED: shopify_shipments.milestone,
    types.RETURN_REQUESTED: shopify_returns.requested,
}


def _asked(envelope: Envelope, raw: bytes) -> Fetch | None:
    return shopify_stock.asked(raw) if envelope.topic == shopify_stock.TOPIC else None


def _configured(options: Options) -> Dialect:
    locations = stock.only_locations_of(options)
    return _counting(locations) if locations and options.get("asked_back") else DIALECT


def _counting(locations: stock.Locations) -> Dialect:
    """Return the dialect of a shop whose counts are set."""

    def envelope(raw: bytes, headers: Headers) -> Envelope:
        return shopify_stock.outside(locations, _envelope(raw, headers), raw)

    counting = stock.counting(
        DIALECT, locations, readers=_READERS, envelope=envelope, rows=shopify_stock.rows
    )
    return replace(counting, fetch=_asked)


DIALECT = Dialect(
    name="shopify",
    topics=TOPICS,
    about=_ABOUT,
    verify=body_hmac_verifier(SIGNATURE),
    envelope=_envelope,
    headers=(SIGNATURE, TOPIC, WEBHOOK_ID, EVENT_ID, SHOP, TRIGGERED_AT),
    translate=translator(_READERS),
    configured=_configured,
    derive=derive,
    seal=_seal,
)
