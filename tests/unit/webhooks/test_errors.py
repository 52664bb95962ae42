import logging

import pytest
from werkzeug.exceptions import InternalServerError

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
PATHS = [
    "/",
    "//",
    "/webhooks",
    "/webhooks/",
    "/webhooks/shop",
    "/webhooks/shop/",
    "/webhooks/shop/more",
    "//webhooks/shop",
    "/webhooks//shop",
    "/webhooks/../readyz",
    "/webhooks/%2e%2e/readyz",
    "/webhooks/%00",
    "/webhooks/%ff%fe",
    "/webhooks/%0d%0aSet-Cookie:%20a=b",
    "/webhooks/" + "a" * 3_000,
    "/livez",
    "/livez/",
    "/readyz",
    "/static/x",
    "/metrics",
    "/console",
    "/favicon.ico",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", METHODS)
def test_the_crawl_finds_no_fault_and_no_banner(rig, method: str, path: str) -> None:
    answer = rig.client().open(path, method=method)

    assert answer.status_code in {200, 401, 404, 405, 411}
    assert not {"Server", "X-Powered-By", "Location", "Set-Cookie"} & set(answer.headers.keys())
    if answer.status_code != 200:
        assert answer.content_type == "application/problem+json"
    assert rig.ledger.stored == {}


def test_a_problem_tells_its_status_and_nothing_more(rig) -> None:
    answer = rig.client().get("/nothing")

    assert answer.json == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_another_method_is_told_which_are_allowed(rig) -> None:
    answer = rig.client().get("/webhooks/shop")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_what_nobody_foresaw_is_503_and_told_to_nobody_but_the_log(
    rig, order: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    rig.ledger.failure = ZeroDivisionError("inner workings")

    answer = rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert b"inner" not in answer.data
    assert b"Zero" not in answer.data
    (record,) = caplog.records
    assert record.getMessage() == "unexpected ZeroDivisionError at the door"
    assert record.exc_info is not None
    assert record.exc_info[0] is ZeroDivisionError


def test_no_fault_of_ours_is_500(rig, order: bytes) -> None:
    rig.ledger.failure = InternalServerError("inner workings")

    answer = rig.client().post("/webhooks/shop", data=order, headers=rig.headers(order))

    assert answer.status_code == 503
    assert b"inner" not in answer.data


def test_a_delivery_that_cannot_be_read_is_one_line(rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    answer = rig.client().post("/webhooks/shop", data=b"x" * 1_001)

    assert answer.status_code == 413
    assert [record.getMessage() for record in caplog.records] == ["shop - - REFUSED 413"]


def test_a_coded_body_is_415(rig, order: bytes) -> None:
    headers = {**rig.headers(order), "Content-Encoding": "gzip"}

    answer = rig.client().post("/webhooks/shop", data=order, headers=headers)

    assert answer.status_code == 415
    assert rig.ledger.stored == {}
