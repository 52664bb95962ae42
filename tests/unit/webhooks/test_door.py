import logging

import pytest

from config.routes import ROUTES
from events import types
from ledger.records import Bell, Intake, IntakeClosed, LedgerUnavailable
from worker.bell import NO_MESSAGE

OTHER = Bell("07-other", "orders.hold", "orders", "07-other")


def test_a_delivery_is_stored_before_it_is_answered(rig, order: bytes) -> None:
    answer = rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    assert (answer.status_code, answer.json) == (200, {"status": "accepted"})
    assert answer.content_type == "application/json"
    assert rig.ledger.last.body == order


def test_header_names_are_found_in_any_case(rig, order: bytes) -> None:
    loud = {name.upper(): value for name, value in rig.headers(order).items()}

    answer = rig.client().post("/webhooks/shop", data=order, headers=loud)

    assert answer.status_code == 200


def test_the_bell_is_handed_over_with_the_delivery(rig, order: bytes) -> None:
    rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    (eid,) = rig.ledger.stored
    assert rig.ledger.messages == [(ROUTES[types.ORDER_CREATED].queue, eid.encode())]
    assert rig.rung == []


def test_what_is_set_aside_rings_no_bell(rig, order: bytes) -> None:
    headers = rig.headers(order, topic="orders/seen")

    rig.client().post("/webhooks/shop", data=order, headers=headers)

    assert rig.ledger.messages == [NO_MESSAGE]


def test_somebody_elses_turn_is_rung_beside_the_answer(rig, order: bytes) -> None:
    rig.ledger.due = OTHER

    answer = rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    assert answer.status_code == 200
    assert rig.rung == [OTHER]


def test_a_form_type_leaves_the_bytes_alone(rig, order: bytes) -> None:
    headers = {**rig.headers(order), "Content-Type": "application/x-www-form-urlencoded"}

    answer = rig.client().post("/webhooks/shop", data=order, headers=headers)

    assert answer.status_code == 200
    assert rig.ledger.last.body == order


@pytest.mark.parametrize(
    "status",
    ["ACCEPTED", "DUPLICATE", "CONFLICT", "WAITING", "SKIPPED", "QUARANTINED", "SUPERSEDED"],
)
def test_whatever_the_ledger_made_of_it_stored_is_200(rig, order: bytes, status: str) -> None:
    rig.ledger.ingest = lambda delivery, bell: Intake(status, "07-x", "")

    answer = rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    assert answer.status_code == 200


def test_a_repeat_is_stored_once_and_accepted(rig, order: bytes) -> None:
    client = rig.client()

    answers = [
        client.post("/webhooks/shop", data=order, headers=rig.headers(order)) for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(rig.ledger.stored) == 1


@pytest.mark.parametrize("failure", [LedgerUnavailable("ingest: Time"), IntakeClosed("80 %")])
def test_not_stored_is_503_and_come_again(
    rig, order: bytes, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    rig.ledger.failure = failure

    answer = rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.content_type == "application/problem+json"
    (record,) = caplog.records
    assert record.getMessage().endswith(f" NOT_STORED {type(failure).__name__}")


BROKEN = {
    "another body": lambda headers: headers,
    "no signature": lambda headers: {**headers, "X-Plain-Signature": ""},
    "not ASCII": lambda headers: {**headers, "X-Plain-Signature": "\xe9" * 44},
    "a flipped bit": lambda headers: {
        **headers,
        "X-Plain-Signature": "B" + headers["X-Plain-Signature"][1:],
    },
    "not base64": lambda headers: {**headers, "X-Plain-Signature": "%%%"},
}


@pytest.mark.parametrize("break_seal", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_seal_is_401_and_stores_nothing(rig, order: bytes, break_seal) -> None:
    headers = break_seal(rig.headers(b"another" + order))

    answer = rig.client().post("/webhooks/shop", data=order, headers=headers)

    assert answer.status_code == 401
    assert rig.ledger.stored == {}


def test_an_unknown_source_is_answered_as_a_broken_seal(rig, order: bytes) -> None:
    client = rig.client()

    broken = client.post("/webhooks/shop", data=order, headers=rig.headers(b"x"))
    unknown = client.post("/webhooks/nobody", data=order, headers=rig.headers(order))

    assert (unknown.status, unknown.data) == (broken.status, broken.data)
    assert list(unknown.headers) == list(broken.headers)
    assert rig.ledger.stored == {}


def test_secrets_that_are_gone_are_503_not_401(
    rig, order: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    headers = rig.headers(order)
    rig.environ.update(FIRST="", SECOND="")

    answer = rig.client().post("/webhooks/shop", data=order, headers=headers)

    assert answer.status_code == 503
    assert caplog.records[-1].getMessage() == "shop - - NO_KEY"


def test_a_repeated_id_is_400_for_any_source(rig, order: bytes) -> None:
    twice = [*rig.headers(order).items(), ("X-Plain-Webhook-Id", "d-2")]
    client = rig.client()

    known = client.post("/webhooks/shop", data=order, headers=twice)
    unknown = client.post("/webhooks/nobody", data=order, headers=twice)

    assert (known.status_code, unknown.status_code) == (400, 400)
    assert rig.ledger.stored == {}


def test_a_handshake_is_answered_unsigned_and_stores_nothing(rig) -> None:
    client = rig.client()

    ping = client.post("/webhooks/shop", data=b"ping=1")
    head = client.head("/webhooks/shop")

    assert (ping.status_code, ping.json) == (200, {"status": "accepted"})
    assert (head.status_code, head.data) == (200, b"")
    assert rig.ledger.stored == {}


def test_a_question_that_is_no_handshake_is_405(rig) -> None:
    client = rig.client()

    answers = [
        client.options("/webhooks/shop"),
        client.options("/webhooks/nobody"),
        client.head("/webhooks/nobody"),
    ]

    assert {answer.status_code for answer in answers} == {405}
    assert {answer.headers["Allow"] for answer in answers} == {"POST"}


def test_one_line_is_logged_with_the_names_and_nothing_personal(
    rig, order: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    (eid,) = rig.ledger.stored
    (record,) = caplog.records
    assert record.getMessage() == f"shop orders/new {eid} ACCEPTED"
    assert (record.source, record.topic, record.event, record.status) == (
        "shop",
        "orders/new",
        eid,
        "ACCEPTED",
    )


def test_a_refusal_is_one_line_too(rig, order: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    rig.client().post("/webhooks/no%0Abo%1bdy", data=order, headers=rig.headers(order))

    (record,) = caplog.records
    assert record.getMessage() == r"no\nbo\x1bdy - - REFUSED"


@pytest.mark.parametrize(
    ("raw", "level"), [(b"{}", logging.WARNING), (b'{"refs": ["order:1"]}', logging.INFO)]
)
def test_what_a_person_must_see_is_a_warning(
    rig, raw: bytes, level: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    rig.client().post("/webhooks/shop", data=raw, headers=rig.headers(raw))

    assert [record.levelno for record in caplog.records] == [level]
