"""Seals of every dialect: what fits, and everything that must break one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from sources.dialect import SealBroken
from sources.registry import DIALECTS
from tests.unit.sources.keys import RSA_SIGNED, SIGNED, key_of

BODY_SIGNED = {
    "shopify": "X-Shopify-Hmac-Sha256",
    "woocommerce": "X-WC-Webhook-Signature",
    "shiphero": "x-shiphero-hmac-sha256",
    "extensiv": "Signature",
    "easypost": "X-Hmac-Signature",
    "aftership": "aftership-hmac-sha256",
    "adobe_events": "x-adobe-digital-signature-1",
    "adobe_commerce": "x-adobe-commerce-webhook-signature",
}
TIME_SIGNED = {
    "shippo": "Shippo-Auth-Signature",
    "shipstation": "x-shipengine-rsa-sha256-signature",
}
SIGNATURES = BODY_SIGNED | TIME_SIGNED
ID_SIGNED = ("bigcommerce", "standard_webhooks", "cloudevents", "shipbob", "orderdynamics")
BODY = b'{"id": 1042, "status": "processing"}'
NOW = 1_795_000_000.0


@pytest.mark.parametrize("name", SIGNED)
@settings(max_examples=40, deadline=None)
@given(bit=st.integers(0, 8 * len(BODY) - 1))
def test_one_flipped_bit_of_the_body_breaks_the_seal(
    name: str, bit: int, deliver: Callable[..., Any]
) -> None:
    delivery = deliver(name, BODY)
    flipped = bytearray(BODY)
    flipped[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        delivery.dialect.verify(bytes(flipped), delivery.headers, [delivery.secret], NOW)


SIGNED_HEADERS = [
    *SIGNATURES.items(),
    ("shipstation", "x-shipengine-timestamp"),
    *[
        (name, header)
        for name in ID_SIGNED
        for header in ("webhook-id", "webhook-timestamp", "webhook-signature")
    ],
]


@pytest.mark.parametrize(("name", "header"), SIGNED_HEADERS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_flipped_bit_of_a_signed_header_breaks_the_seal(
    name: str,
    header: str,
    data: st.DataObject,
    deliver: Callable[..., Any],
    any_headers: Callable[..., Any],
) -> None:
    delivery = deliver(name, BODY)
    letters = bytearray(delivery.headers[header].encode())
    bit = data.draw(st.integers(0, 8 * len(letters) - 1))
    letters[bit // 8] ^= 1 << bit % 8
    headers = dict(delivery.headers) | {header: letters.decode("latin-1")}

    with pytest.raises(SealBroken):
        delivery.dialect.verify(BODY, any_headers(headers), [delivery.secret], NOW)


OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize(
    ("valid", "signer", "index"),
    [
        ([OLD], OLD, 0),
        ([NEW, OLD], OLD, 1),
        ([NEW, OLD], NEW, 0),
        ([b"", NEW], NEW, 1),
        ([NEW], OLD, None),
        ([NEW, OLD], OTHER, None),
        ([], OLD, None),
    ],
    ids=[
        "before rotation",
        "old during it",
        "new during it",
        "an empty one is counted but passed over",
        "old after it",
        "a stranger's",
        "no secret at all",
    ],
)
def test_secrets_rotate(name: str, valid: list[bytes], signer: bytes, index: int | None) -> None:
    dialect = DIALECTS[name]
    valid = [key_of(name, word) if word else word for word in valid]
    key = key_of(name, signer)
    headers = Headers(dialect.seal(BODY, key, topic="a/b", identity="msg_1", now=NOW))

    if index is None:
        with pytest.raises(SealBroken):
            dialect.verify(BODY, headers, valid, NOW)
    else:
        assert dialect.verify(BODY, headers, valid, NOW) == index


@pytest.mark.parametrize("name", [name for name in SIGNED if name not in RSA_SIGNED])
def test_an_empty_secret_never_fits(name: str) -> None:
    dialect = DIALECTS[name]
    headers = Headers(dialect.seal(BODY, b"", topic="a/b", identity="msg_1", now=NOW))

    with pytest.raises(SealBroken):
        dialect.verify(BODY, headers, [b""], NOW)


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize(
    "signature",
    ["", "é", "v1,é", "not base64!", "v1", "v1,", ",", "AAAA", "v1,AAAA", "A" * 44, "=" * 44],
)
def test_a_misspelt_signature_breaks_the_seal_and_nothing_else(
    name: str, signature: str, deliver: Callable[..., Any]
) -> None:
    delivery = deliver(name, BODY)
    delivery.headers[SIGNATURES.get(name, "webhook-signature")] = signature

    with pytest.raises(SealBroken):
        delivery.verify()


@pytest.mark.parametrize("name", SIGNED)
def test_no_signature_at_all_breaks_the_seal(name: str) -> None:
    with pytest.raises(SealBroken):
        DIALECTS[name].verify(BODY, Headers(), [OLD], NOW)


@pytest.mark.parametrize("name", SIGNED)
def test_a_signature_header_that_came_twice_breaks_the_seal(
    name: str, deliver: Callable[..., Any]
) -> None:
    delivery = deliver(name, BODY)
    header = SIGNATURES.get(name, "webhook-signature")
    delivery.headers[header] = f"{delivery.headers[header]}, {delivery.headers[header]}"

    with pytest.raises(SealBroken):
        delivery.verify()


@pytest.mark.parametrize("name", SIGNED)
def test_the_secret_of_one_source_does_not_open_another(
    name: str, deliver: Callable[..., Any]
) -> None:
    delivery = deliver(name, BODY)
    others = [deliver(other, BODY).secret for other in DIALECTS if other != name]

    with pytest.raises(SealBroken):
        delivery.verify(*others)


@pytest.mark.parametrize("name", SIGNATURES)
def test_an_empty_body_is_refused_whatever_its_signature(
    name: str, deliver: Callable[..., Any]
) -> None:
    with pytest.raises(SealBroken):
        deliver(name, b"").verify()


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_body_parsed_and_written_again_breaks_the_seal(
    name: str, deliver: Callable[..., Any]
) -> None:
    delivery = deliver(name, BODY)

    with pytest.raises(SealBroken):
        delivery.dialect.verify(BODY.replace(b": ", b":"), delivery.headers, [delivery.secret], NOW)


@pytest.mark.parametrize("name", BODY_SIGNED)
def test_a_late_retry_is_fine_where_the_time_is_not_signed(
    name: str, deliver: Callable[..., Any]
) -> None:
    assert deliver(name, BODY).verify(now=NOW + 4 * 3600) == 0
