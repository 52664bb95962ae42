"""The token in a URL reaches the dialect that wants one, and nobody else's header stands in for it."""

from typing import Any

import pytest
from werkzeug.datastructures import Headers

from config.secret import SecretRef
from config.settings import Source
from sources.dialect import URL_TOKEN
from sources.shipstation_v1 import DIALECT
from webhooks.headers import with_token
from webhooks.senders import Sender

TOKEN = "t0ken-of-the-url-9d2c71-fa08"
RAW = (
    b'{"resource_url": "https://ssapi6.shipstation.com/shipments?batchId=77", '
    b'"resource_type": "SHIP_NOTIFY"}'
)


@pytest.fixture
def door(rig: Any) -> Any:
    refs = (SecretRef("env:T", {"T": TOKEN}),)
    rig.senders["v1"] = Sender(Source("v1", "shipstation_v1", "north", refs), DIALECT, b"{}")
    return rig


@pytest.mark.parametrize(
    ("query", "status"),
    [(f"?token={TOKEN}", 200), ("?token=another", 401), ("?token=", 401), ("", 401)],
)
def test_the_token_of_the_url_lets_in(query: str, status: int, door: Any) -> None:
    answer = door.client().post(f"/webhooks/v1{query}", data=RAW)

    assert answer.status_code == status
    assert len(door.ledger.stored) == (status == 200)


def test_the_token_is_in_no_log_and_in_no_record(
    door: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        door.client().post(f"/webhooks/v1?token={TOKEN}", data=RAW)

    assert TOKEN not in caplog.text
    assert TOKEN not in repr(door.ledger.last)


@pytest.mark.parametrize("token", ["\r\nX: 1", "a b", "x" * 257, "é"])
def test_a_token_that_no_header_can_hold_counts_as_none(token: str) -> None:
    assert with_token(Headers(), token).get(URL_TOKEN) == ""


def test_the_same_address_within_a_minute_is_one_delivery(door: Any) -> None:
    for _ in range(2):
        assert door.client().post(f"/webhooks/v1?token={TOKEN}", data=RAW).status_code == 200

    assert len(door.ledger.stored) == 1
