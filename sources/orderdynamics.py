"""OrderDynamics: the OMS itself tells what was committed, by us or by others. Thin: read, then act.

The vendor sends its events over a message bus and publishes neither their names nor their bodies,
nor how they reach a webhook. All of it is our definition, docs/sandbox.md; the seal is that of
Standard Webhooks.
"""

from typing import Final

from events import types
from events.envelope import Envelope
from sources import fields, standard_seal
from sources.about import About
from sources.dialect import (
    Dialect,
    Headers,
    Payload,
    json_object,
    references,
    topic_type,
    translator,
)

REJECTED: Final = "ShipmentRejected"
"""Also the code of what it becomes."""

TOPICS: Final = {
    REJECTED: types.SHIPMENT_EXCEPTION,
    "InvoiceManualInterventionRequired": types.PAYMENT_FAILED,
    "OrderCreated": types.DELIVERY_NOTED,
    "OrderImported": types.DELIVERY_NOTED,
    "OrderUpdated": types.DELIVERY_NOTED,
    "OrderHeld": types.DELIVERY_NOTED,
    "OrderResumed": types.DELIVERY_NOTED,
    "OrderCancelled": types.DELIVERY_NOTED,
    "OrderCompleted": types.DELIVERY_NOTED,
    "ShipmentCreated": types.DELIVERY_NOTED,
    "ShipmentStatusChanged": types.DELIVERY_NOTED,
    "ShipmentRerouted": types.DELIVERY_NOTED,
    "ShipmentSplit": types.DELIVERY_NOTED,
    "ShipmentCancelled": types.DELIVERY_NOTED,
    "ShipmentTrackingUpdated": types.DELIVERY_NOTED,
    "InvoiceCreated": types.DELIVERY_NOTED,
    "InvoicePaid": types.DELIVERY_NOTED,
    "InvoiceCredited": types.DELIVERY_NOTED,
    "InvoiceVoided": types.DELIVERY_NOTED,
    "ReturnCreated": types.DELIVERY_NOTED,
    "ReturnCommitted": types.DELIVERY_NOTED,
    "ReturnCancelled": types.DELIVERY_NOTED,
    "BulkJobCompleted": types.DELIVERY_NOTED,
}

_SILENT: Final = (types.DELIVERY_NOTED, types.UNMAPPED)


def _envelope(raw: bytes, headers: Headers) -> Envelope:
    """Read the outside; no lane is opened, since the order's own store is not told.

    Only the order is a reference: the numbers of shipments are the OMS's own, and a sender's
    could be the same.
    """
    body = json_object(raw)
    topic = fields.required(fields.text(body, "EventType"), "EventType")
    event_type = topic_type(TOPICS, topic)
    acts = event_type not in _SILENT
    order = fields.key(body, "ExternalOrderId") if acts else fields.ident(body, "ExternalOrderId")
    return Envelope(
        identity=fields.key(body, "EventId"),
        topic=topic,
        type=event_type,
        refs=references(("order", order)) if acts else (),
        version=str(fields.whole(body, "Sequence")).zfill(20) if acts else None,
        time=fields.moment(body, "OccurredDateTimeUtc"),
    )


def _order(body: Payload) -> Payload:
    return {"id": fields.key(body, "ExternalOrderId"), "number": None}


def _rejected(body: Payload, envelope: Envelope) -> Payload:
    return {
        "order": _order(body),
        "shipment": {"id": fields.key(body, "InternalId"), "location": None},
        "code": REJECTED,
        "message": "the shipment was rejected",
    }


def _declined(body: Payload, envelope: Envelope) -> Payload:
    return {"order": _order(body), "invoice_id": fields.key(body, "InternalId")}


_ABOUT: Final = About(
    signature="`webhook-signature`",
    signed="`id.timestamp.body`, 300 s both ways",
    identity="`webhook-id`; the `EventId` of the body counts",
    mark="none: the body is signed",
    lane="never: `ExternalOrderId`, see below",
    oracle="the library standardwebhooks",
)


DIALECT = Dialect(
    name="orderdynamics",
    topics=TOPICS,
    about=_ABOUT,
    verify=standard_seal.verify,
    envelope=_envelope,
    headers=standard_seal.HEADERS,
    translate=translator({types.SHIPMENT_EXCEPTION: _rejected, types.PAYMENT_FAILED: _declined}),
    seal=standard_seal.seal,
    secret_bytes=standard_seal.secret_bytes,
)
