"""Questions by GET and addresses to visit: echoed or shown to a person, never fetched, never stored."""

import logging
from typing import Any

import pytest


def test_a_challenge_is_echoed_as_plain_text(rig: Any) -> None:
    answer = rig.client().get("/webhooks/shop?challenge=8ec8d794")

    assert (answer.status_code, answer.data) == (200, b"8ec8d794")
    assert answer.content_type == "text/plain; charset=utf-8"
    assert rig.ledger.stored == {}


@pytest.mark.parametrize("path", ["/webhooks/shop", "/webhooks/nobody?challenge=8ec8d794"])
def test_any_other_question_by_get_is_405(path: str, rig: Any) -> None:
    answer = rig.client().get(path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_an_address_to_visit_is_logged_for_a_person(
    rig: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        answer = rig.client().post("/webhooks/shop", data=b"ping=1")

    assert answer.status_code == 200
    assert "shop wants a person to visit https://sender.example/visit" in caplog.text
    assert rig.ledger.stored == {}
