"""What Sentry is sent holds nothing personal (security: allow-list, no locals, no bodies)."""

import json
import logging
from collections.abc import Iterator

import flask
import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from config.sentry import start_sentry
from events.envelope import Unreadable
from webhooks.journal import note

CANARY = "rita.canary@example.com"
captured: list[str] = []


class Keeping(Transport):
    """Keeps envelopes instead of sending them."""

    def capture_envelope(self, envelope: Envelope) -> None:
        captured.extend(json.dumps(item.payload.json) for item in envelope.items)

    def flush(self, timeout: float, callback: object = None) -> None:
        return

    def kill(self) -> None:
        return


@pytest.fixture(autouse=True)
def sentry() -> Iterator[None]:
    captured.clear()
    start_sentry("http://key@127.0.0.1:9/1", transport=Keeping)
    yield
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)


def test_a_failing_request_is_reported_without_body_headers_or_locals():
    app = flask.Flask("x")

    @app.post("/")
    def fail() -> str:
        customer = flask.request.get_json()
        raise RuntimeError(f"no luck with {len(customer)}")

    app.test_client().post("/", json={"email": CANARY}, headers={"X-Api-Key": CANARY})

    assert any("RuntimeError" in text for text in captured)
    assert CANARY not in "".join(captured)


def test_a_foreign_error_s_words_stay_inside_and_ours_are_told():
    for failure in (ValueError(f"invalid literal: {CANARY}"), Unreadable("total: not a number")):
        sentry_sdk.capture_exception(failure)

    assert CANARY not in "".join(captured)
    assert any("total: not a number" in text for text in captured)


def test_an_outage_at_the_door_is_one_issue():
    for event in ("17-a", "17-b"):
        note(logging.ERROR, "NOT_STORED LedgerUnavailable", source="shop", event_id=event)

    prints = [json.loads(text)["fingerprint"] for text in captured]
    assert prints == [["webhooks.journal", "NOT_STORED LedgerUnavailable"]] * 2


def test_log_records_do_not_carry_their_extras_out():
    logging.getLogger("x").error("something is wrong", extra={"address": CANARY})

    assert any("something is wrong" in text for text in captured)
    assert CANARY not in "".join(captured)


def test_without_a_dsn_nothing_is_started():
    sentry_sdk.get_global_scope().set_client(None)

    start_sentry(None)

    assert not sentry_sdk.get_client().is_active()


def test_what_is_parked_for_one_reason_is_one_issue():
    for event in ("17-a", "17-b"):
        logging.getLogger("worker.base").error(
            "event %s parked", event, extra={"reason": "REFUSED_X"}
        )

    prints = [json.loads(text)["fingerprint"] for text in captured]
    assert prints == [["worker.base", "REFUSED_X"]] * 2
