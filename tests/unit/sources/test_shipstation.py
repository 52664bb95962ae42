"""ShipStation v2: openssl signs what we let in and lets in what we sign; its traps."""

import base64
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Envelope, Unreadable
from sources import rsa_seal
from sources.dialect import SealBroken
from sources.shipstation import DIALECT, SIGNATURE, TIMESTAMP
from tests.unit.sources.keys import rsa_pem

NOW = 1_795_000_000.0
SENT = "2026-11-18T11:06:40Z"
BODY = b'{"resource_type": "TRACK_EVENT_V2"}'
Change = Callable[..., bytes]


@pytest.fixture(scope="module")
def private() -> bytes:
    return DIALECT.secret_bytes(rsa_pem("shipstation"))


@pytest.fixture(scope="module")
def public() -> bytes:
    """Return the public key as one who registers a source would give it."""
    return DIALECT.secret_bytes(openssl("pkey", "-pubout", text=rsa_pem("shipstation")).decode())


@pytest.fixture(scope="module")
def headers(private: bytes) -> Headers:
    return sealed(BODY, private)


@pytest.fixture
def parcel(fixture_body: Callable[[str, str], bytes]) -> Change:
    """Return a tracking body, with fields of the body or of its data changed."""

    def make(data: dict[str, Any] | None = None, **changed: Any) -> bytes:
        body = json.loads(fixture_body("shipstation", "TRACK_EVENT_V2"))
        body["data"] |= data or {}
        return json.dumps({**body, **changed}).encode()

    return make


def openssl(*words: str, text: str | bytes) -> bytes:
    given = text.encode() if isinstance(text, str) else text
    command = ["openssl", *words]
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout


def sealed(raw: bytes, private: bytes, now: float = NOW) -> Headers:
    return Headers(DIALECT.seal(raw, private, topic="", identity="", now=now))


def read(raw: bytes) -> Envelope:
    return DIALECT.envelope(raw, Headers())


def payload(raw: bytes) -> dict[str, Any]:
    return DIALECT.translate(read(raw), raw)


def test_we_let_in_what_openssl_signs(tmp_path: Path, public: bytes) -> None:
    key = tmp_path / "key.pem"
    key.write_text(rsa_pem("shipstation"))
    made = openssl("dgst", "-sha256", "-sign", str(key), text=f"{SENT}.".encode() + BODY)
    headers = Headers({TIMESTAMP: SENT, SIGNATURE: base64.b64encode(made).decode()})

    assert DIALECT.verify(BODY, headers, [public], NOW) == 0


def test_openssl_lets_in_what_we_sign(tmp_path: Path, private: bytes) -> None:
    key, signature = tmp_path / "public.pem", tmp_path / "signature"
    key.write_bytes(openssl("pkey", "-pubout", text=rsa_pem("shipstation")))
    headers = sealed(BODY, private)
    signature.write_bytes(base64.b64decode(headers[SIGNATURE]))
    words = ("dgst", "-sha256", "-verify", str(key), "-signature", str(signature))

    assert b"Verified OK" in openssl(*words, text=f"{headers[TIMESTAMP]}.".encode() + BODY)


@pytest.mark.parametrize("part", ["body", SIGNATURE, TIMESTAMP])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_one_flipped_bit_breaks_the_seal(
    part: str,
    data: st.DataObject,
    headers: Headers,
    public: bytes,
    any_headers: Callable[..., Any],
) -> None:
    parts = {"body": BODY.decode(), **headers}
    letters = bytearray(parts[part].encode())
    bit = data.draw(st.integers(0, 8 * len(letters) - 1))
    letters[bit // 8] ^= 1 << bit % 8
    parts[part] = letters.decode("latin-1")
    raw = parts.pop("body").encode("latin-1")

    with pytest.raises(SealBroken):
        DIALECT.verify(raw, any_headers(parts), [public], NOW)


@pytest.mark.parametrize("seconds", [-301, 301], ids=["from the future", "of the past"])
def test_a_delivery_out_of_its_time_is_refused(seconds: int, private: bytes, public: bytes) -> None:
    headers = sealed(BODY, private)

    assert DIALECT.verify(BODY, headers, [public], NOW + seconds // 301 * 300) == 0
    with pytest.raises(SealBroken):
        DIALECT.verify(BODY, headers, [public], NOW + seconds)


@pytest.mark.parametrize("spelling", ["1795000000", "2026-11-18T11:06:40", "2026-11-18", ""])
def test_a_time_without_a_zone_is_no_time_even_if_it_is_signed(
    spelling: str, private: bytes, public: bytes
) -> None:
    signature = rsa_seal.sign(f"{spelling}.".encode() + BODY, private)

    with pytest.raises(SealBroken):
        DIALECT.verify(BODY, Headers({TIMESTAMP: spelling, SIGNATURE: signature}), [public], NOW)


def test_keys_change_and_the_one_that_fits_counts(private: bytes, public: bytes) -> None:
    other = DIALECT.secret_bytes(rsa_pem("another"))

    assert DIALECT.verify(BODY, sealed(BODY, private), [other, public], NOW) == 1
    with pytest.raises(SealBroken):
        DIALECT.verify(BODY, sealed(BODY, private), [other], NOW)


def test_an_empty_body_is_refused_whatever_its_signature(private: bytes, public: bytes) -> None:
    with pytest.raises(SealBroken):
        DIALECT.verify(b"", sealed(b"", private), [public], NOW)


def test_a_jwk_is_not_taken_for_a_key() -> None:
    with pytest.raises(ValueError, match="PEM"):
        DIALECT.secret_bytes('{"kty": "RSA", "n": "AQAB", "e": "AQAB"}')


def test_scans_stand_in_no_order_and_the_newest_counts(parcel: Change) -> None:
    raw = parcel()

    assert read(raw).version == payload(raw)["occurred_at"] == "2026-11-21T08:12:00.000000Z"


def test_what_is_told_of_a_label_and_of_its_number_is_one_delivery(parcel: Change) -> None:
    label = read(parcel())
    number = read(parcel(resource_url="https://api.shipstation.com/v2/tracking?tracking_number=1Z"))

    assert label.identity == number.identity
    assert label.marks == number.marks == (label.identity,)


@pytest.mark.parametrize("change", [{"status_code": "DE"}, {"events": []}], ids=["status", "scan"])
def test_another_status_or_scan_is_another_delivery(change: dict[str, Any], parcel: Change) -> None:
    assert read(parcel(change)).identity != read(parcel()).identity


def test_a_delivery_date_without_a_zone_disturbs_nobody(parcel: Change) -> None:
    raw = parcel({"status_code": "DE", "actual_delivery_date": "2026-11-21T10:00:00"})

    assert payload(raw)["status"] == "delivered"


def test_delivered_to_a_collection_point_is_not_delivered(parcel: Change) -> None:
    assert payload(parcel({"status_code": "SP"}))["status"] == "available_for_pickup"


@pytest.mark.parametrize(
    ("topic", "event_type"),
    [("BATCH_PROCESSED_V2", types.DELIVERY_NOTED), ("SHIP_NOTIFY", types.UNMAPPED)],
    ids=["a batch", "a link of v1"],
)
def test_a_link_without_data_is_not_followed(topic: str, event_type: str, parcel: Change) -> None:
    envelope = read(parcel(resource_type=topic, data=None))

    assert (envelope.type, envelope.refs) == (event_type, ())


def test_a_body_without_its_type_is_unreadable(parcel: Change) -> None:
    with pytest.raises(Unreadable, match="resource_type"):
        read(parcel(resource_type=None))
