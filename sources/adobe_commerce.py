"""Adobe Commerce's synchronous webhooks: a call inside the shop, which waits for our answer.

https://developer.adobe.com/commerce/extensibility/webhooks/. The seal is RSA over the base64 text of the
body. It names neither topic nor delivery: an order is known by its fields, all else is unmapped. The
answer lets the shopper's action go on; it is given only after the delivery is stored.
"""

import base64
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from events import types
from events.envelope import Envelope, Unreadable
from sources import adobe_orders, fields, rsa_seal
from sources.about import About
from sources.adobe_changes import derive_order
from sources.dialect import (
    Dialect,
    Headers,
    Options,
    Payload,
    SealBroken,
    Snapshot,
    body_hash,
    json_object,
    names_order,
    references,
)
from sources.order_states import table_of

SIGNATURE: Final = "x-adobe-commerce-webhook-signature"
ORDER: Final = "order"

TOPICS: Final = {ORDER: types.DELIVERY_RECEIVED}


def _signed(raw: bytes) -> bytes:
    return base64.b64encode(raw)


def _verify(raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
    if not raw:
        raise SealBroken
    return rsa_seal.check(headers.get(SIGNATURE), _signed(raw), secrets)


def _order(body: Payload) -> Payload:
    """Return the order of a body: its hook names the field, or sends the order's fields alone."""
    nested = fields.part(body, "data") or body
    return fields.part(nested, "order") or nested


def _is_order(value: Payload) -> bool:
    return "increment_id" in value and "state" in value and "order_id" not in value


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    value = _order(json_object(raw))
    if not _is_order(value):
        return Envelope(body_hash(raw), "", types.UNMAPPED)
    # An order that is placed just now has no id yet, and nothing to go by.
    refs = references(
        ("order", fields.ident(value, "entity_id")),
        ("number", fields.ident(value, "increment_id")),
    )
    time = fields.required(adobe_orders.updated(value), "updated_at")
    return Envelope(
        identity=body_hash(raw),
        topic=ORDER,
        type=types.DELIVERY_RECEIVED,
        refs=refs,
        opens_lane=names_order(refs),
        version=time,
        time=time,
    )


def _derive(
    statuses: Mapping[str, str], envelope: Envelope, raw: bytes, known: Payload
) -> Snapshot:
    return derive_order(statuses, envelope, _order(json_object(raw)), known)


def _translate(envelope: Envelope, raw: bytes) -> Payload:
    raise Unreadable(f"{envelope.type} has no payload in this dialect")


def _seal(raw: bytes, secret: bytes, *, topic: str, identity: str, now: float) -> dict[str, str]:
    """Return the headers of a delivery of one's own; the body is topic and identity."""
    return {
        "Content-Type": "application/json",
        SIGNATURE: rsa_seal.sign(_signed(raw), secret),
    }


_ABOUT: Final = About(
    signature="`x-adobe-commerce-webhook-signature`",
    signed="the base64 text of the body, by RSA",
    identity="the body as a whole, of which `updated_at` is a part",
    mark="none",
    lane="order id (`entity_id`)",
    oracle="openssl, both ways",
    derived=(
        (
            "a body that is an order",
            "`order.created`, `order.held`, `order.released`, `order.address_changed`, `order.cancelled`",
        ),
    ),
)


def _speaking(statuses: Mapping[str, str]) -> Dialect:
    return Dialect(
        name="adobe_commerce",
        topics=TOPICS,
        about=_ABOUT,
        verify=_verify,
        envelope=_envelope,
        headers=(SIGNATURE,),
        translate=_translate,
        derive=partial(_derive, statuses),
        statuses=statuses,
        configured=_configured,
        seal=_seal,
        accepted_body={"op": "success"},
        secret_bytes=rsa_seal.secret_bytes,
    )


def _configured(options: Options) -> Dialect:
    return _speaking(table_of(adobe_orders.STATUSES, options))


DIALECT = _speaking(adobe_orders.STATUSES)
