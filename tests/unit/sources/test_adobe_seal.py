"""The seal of Adobe I/O Events: the published vector, the addressee, the keys, the handshakes."""

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from sources import adobe_seal, rsa_seal
from sources.adobe_events import DIALECT, ORDER_SAVED
from sources.dialect import Dialect, Payload, SealBroken
from tests.unit.sources.conftest import FIXTURES
from tests.unit.sources.keys import rsa_pem

# adobe/aio-lib-events, test/mock.js.
V9_BODY = b'{"event_id":"eventId1","event":{"hello":"world"},"recipient_client_id":"client_id1"}'
V9_SIGNATURE = (
    "Hgq9NEIAtFItHQfHYi2x94zAaHG7088PUDLdpSTdsFjLPD+IJCrKpSf4bxNeh3vHmMqj6zUVYfFEYvgI0riJNx12b3wIMHhoa/MxQGzzCcN4GnB/LVaT"
    "m9/1LZSxKpyR34FhaaYxbN3u3dSE60zk5swjzMKUFRmFiiE6k0knjcM+e0E3f1g9kFXgy/dUIOlty4SlS3hbv1UHS/BYXakH7d0lb4mrNxHIGNuIyFRm"
    "MpbZ4KyXDJo5nCQqvW0dZKAikpavf58/S8xbYyhJTImNJaUMZYQ5m8KD6H1ME48Hr3Q+Vgte9cXrTCreK1tVqCCy/ZaQGC7Z/qPOC+D849hi9g=="
)
V9_KEY = (
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArGwUIIdaBSUrZq4V24cLR3I19gel9uBBmXE3lt4oVHF0lMsHnA72cJNf/IPFYDWElM/tE4ba"
    "t8p78O2ZQpus6nzi/ISfSWprWhvTuI5sKx6CVgbRIzUM6VTIcvo8o3PK49HbgacRiUABZ1uNo7CzPfmu5xAY+l2Ie1Dt8yperotKAKJmuPYeFWKGe9tz"
    "bPYgFluCy8DjPp2gGsmjsorR/CVRJq8fWl5aTLha+ZHSTuyNY+RQhC/fZ7CHf89EdSvonyu6W7/SJmSf9DGGjmX0HJNREqdTE9QdbSBMfNn/pa9fCGwR"
    "3yEoAZCkfVG06Xx02vOI0Q1RAkf2tGhO4bsZcwIDAQAB\n-----END PUBLIC KEY-----"
)
CLIENT = "c0ffee00c0ffee00c0ffee00c0ffee00"
GUID = "8ec8d794-e0ab-42df-9017-e3dada8e84f7"
PATH = "/prod/keys/pub-key-0f1e2d3c-0000-4000-8000-000000000001.pem"


def of(client_id: str, **more: Any) -> Dialect:
    """Return the dialect as the source of one client speaks it."""
    assert DIALECT.configured is not None
    return DIALECT.configured({"client_id": client_id, **more})


def body(topic: str = ORDER_SAVED, **value: Any) -> Payload:
    found: Payload = json.loads((FIXTURES / "adobe_events" / f"{topic}.json").read_text())
    found["data"]["value"] |= value
    return found


def sealed(raw: bytes, header: str = "x-adobe-digital-signature-1", signs: Any = None) -> Headers:
    key = rsa_seal.secret_bytes(rsa_pem("adobe"))
    return Headers({header: rsa_seal.sign(signs or raw, key)})


def holds(dialect: Dialect, raw: bytes, headers: Headers) -> bool:
    try:
        return dialect.verify(raw, headers, [rsa_seal.secret_bytes(rsa_pem("adobe"))], 0.0) == 0
    except SealBroken:
        return False


@pytest.mark.parametrize("place", ["1", "2"])
def test_the_published_vector_fits_whichever_of_the_two_signatures_it_is(place: str) -> None:
    headers = Headers({f"x-adobe-digital-signature-{place}": V9_SIGNATURE})
    key = rsa_seal.secret_bytes(V9_KEY)

    assert of("client_id1").verify(V9_BODY, headers, [key], 0.0) == 0
    with pytest.raises(SealBroken):
        of("client_id1").verify(V9_BODY.replace(b"world", b"w0rld"), headers, [key], 0.0)


def test_the_vector_in_the_older_shape_is_read() -> None:
    envelope = DIALECT.envelope(V9_BODY, Headers({"x-adobe-event-code": "com.acme.hello"}))

    assert (envelope.identity, envelope.topic, envelope.type) == (
        "eventId1",
        "com.acme.hello",
        types.UNMAPPED,
    )


def test_openssl_signs_what_we_verify(tmp_path: Path) -> None:
    private = tmp_path / "key.pem"
    private.write_text(rsa_pem("adobe"))
    raw = json.dumps(body()).encode()
    command = ["openssl", "dgst", "-sha256", "-sign", str(private)]
    signed = subprocess.run(command, input=raw, capture_output=True, check=True).stdout
    headers = Headers({"x-adobe-digital-signature-1": base64.b64encode(signed).decode()})

    assert holds(of(CLIENT), raw, headers)


@pytest.mark.parametrize("header", adobe_seal.SIGNATURES)
def test_either_spelling_of_the_signature_headers_counts(header: str) -> None:
    raw = json.dumps(body()).encode()

    assert holds(of(CLIENT), raw, sealed(raw, header))


def test_one_good_signature_beside_a_broken_one_is_enough() -> None:
    raw = json.dumps(body()).encode()
    headers = sealed(raw, "x-adobe-digital-signature-2")
    headers["x-adobe-digital-signature-1"] = "AAAA"

    assert holds(of(CLIENT), raw, headers)


@pytest.mark.parametrize("told", [{"recipientclientid": CLIENT}, {"recipient_client_id": CLIENT}])
def test_the_addressee_is_read_under_its_old_and_its_new_name(told: Payload) -> None:
    raw = json.dumps(told).encode()

    assert holds(of(CLIENT), raw, sealed(raw))


@pytest.mark.parametrize(
    "told",
    [
        {"recipientclientid": "another-project"},
        {"note": CLIENT},
        {"recipientclientid": "another-project", "recipient_client_id": CLIENT},
        [],
        None,
    ],
    ids=["another's", "named elsewhere", "the new name wins", "no object", "null"],
)
def test_adobes_own_seal_on_what_is_not_addressed_to_us_is_refused(told: Any) -> None:
    raw = json.dumps(told).encode()

    assert not holds(of(CLIENT), raw, sealed(raw))


def test_a_body_that_is_base64_as_a_whole_is_decoded_before_hashing() -> None:
    plain = json.dumps(body()).encode()
    raw = base64.b64encode(plain)

    assert holds(of(CLIENT), raw, sealed(raw, signs=plain))
    assert not holds(of(CLIENT), raw, sealed(raw, "x-adobe-digital-signature-9", plain))
    assert DIALECT.envelope(raw, Headers()).refs == ("order:511", "number:000000511")


def test_only_the_path_of_a_key_is_taken_from_the_header() -> None:
    raw, dialect = json.dumps(body()).encode(), of(CLIENT)
    assert dialect.keys is not None

    named = dialect.keys.named(raw, Headers({"x-adobe-public-key1-path": PATH}))

    assert (dialect.keys.url, named) == ("https://static.adobeioevents.com", (PATH,))


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/prod/keys/pub-key-1.pem",
        "//evil.example/prod/keys/pub-key-1.pem",
        "/prod/keys/../../etc/pub-key-1.pem",
        "@evil.example/prod/keys/pub-key-1.pem",
        "/prod/keys/pub-key-1.pem?x=1",
        "/prod/keys/pub-key-1.pem#",
        "/prod/keys/pub-key-%31.pem",
        "/prod\\keys/pub-key-1.pem",
        "/prod/keys/pub-key-1.pem\n",
        "/prod/keys/pub-key-1.pem, /prod/keys/pub-key-2.pem",
    ],
)
def test_a_key_path_of_another_form_is_refused(path: str, any_headers: Any) -> None:
    keys = of(CLIENT).keys
    assert keys is not None

    with pytest.raises(SealBroken):
        keys.named(json.dumps(body()).encode(), any_headers({"x-adobe-public-key2-path": path}))


def test_no_key_is_asked_for_a_body_that_does_not_speak_of_us() -> None:
    keys = of("another-project").keys
    assert keys is not None

    with pytest.raises(SealBroken):
        keys.named(json.dumps(body()).encode(), Headers({"x-adobe-public-key1-path": PATH}))


@pytest.mark.parametrize("options", [{}, {"client_id": "short"}, {"client_id": 7}])
def test_a_client_id_must_be_one(options: Payload) -> None:
    assert DIALECT.configured is not None
    with pytest.raises(ValueError, match="client_id"):
        DIALECT.configured(options)


@pytest.mark.parametrize(
    "url", ["http://keys.example", "https://a@b", "https://a/b", "file:///", 1]
)
def test_the_host_of_the_keys_is_an_https_one_or_this_machine(url: Any) -> None:
    with pytest.raises(ValueError, match="keys_url"):
        of(CLIENT, keys_url=url)
    assert of(CLIENT, keys_url="http://127.0.0.1:8099").keys is not None


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ({"challenge": GUID}, GUID),
        ({"challenge": "<script>alert(1)</script>"}, None),
        ({"challenge": f"{GUID}\n"}, None),
        ({"challenge": ""}, None),
        ({}, None),
    ],
)
def test_only_a_guid_is_echoed(query: dict[str, str], echo: str | None) -> None:
    assert DIALECT.challenge(query) == echo


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"validationUrl": "https://csm.adobe.io/csms/validate?id=1"}, True),
        ({"validationUrl": "https://csm-eventing.adobe.io/v?id=1"}, True),
        ({"validationUrl": "https://evil.example/csm.adobe.io"}, False),
        ({"validationUrl": "https://csm.adobe.io@evil.example/"}, False),
        ({"validationUrl": "http://csm.adobe.io/v"}, False),
        ({"validationUrl": "https://csm.adobe.io/v", "more": 1}, False),
        ({"validationUrl": 7}, False),
        ([], False),
    ],
)
def test_an_address_to_validate_is_shown_to_a_person_if_it_is_adobes(
    told: Any, shown: bool
) -> None:
    raw = json.dumps(told).encode()

    assert DIALECT.is_handshake("POST", raw, Headers()) is shown
    assert bool(DIALECT.to_visit(raw)) is shown
