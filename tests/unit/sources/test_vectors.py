"""Seals against vectors that others published, and against signers that others wrote."""

import base64
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook
from werkzeug.datastructures import Headers

from sources import standard_seal
from sources.hmac_seal import hmac_sha256
from sources.registry import DIALECTS
from sources.vectors import FITS, Vector, dialect_of, judge, vectors
from tests.unit.sources.keys import SIGNED

SIGNATURES = {
    "shopify": "X-Shopify-Hmac-Sha256",
    "woocommerce": "X-WC-Webhook-Signature",
    "shiphero": "x-shiphero-hmac-sha256",
}
BODY = b'{"id": 1042, "status": "processing"}'
NOW = 1_795_000_000.0
KEY = b"0123456789abcdef0123456789abcdef"
PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != ".")


def standard_headers(identity: str, timestamp: str, signature: str) -> Headers:
    return Headers(
        {
            "webhook-id": identity,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature,
        }
    )


@pytest.mark.parametrize(
    ("key", "data", "expected"),
    [
        (
            b"\x0b" * 20,
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
    ],
    ids=["RFC 4231 case 1", "RFC 4231 case 2"],
)
def test_the_hmac_is_that_of_rfc_4231(key: bytes, data: bytes, expected: str) -> None:
    assert hmac_sha256(key, data).hex() == expected


@pytest.mark.parametrize(
    "vector", vectors(), ids=lambda one: f"{one.dialect}, {one.name}, {one.by}"
)
def test_a_seal_that_others_made_holds_and_no_changed_one_does(vector: Vector) -> None:
    assert judge(vector, dialect_of(vector)) == FITS


def test_every_dialect_that_signs_is_held_against_a_seal_that_others_made() -> None:
    assert set(SIGNED) - {vector.dialect for vector in vectors()} == set(), "see tests/oracles"


def test_a_seal_that_holds_for_anything_is_found_out() -> None:
    vector = vectors()[0]
    agreeable = replace(DIALECTS[vector.dialect], verify=lambda *_: 0)

    assert judge(vector, agreeable) == "holds with a changed body, too"


@pytest.mark.parametrize("name", SIGNATURES)
def test_openssl_signs_what_we_verify(name: str, deliver: Callable[..., Any]) -> None:
    delivery = deliver(name, BODY)
    command = ["openssl", "dgst", "-sha256", "-hmac", delivery.secret.decode(), "-binary"]
    signed = subprocess.run(command, input=BODY, capture_output=True, check=True)
    delivery.headers[SIGNATURES[name]] = base64.b64encode(signed.stdout).decode()

    assert delivery.verify() == 0


IDS = st.text(PRINTABLE, min_size=1, max_size=256)


@settings(max_examples=60, deadline=None)
@given(body=st.text(), identity=IDS)
def test_the_specifications_library_accepts_what_we_seal(body: str, identity: str) -> None:
    raw = json.dumps([body])
    now = datetime.now(UTC).timestamp()
    headers = standard_seal.seal(raw.encode(), KEY, topic="", identity=identity, now=now)

    assert Webhook(KEY).verify(raw.encode(), headers) == [body]


@settings(max_examples=60, deadline=None)
@given(body=st.text(), identity=IDS)
def test_we_verify_what_the_specifications_library_signs(body: str, identity: str) -> None:
    signature = Webhook(KEY).sign(identity, datetime.fromtimestamp(NOW, UTC), body)
    headers = standard_headers(identity, str(int(NOW)), signature)

    assert standard_seal.verify(body.encode(), headers, [KEY], NOW) == 0


def test_only_the_five_entities_of_wordpress_are_decoded() -> None:
    secret = DIALECTS["woocommerce"].secret_bytes("&copy;&amp;lt;&#39;&apos;")

    assert secret == b"&copy;&lt;&#39;&apos;"
