"""WooCommerce: a storefront whose deliveries show an order's whole state and are never repeated.

https://github.com/woocommerce/woocommerce, plugins/woocommerce/includes/class-wc-webhook.php
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from events import types
from events.envelope import Envelope, Unreadable
from sources import fields, stock, woocommerce_orders, woocommerce_stock
from sources.about import About
from sources.dialect import (
    Dialect,
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
    topic_type,
    translator,
)
from sources.hmac_seal import body_hmac, body_hmac_verifier
from sources.order_states import table_of
from sources.woocommerce_changes import derive

SIGNATURE: Final = "X-WC-Webhook-Signature"
TOPIC: Final = "X-WC-Webhook-Topic"
WEBHOOK_ID: Final = "X-WC-Webhook-ID"
DELIVERY_ID: Final = "X-WC-Webhook-Delivery-ID"
SOURCE: Final = "X-WC-Webhook-Source"

TOPICS: Final = {
    "order.created": types.ORDER_CREATED,
    "order.updated": types.DELIVERY_RECEIVED,
    "order.deleted": types.ORDER_DELETED,
    "order.restored": types.DELIVERY_NOTED,
    "product.*": types.DELIVERY_NOTED,
    "customer.*": types.DELIVERY_NOTED,
    "coupon.*": types.DELIVERY_NOTED,
}

_PING = re.compile(rb"webhook_id=[0-9]{1,20}")
_DIGITS = re.compile(r"[0-9]{1,20}")

# What WordPress stores in place of five characters; the key is the text before that.
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#039;": "'", "&amp;": "&"}
_ENTITY = re.compile("|".join(_ENTITIES))


def _secret_bytes(text: str) -> bytes:
    """Return the key of a secret as typed or as copied from the database."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[0]], text).encode()


def _is_handshake(method: str, raw: bytes, headers: Headers) -> bool:
    """Return whether this is the ping of a webhook being saved: unsigned, without a topic."""
    named = any(headers.get(name) for name in (SIGNATURE, TOPIC, WEBHOOK_ID))
    return method == "POST" and not named and _PING.fullmatch(raw) is not None


def _webhook_id(headers: Headers) -> str:
    found = required_header(headers, WEBHOOK_ID)
    if not _DIGITS.fullmatch(found):
        raise Unreadable(f"{WEBHOOK_ID}: not a number")
    return found


def _type(topic: str, body: Payload, statuses: Mapping[str, str]) -> str:
    """Return the type of a topic; the topic is not signed, so the body must fit it."""
    event_type = topic_type(TOPICS, topic)
    if event_type == types.ORDER_DELETED and body.keys() != {"id"}:
        raise Unreadable("the body does not fit its topic")
    if event_type == types.ORDER_CREATED and not woocommerce_orders.is_creation_alone(
        body, statuses
    ):
        return types.DELIVERY_RECEIVED
    return event_type


def _refs(topic: str, body: Payload) -> tuple[str, ...]:
    if not topic.startswith("order."):
        return ()
    return references(("order", fields.key(body, "id")), ("number", fields.ident(body, "number")))


def _envelope(statuses: Mapping[str, str], raw: bytes, headers: Headers) -> Envelope:
    topic, body = required_header(headers, TOPIC), json_object(raw)
    modified, content = fields.text(body, "date_modified_gmt"), body_hash(raw)
    resource = fields.ident(body, "id")
    time = fields.moment(body, "date_modified_gmt", naive_is_utc=True)
    refs = _refs(topic, body)
    return Envelope(
        identity="|".join([_webhook_id(headers), topic, resource or "", modified or "", content]),
        topic=topic,
        type=_type(topic, body, statuses),
        refs=refs,
        opens_lane=names_order(refs),
        version=time,
        time=time,
        marks=(f"{topic}|{content}",) if time else (),
        tenant=header_value(headers, SOURCE),
    )


def _deleted(body: Payload, envelope: Envelope) -> Payload:
    return {"order": woocommerce_orders.order(body), "reason": "deleted"}


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; its identity is its content, not the id."""
    return {
        "Content-Type": "application/json",
        TOPIC: topic,
        WEBHOOK_ID: "1",
        DELIVERY_ID: identity,
        SIGNATURE: body_hmac(raw, secret),
    }


_READERS: Final[dict[str, Reader]] = {
    types.ORDER_CREATED: woocommerce_orders.created,
    types.ORDER_DELETED: _deleted,
}

_ABOUT: Final = About(
    signature="`X-WC-Webhook-Signature`",
    signed="raw body",
    identity="hook, topic, resource, `date_modified_gmt`, body",
    mark="topic and body, where it has a date",
    lane="order id",
    oracle="openssl",
    derived=(
        (
            "`order.created`, `order.updated`",
            "`order.created`, `order.held`, `order.released`, `order.address_changed`, `payment.captured`, `payment.refunded` for each refund, `order.cancelled`",
        ),
        ("`product.updated`, with `locations`", "`inventory.level_set`"),
    ),
)


def _speaking(statuses: Mapping[str, str]) -> Dialect:
    return Dialect(
        name="woocommerce",
        topics=TOPICS,
        about=_ABOUT,
        verify=body_hmac_verifier(SIGNATURE),
        envelope=partial(_envelope, statuses),
        headers=(SIGNATURE, TOPIC, WEBHOOK_ID, SOURCE),
        translate=translator(_READERS),
        derive=partial(derive, statuses),
        statuses=statuses,
        configured=_configured,
        seal=_seal,
        is_handshake=_is_handshake,
        secret_bytes=_secret_bytes,
    )


def _configured(options: Options) -> Dialect:
    plain = _speaking(table_of(woocommerce_orders.STATUSES, stock.beside(options)))
    locations = stock.locations_of(options)
    return plain if locations is None else _counting(plain, locations)


def _counting(plain: Dialect, locations: stock.Locations) -> Dialect:
    """Return the dialect of a shop whose counts are set."""

    def envelope(raw: bytes, headers: Headers) -> Envelope:
        return woocommerce_stock.outside(locations, plain.envelope(raw, headers), raw)

    def level_set(body: Payload, told: Envelope) -> Payload:
        return woocommerce_stock.level_set(locations, body)

    readers = {**_READERS, types.INVENTORY_LEVEL_SET: level_set}
    return replace(plain, envelope=envelope, translate=translator(readers))


DIALECT = _speaking(woocommerce_orders.STATUSES)
