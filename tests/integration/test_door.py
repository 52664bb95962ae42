"""What senders get from the real door, sealed by code that is not ours."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from ledger.records import CONFLICT, QUARANTINED, QUEUED, SKIPPED
from orderlane.embedded import EmbeddedRedis
from tests.integration.door_rig import (
    SECRETS,
    DoorRig,
    fresh_id,
    running_door,
    shopify_headers,
    shopify_order,
    standard_headers,
)
from tests.integration.door_senders import CASES, Case, body_of


@pytest.fixture(scope="module")
def door(state_redis: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorRig]:
    with running_door(tmp_path_factory.mktemp("door"), state_redis) as rig:
        yield rig


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


def test_a_sealed_delivery_is_stored_and_its_sender_told_so(door: DoorRig, case: Case) -> None:
    raw = body_of(case)
    before = door.received()

    answer = door.post(case.source, raw, case.seal(fresh_id(), raw))

    assert (answer.status_code, answer.json()) == (200, case.accepted)
    assert door.received() == before + 1


def test_a_changed_body_is_401_and_not_stored(door: DoorRig, case: Case) -> None:
    raw = body_of(case)
    before = door.received()

    answer = door.post(case.source, raw + b" ", case.seal(fresh_id(), raw))

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert door.received() == before


def test_a_missing_signature_is_401_and_not_stored(door: DoorRig, case: Case) -> None:
    raw = body_of(case)
    headers = case.seal(fresh_id(), raw)
    del headers[case.signature]
    before = door.received()

    answer = door.post(case.source, raw, headers)

    assert answer.status_code == 401
    assert door.received() == before


def test_the_secret_of_one_source_does_not_open_another(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()

    answer = door.post("shopify", raw, shopify_headers(raw, identity, key=SECRETS["shiphero"]))

    assert answer.status_code == 401


def test_an_old_timestamp_is_401(door: DoorRig) -> None:
    raw = body_of(CASES["standard_webhooks"])
    headers = standard_headers(SECRETS["standard_webhooks"], fresh_id(), raw)

    answer = door.post("standard_webhooks", raw, {**headers, "webhook-timestamp": "1700000000"})

    assert answer.status_code == 401


def test_the_bell_of_a_new_order_rings_with_its_delivery(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()

    door.post("shopify", raw, shopify_headers(raw, identity))

    event = door.event("shopify", identity)
    assert (event["state"], event["task"], event["body"]) == (QUEUED, "orders.create", raw)
    assert json.loads(door.client.lindex("orders", 0))["headers"]["task"] == "orders.create"


def test_an_unknown_source_is_answered_exactly_as_a_broken_seal(door: DoorRig) -> None:
    raw = shopify_order()
    headers = shopify_headers(b"another", fresh_id())

    broken = door.post("shopify", raw, headers)
    unknown = door.post("nobody", raw, headers)

    for answer in (broken, unknown):
        del answer.headers["Date"]
    assert (unknown.status_code, unknown.reason) == (broken.status_code, broken.reason)
    assert list(unknown.headers.items()) == list(broken.headers.items())
    assert unknown.content == broken.content


def test_three_deliveries_of_the_same_are_stored_once(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    headers = shopify_headers(raw, identity)

    answers = [door.post("shopify", raw, headers).status_code for _ in range(3)]

    event = door.event("shopify", identity)
    assert answers == [200, 200, 200]
    assert len(door.views.queue(event["lane"])) == 1


def test_eight_deliveries_of_the_same_at_once_are_stored_once(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()
    headers = shopify_headers(raw, identity)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: door.post("shopify", raw, headers), range(8)))

    event = door.event("shopify", identity)
    assert {answer.status_code for answer in answers} == {200}
    assert len(door.views.queue(event["lane"])) == 1


def test_the_same_id_with_another_body_is_kept_as_a_conflict(door: DoorRig) -> None:
    identity, raw, other = fresh_id(), shopify_order(), shopify_order()
    door.post("shopify", raw, shopify_headers(raw, identity))

    answer = door.post("shopify", other, shopify_headers(other, identity))

    first = door.event("shopify", identity)
    second = [door.views.event(eid) for eid in door.views.queue(first["lane"]) if "!" in eid]
    assert answer.status_code == 200
    assert [(event["state"], event["body"]) for event in second] == [(CONFLICT, other)]


UNUSABLE = {
    "not JSON": b"order=1001&total=5",
    "a tower of brackets": b"[" * 200_000,
    "a tower of objects": b'{"a":' * 40_000,
    "not a number": b'{"id": NaN}',
    "a key twice": b'{"id": 1, "id": 2}',
    "half a surrogate pair": b'{"id": 1, "note": "\\ud800"}',
    "NUL": b'{"id": 1, "note": "\\u0000"}',
    "an endless integer": b'{"id": ' + b"9" * 5_000 + b"}",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "not UTF-8": b'{"id": "\xff\xfe"}',
    "a list": b"[1, 2, 3]",
}


@pytest.mark.parametrize("raw", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_sealed_body_of_no_use_is_accepted_and_set_aside(door: DoorRig, raw: bytes) -> None:
    answer = door.post("shopify", raw, shopify_headers(raw, fresh_id()))

    aside = [door.views.event(eid) for eid in door.views.quarantined("north")]
    assert answer.status_code == 200
    assert raw in [event["body"] for event in aside if event["reason"] == "UNREADABLE"]


def test_an_unknown_topic_is_accepted_and_set_aside(door: DoorRig) -> None:
    raw, identity = shopify_order(), fresh_id()

    answer = door.post("shopify", raw, shopify_headers(raw, identity, topic="orders/sung"))

    event = door.event("shopify", identity)
    assert answer.status_code == 200
    assert event["body"] == raw
    assert event["state"] in {QUARANTINED, SKIPPED}


def test_a_test_order_is_accepted_and_passed_over(door: DoorRig) -> None:
    identity = fresh_id()
    raw = json.dumps({**json.loads(shopify_order()), "test": True}).encode()

    answer = door.post("shopify", raw, shopify_headers(raw, identity))

    assert answer.status_code == 200
    assert (door.event("shopify", identity)["state"]) == SKIPPED


def test_the_ping_of_woocommerce_is_exactly_200_and_stores_nothing(door: DoorRig) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    before = door.received()

    ping = door.post("woocommerce", b"webhook_id=31", form)
    elsewhere = door.post("shopify", b"webhook_id=31", form)
    odd = door.post("woocommerce", b"webhook_id=31&x=1", form)

    assert (ping.status_code, elsewhere.status_code, odd.status_code) == (200, 401, 401)
    assert door.received() == before


def test_shiphero_may_check_its_url(door: DoorRig) -> None:
    head = requests.head(f"{door.url}/webhooks/shiphero", timeout=10)
    other = requests.head(f"{door.url}/webhooks/shopify", timeout=10)

    assert (head.status_code, head.content) == (200, b"")
    assert other.status_code == 405


def test_a_secret_is_replaced_while_the_door_is_open(door: DoorRig) -> None:
    fresh = "0f9a2b7c61d84e35a7f0c2d19b6e8843"
    place = door.secret_file("shopify")
    (door.folder / "next").write_text(fresh)
    (door.folder / "next").rename(place)
    raw = shopify_order()

    new = door.post("shopify", raw, shopify_headers(raw, fresh_id(), key=fresh))
    old = door.post("shopify", raw, shopify_headers(raw, fresh_id()))
    place.write_text(SECRETS["shopify"])

    assert (new.status_code, old.status_code) == (200, 401)
