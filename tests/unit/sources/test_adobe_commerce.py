"""Adobe Commerce's synchronous webhooks: sealed over base64 text, answered by an operation."""

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from events import types
from events.envelope import Unreadable
from sources import rsa_seal
from sources.adobe_commerce import DIALECT, SIGNATURE
from sources.dialect import SealBroken
from tests.unit.sources.conftest import FIXTURES
from tests.unit.sources.keys import public_pem, rsa_pem

RAW = (FIXTURES / "adobe_commerce" / "order.json").read_bytes()
ESCAPED = rb'{"order": {"entity_id": 1, "increment_id": "\\u0031\\/2", "state": "new", "updated_at": "2026-11-20 10:00:00"}}'
KEY = rsa_seal.secret_bytes(rsa_pem("shop"))


def openssl(*words: str, text: bytes = b"") -> bytes:
    command = ["openssl", *words]
    return subprocess.run(command, input=text, capture_output=True, check=True).stdout


def signed_by_openssl(text: bytes, place: Path) -> Headers:
    private = place / "key.pem"
    private.write_text(rsa_pem("shop"))
    signature = openssl("dgst", "-sha256", "-sign", str(private), text=text)
    return Headers({SIGNATURE: base64.b64encode(signature).decode()})


@pytest.mark.parametrize("raw", [RAW, ESCAPED], ids=["plain", "with escapes"])
def test_the_base64_text_of_the_raw_body_is_what_is_signed(raw: bytes, tmp_path: Path) -> None:
    headers = signed_by_openssl(base64.b64encode(raw), tmp_path)

    assert DIALECT.verify(raw, headers, [KEY], 0.0) == 0
    with pytest.raises(SealBroken):
        DIALECT.verify(raw.replace(b"1", b"2"), headers, [KEY], 0.0)


def test_a_signature_over_the_body_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SealBroken):
        DIALECT.verify(RAW, signed_by_openssl(RAW, tmp_path), [KEY], 0.0)


def test_openssl_verifies_what_we_sign(tmp_path: Path) -> None:
    public, signature = tmp_path / "public", tmp_path / "signature"
    public.write_text(public_pem(rsa_pem("shop")))
    sealed = DIALECT.seal(RAW, KEY, topic="", identity="", now=0.0)[SIGNATURE]
    signature.write_bytes(base64.b64decode(sealed))

    checks = ("dgst", "-sha256", "-verify", str(public), "-signature", str(signature))

    assert openssl(*checks, text=base64.b64encode(RAW)) == b"Verified OK\n"


def test_the_answer_lets_the_shoppers_action_go_on() -> None:
    assert dict(DIALECT.accepted_body) == {"op": "success"}


@pytest.mark.parametrize("shape", [lambda order: order, lambda order: {"data": {"order": order}}])
def test_an_order_is_known_by_its_fields_wherever_the_hook_puts_it(shape: Any) -> None:
    raw = json.dumps(shape(json.loads(RAW)["order"])).encode()

    assert DIALECT.envelope(raw, Headers()).refs == ("order:511", "number:000000511")


def test_what_is_no_order_is_unmapped() -> None:
    raw = b'{"product": {"sku": "CAP"}}'

    assert DIALECT.envelope(raw, Headers()).type == types.UNMAPPED


def test_an_order_that_is_not_saved_yet_waits_under_its_number() -> None:
    order = {**json.loads(RAW)["order"], "entity_id": None}

    envelope = DIALECT.envelope(json.dumps(order).encode(), Headers())

    assert (envelope.refs, envelope.opens_lane) == (("number:000000511",), False)


def test_a_state_without_its_time_is_not_told_apart_from_the_same_state_later() -> None:
    order = {**json.loads(RAW)["order"], "updated_at": None, "created_at": None}

    with pytest.raises(Unreadable, match="updated_at"):
        DIALECT.envelope(json.dumps(order).encode(), Headers())
