"""A flood of bad seals is shed unread, and bars nobody who can seal."""

from typing import Any

import pytest

from config.door import DoorRules
from webhooks.address import address_of
from webhooks.limits import SLOTS, TRUST_S, Buckets, Limits

TIGHT = DoorRules(bad_per_address=3, bad_per_source=1_000)
BAD = {"X-Plain-Signature": "AAAA", "X-Plain-Webhook-Id": "d-1", "X-Plain-Topic": "orders/new"}


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def post(
    client: Any, headers: dict[str, str], raw: bytes, source: str = "shop", **more: Any
) -> Any:
    return client.post(f"/webhooks/{source}", data=raw, headers=headers, **more)


def test_a_bucket_is_empty_after_so_many_and_fills_in_a_minute() -> None:
    clock = Clock()
    bucket = Buckets(3, clock)

    assert [bucket.take("a") for _ in range(4)] == [True, True, True, False]
    clock.now += 20
    assert [bucket.take("a") for _ in range(2)] == [True, False]
    clock.now += 3_600
    assert [bucket.take("a") for _ in range(4)] == [True, True, True, False]


def test_the_memory_of_the_limits_does_not_grow() -> None:
    limits = Limits(3, 3)

    for nth in range(3 * SLOTS):
        limits.answered(f"10.0.{nth}", f"source-{nth}", 401 if nth % 2 else 200)

    held = [*vars(limits._addresses).values(), *vars(limits._sources).values(), limits._well]
    assert {len(slots) for slots in held if isinstance(slots, list)} == {SLOTS}


@pytest.mark.parametrize("source", ["shop", "nobody"])
def test_after_too_many_bad_seals_a_stranger_is_answered_429_unread(
    rig, order: bytes, source: str
) -> None:
    client = rig.client(rules=TIGHT)

    answers = [post(client, BAD, order, source) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[-1].headers["Retry-After"]
    assert len(rig.refused) == 3


def test_a_good_sender_elsewhere_is_not_touched_by_a_flood(rig, order: bytes) -> None:
    client = rig.client(rules=TIGHT)
    for _ in range(10):
        post(client, BAD, order)

    answer = post(client, rig.headers(order), order, environ_base={"REMOTE_ADDR": "10.0.0.9"})

    assert answer.status_code == 200


def test_a_good_sender_behind_the_same_proxy_is_not_touched_by_a_flood(rig, order: bytes) -> None:
    client = rig.client(rules=TIGHT)
    post(client, rig.headers(order), order)

    for _ in range(10):
        post(client, BAD, order)

    assert post(client, rig.headers(order, "d-2"), order).status_code == 200


def test_a_flood_for_one_source_sheds_its_strangers_and_no_other_source() -> None:
    limits = Limits(10**6, 3)
    limits.answered("10.0.0.1", "shop", 200)

    for nth in range(10):
        limits.answered(f"10.1.0.{nth}", "shop", 401)

    assert limits.sheds("10.9.9.9", "shop")
    assert not limits.sheds("10.0.0.1", "shop")
    assert not limits.sheds("10.9.9.9", "other")


def test_who_sealed_well_is_a_stranger_again_after_a_while() -> None:
    clock = Clock()
    limits = Limits(1, 10**6, clock)
    limits.answered("10.0.0.1", "shop", 200)

    for _ in range(2):
        limits.answered("10.0.0.1", "shop", 401)
    assert not limits.sheds("10.0.0.1", "shop")
    clock.now += TRUST_S
    limits.answered("10.0.0.1", "shop", 401)

    assert limits.sheds("10.0.0.1", "shop")


@pytest.mark.parametrize(
    ("hops", "told", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "6.6.6.6", "10.0.0.1"),
        (1, None, "10.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "6.6.6.6, 203.0.113.7", "203.0.113.7"),
        (2, "6.6.6.6, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "10.0.0.1"),
        (1, "6.6.6.6,", "10.0.0.1"),
    ],
)
def test_only_what_ones_own_proxies_have_written_is_believed(
    hops: int, told: str | None, address: str
) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1"} | ({"HTTP_X_FORWARDED_FOR": told} if told else {})

    assert address_of(environ, hops) == address


def test_a_forged_address_does_not_escape_the_limit(rig, order: bytes) -> None:
    client = rig.client(rules=TIGHT)

    statuses = [
        post(client, {**BAD, "X-Forwarded-For": f"10.0.0.{nth}"}, order).status_code
        for nth in range(5)
    ]

    assert statuses == [401, 401, 401, 429, 429]
