"""The seal of Standard Webhooks: its window, its ids, its several signatures, its secrets."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.datastructures import Headers

from sources import standard_seal
from sources.dialect import SealBroken
from sources.hmac_seal import hmac_sha256

NAMES = ("standard_webhooks", "shipbob")
BODY = b'{"type": "order.held"}'
NOW = 1_795_000_000.0
KEY, OTHER = b"k" * 32, b"x" * 32


def standard_headers(identity: str, timestamp: str, signature: str) -> Headers:
    return Headers(
        {
            "webhook-id": identity,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature,
        }
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("offset", [-300, 300])
def test_the_edge_of_the_window_is_inside(
    name: str, offset: int, deliver: Callable[..., Any]
) -> None:
    assert deliver(name, BODY).verify(now=NOW + offset) == 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("offset", [-301, 301, -4000, 4000])
def test_the_window_has_two_sides(name: str, offset: int, deliver: Callable[..., Any]) -> None:
    delivery = deliver(name, BODY)

    with pytest.raises(SealBroken):
        delivery.verify(now=NOW + offset)


@pytest.mark.parametrize(
    "timestamp",
    [
        "1795000000.0",
        "+1795000000",
        "-1795000000",
        " 1795000000",
        "179500000\N{FULLWIDTH DIGIT ZERO}",
        "",
    ],
)
def test_a_timestamp_is_digits_only(timestamp: str, any_headers: Callable[..., Any]) -> None:
    signed = f"msg_1.{timestamp}.".encode() + BODY
    signature = base64.b64encode(hmac_sha256(KEY, signed)).decode()
    headers = any_headers(dict(standard_headers("msg_1", timestamp, f"v1,{signature}")))

    with pytest.raises(SealBroken):
        standard_seal.verify(BODY, headers, [KEY], NOW)


@pytest.mark.parametrize("identity", ["a.b", "", "x" * 257, "a b", "a\tb", "é", "a\x7fb"])
def test_an_id_has_no_full_stop_no_control_character_and_at_most_256(
    identity: str, any_headers: Callable[..., Any]
) -> None:
    headers = standard_seal.seal(BODY, KEY, topic="", identity=identity, now=NOW)

    with pytest.raises(SealBroken):
        standard_seal.verify(BODY, any_headers(headers), [KEY], NOW)


def test_swapping_the_ids_of_two_deliveries_breaks_both_seals(
    deliver: Callable[..., Any],
) -> None:
    first = deliver("standard_webhooks", BODY, identity="msg_1")
    second = deliver("standard_webhooks", BODY, identity="msg_2")
    first.headers["webhook-id"], second.headers["webhook-id"] = "msg_2", "msg_1"

    for delivery in (first, second):
        with pytest.raises(SealBroken):
            delivery.verify()


def test_a_full_stop_cannot_move_from_the_id_into_the_body() -> None:
    headers = standard_seal.seal(b"5.{}", KEY, topic="", identity="msg", now=NOW)
    moved = standard_headers(f"msg.{int(NOW)}", "5", headers["webhook-signature"])

    with pytest.raises(SealBroken):
        standard_seal.verify(b"{}", moved, [KEY], 5.0)


def signatures(*entries: str) -> Headers:
    return standard_headers("msg_1", str(int(NOW)), " ".join(entries))


def right() -> str:
    return standard_seal.seal(BODY, KEY, topic="", identity="msg_1", now=NOW)["webhook-signature"]


def wrong() -> str:
    return standard_seal.seal(BODY, OTHER, topic="", identity="msg_1", now=NOW)["webhook-signature"]


def test_one_match_among_several_signatures_is_enough() -> None:
    headers = signatures("v1a,ignored", "v2,as well", wrong(), "nonsense", right())

    assert standard_seal.verify(BODY, headers, [OTHER[:16], KEY], NOW) == 1


def test_other_versions_alone_break_the_seal() -> None:
    headers = signatures(right().replace("v1,", "v1a,"), right().replace("v1,", "v2,"))

    with pytest.raises(SealBroken):
        standard_seal.verify(BODY, headers, [KEY], NOW)


def test_no_more_than_five_signatures_are_read() -> None:
    assert standard_seal.verify(BODY, signatures(*[wrong()] * 4, right()), [KEY], NOW) == 0
    with pytest.raises(SealBroken):
        standard_seal.verify(BODY, signatures(*[wrong()] * 5, right()), [KEY], NOW)


def test_the_older_header_names_are_taken_as_well() -> None:
    sealed = standard_seal.seal(BODY, KEY, topic="", identity="msg_1", now=NOW)
    headers = Headers({name.replace("webhook-", "svix-"): sealed[name] for name in sealed})

    assert standard_seal.verify(BODY, headers, [KEY], NOW) == 0
    assert standard_seal.message_id(headers) == "msg_1"


def test_header_names_of_two_families_are_not_mixed() -> None:
    headers = Headers(standard_seal.seal(BODY, KEY, topic="", identity="msg_1", now=NOW))
    headers["svix-id"] = headers.pop("webhook-id")

    with pytest.raises(SealBroken):
        standard_seal.verify(BODY, headers, [KEY], NOW)


@pytest.mark.parametrize(
    "text",
    [
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA==",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA==",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA",
    ],
    ids=["whole", "without prefix", "without padding"],
)
def test_a_secret_may_lack_prefix_and_padding(text: str) -> None:
    expected = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAA==")

    assert standard_seal.secret_bytes(text) == expected


@pytest.mark.parametrize("text", ["whsec_n o t", "whsec_é", "whsec_A", "whsec_a-b_"])
def test_a_secret_that_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        standard_seal.secret_bytes(text)


def test_a_body_that_is_not_utf_8_can_be_sealed_and_verified() -> None:
    headers = standard_seal.seal(b"\xff\xfe", KEY, topic="", identity="msg_1", now=NOW)

    assert standard_seal.verify(b"\xff\xfe", Headers(headers), [KEY], NOW) == 0
