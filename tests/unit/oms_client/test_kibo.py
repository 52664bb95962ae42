"""The client of the historic order import against the sandbox, over a real socket."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

import oms_sandbox
from oms_client import Ambiguous, FieldError, Refused, Throttled, Unauthorized, Unavailable
from oms_client.kibo import KiboClient
from tests.contract.kibo_import import import_body


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with oms_sandbox.running(seed=7) as sandbox:
        yield sandbox.url


@pytest.fixture
def kibo(url: str) -> Iterator[KiboClient]:
    """A client of an empty sandbox."""
    requests.post(f"{url}/_sandbox/reset", timeout=5)
    client = KiboClient(url, url, "kibo-key", lambda: "kibo-secret", deadline_s=5, connect_s=2)
    yield client
    client.close()


def told(url, path):
    return requests.get(f"{url}/_sandbox/{path}", timeout=5).json()


def order_fault(url, kind, **more):
    fault = {"Kind": kind, "ExternalOrderId": "H-1", **more}
    assert requests.post(f"{url}/_sandbox/faults", json=fault, timeout=5).status_code == 201


def committed(url):
    return [entry["ExternalOrderId"] for entry in told(url, "journal")["Commits"]]


def tokens_issued(url):
    return told(url, "kibo")["TokensIssued"]


def expire_tokens(url):
    requests.post(f"{url}/_sandbox/kibo/expire_tokens", timeout=5)


def found(kibo, name="H-1"):
    return kibo.orders(external_order_id=name, manufacturer_id=7)


@pytest.mark.parametrize(
    ("status", "location", "states"),
    [
        ("SHIPPED", None, ["completePackage"]),
        ("READY", "store-1", ["acceptOrder"]),
        ("CANCELLED", None, []),
    ],
)
def test_an_order_is_imported_in_each_status_and_found_again(kibo, status, location, states):
    place = {"assignedLocation": location} if location else {}

    answer = kibo.import_order(import_body(orderStatus=status, **place))

    assert answer.status == 201
    assert (answer.body["externalOrderID"], answer.body["orderStatus"]) == ("H-1", status)
    assert [one["shipmentStateName"] for one in answer.body["shipments"]] == states
    (order,) = found(kibo)
    assert (order["orderID"], order["orderStatus"]) == (answer.body["orderID"], status)
    assert order["shipments"] == answer.body["shipments"]


def test_an_order_that_was_not_imported_is_an_empty_list(kibo):
    kibo.import_order(import_body("H-10"))

    assert found(kibo, "H-1") == []
    assert kibo.orders(external_order_id="H-10", manufacturer_id=8) == []


def test_a_duplicate_is_refused_with_code_name_message_and_field(kibo, url):
    kibo.import_order(import_body())

    with pytest.raises(Refused) as caught:
        kibo.import_order(import_body())

    refused = caught.value
    assert (refused.status, refused.code) == (409, "5090")
    assert refused.detail == "DUPLICATE_EXTERNAL_ORDER_ID"
    assert refused.message == "externalOrderID H-1 of manufacturer 7 exists already."
    assert refused.errors == (FieldError("externalOrderID", "is taken"),)
    assert committed(url) == ["H-1"]


def test_every_wrong_field_is_named_at_once(kibo, url):
    body = import_body(catalogID=-1, currency="usd", unheard=1)
    del body["customerIP"]

    with pytest.raises(Refused) as caught:
        kibo.import_order(body)

    assert (caught.value.status, caught.value.code) == (400, "5003")
    assert {error.field for error in caught.value.errors} == {
        "catalogID",
        "currency",
        "unheard",
        "customerIP",
    }
    assert committed(url) == []


def test_one_token_serves_many_calls_of_many_threads(kibo, url):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: kibo.import_order(import_body(f"H-{at}")), range(24)))

    assert len(committed(url)) == 24
    assert tokens_issued(url) == 1


def test_an_expired_token_is_renewed_once_and_the_order_imported_once(kibo, url):
    kibo.import_order(import_body("H-0"))
    expire_tokens(url)

    kibo.import_order(import_body())

    assert committed(url) == ["H-0", "H-1"]
    assert tokens_issued(url) == 2


def test_threads_that_are_refused_together_take_one_new_token(kibo, url):
    kibo.import_order(import_body("H-0"))
    expire_tokens(url)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: found(kibo, f"H-{at}"), range(8)))

    assert tokens_issued(url) == 2


def test_the_gateways_401_is_answered_by_a_new_token_too(kibo, url):
    order_fault(url, "unauthorized")

    kibo.import_order(import_body())

    assert (committed(url), tokens_issued(url)) == (["H-1"], 2)


def test_a_second_refusal_of_the_token_is_the_end(kibo, url):
    order_fault(url, "unauthorized", Times=2)

    with pytest.raises(Unauthorized):
        kibo.import_order(import_body())

    assert (committed(url), tokens_issued(url)) == ([], 2)


@pytest.mark.parametrize(("key", "secret"), [("kibo-key", "wrong"), ("wrong", "kibo-secret")])
def test_a_wrong_key_or_secret_is_unauthorized_and_imports_nothing(kibo, url, key, secret):
    client = KiboClient(url, url, key, secret, deadline_s=5, connect_s=2)

    with pytest.raises(Unauthorized) as caught:
        client.import_order(import_body())

    client.close()
    assert caught.value.status == 401
    assert committed(url) == []


@pytest.mark.parametrize(
    "kind", ["reset_after_commit", "error_500_after_commit", "cut_body", "cut_json"]
)
def test_an_answer_lost_after_the_commit_is_doubt_that_the_read_ends(kibo, url, kind):
    order_fault(url, kind)

    with pytest.raises(Ambiguous) as caught:
        kibo.import_order(import_body())

    assert caught.value.maybe_done
    assert [order["externalOrderID"] for order in found(kibo)] == ["H-1"]
    assert committed(url) == ["H-1"]


@pytest.mark.parametrize(
    "kind", ["reset", "error_500", "error_502", "error_503", "error_in_200", "html", "overloaded"]
)
def test_a_bad_answer_before_the_commit_is_doubt_for_the_import_and_not_sent_again(kibo, url, kind):
    order_fault(url, kind)

    with pytest.raises(Ambiguous):
        kibo.import_order(import_body())

    assert found(kibo) == []
    assert committed(url) == []


def test_a_read_that_goes_wrong_never_looks_like_no_order(kibo, url):
    kibo.import_order(import_body())
    order_fault(url, "error_503")

    with pytest.raises(Unavailable):
        found(kibo)

    assert len(found(kibo)) == 1


def test_over_the_rate_is_not_done_and_tells_how_long_to_wait(kibo, url):
    order_fault(url, "rate_limited", RetryAfter=7)

    with pytest.raises(Throttled) as caught:
        kibo.import_order(import_body())

    assert caught.value.retry_after_s == 7
    assert committed(url) == []


@pytest.mark.parametrize("name", ["A,B", "Ж-1", "A\n1", " ", "", 5, None])
def test_an_id_that_no_search_finds_again_is_refused_before_anything_is_sent(kibo, url, name):
    with pytest.raises(ValueError, match="externalOrderID"):
        kibo.import_order(import_body(name))
    with pytest.raises(ValueError, match="externalOrderID"):
        found(kibo, name)

    assert tokens_issued(url) == 0
