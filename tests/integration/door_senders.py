"""One delivery of each dialect, sealed by code that is not ours."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.integration.door_rig import (
    SECRETS,
    fixture,
    fresh_id,
    openssl_hmac,
    shopify_headers,
    standard_headers,
)


@dataclass(frozen=True)
class Case:
    """A dialect's delivery, how it is sealed, and what its sender wants to hear."""

    source: str
    path: str
    seal: Callable[[str, bytes], dict[str, str]]
    signature: str
    accepted: dict[str, str]


ACCEPTED = {"status": "accepted"}
CASES = {
    case.source: case
    for case in (
        Case(
            "shopify",
            "shopify/orders-create.json",
            lambda identity, raw: shopify_headers(raw, identity),
            "X-Shopify-Hmac-Sha256",
            ACCEPTED,
        ),
        Case(
            "woocommerce",
            "woocommerce/order.created.json",
            lambda identity, raw: {
                "X-WC-Webhook-Signature": openssl_hmac(SECRETS["woocommerce"], raw),
                "X-WC-Webhook-Topic": "order.created",
                "X-WC-Webhook-ID": "7",
                "X-WC-Webhook-Delivery-ID": identity,
            },
            "X-WC-Webhook-Signature",
            ACCEPTED,
        ),
        Case(
            "standard_webhooks",
            "standard_webhooks/order.created.json",
            lambda identity, raw: standard_headers(SECRETS["standard_webhooks"], identity, raw),
            "webhook-signature",
            ACCEPTED,
        ),
        Case(
            "shiphero",
            "shiphero/Order Canceled.json",
            lambda identity, raw: {
                "x-shiphero-hmac-sha256": openssl_hmac(SECRETS["shiphero"], raw),
                "X-Shiphero-Message-ID": identity,
            },
            "x-shiphero-hmac-sha256",
            {"code": "200", "Status": "Success"},
        ),
        Case(
            "shipbob",
            "shipbob/order.shipped.json",
            lambda identity, raw: {
                **standard_headers(SECRETS["shipbob"], identity, raw),
                "x-webhook-topic": "order.shipped",
            },
            "webhook-signature",
            ACCEPTED,
        ),
    )
}


def body_of(case: Case) -> bytes:
    """Return a body of the case that no other test has."""
    return json.dumps({**fixture(case.path), "note_of_test": fresh_id()}).encode()
