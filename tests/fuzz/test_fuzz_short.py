"""Some seconds of fire at the door of every dialect: `make fuzz` goes on for longer."""

import time
from pathlib import Path

from orderlane.embedded import EmbeddedRedis
from sources.registry import DIALECTS
from tests.fuzz.cases import BY_QUEUE_ALONE, KINDS, case
from tests.fuzz.rig import under_fire

SECONDS, LEAST, SEED = 6.0, 150, 1


def test_only_the_allowed_is_answered_and_just_what_is_accepted_is_stored(
    state_redis: EmbeddedRedis, tmp_path: Path
) -> None:
    with under_fire(tmp_path, state_redis) as rig:
        until, number = time.monotonic() + SECONDS, 0
        while number < LEAST or time.monotonic() < until:
            assert (number, rig.fire(SEED, number)) == (number, "")
            number += 1

    assert {200, 400, 401} <= rig.counts.keys()
    assert rig.stored["good"] == rig.kinds["good"] > 0
    assert rig.stored["queue"] == rig.kinds["queue"] > 0


def test_the_cases_are_of_every_kind_and_dialect() -> None:
    drawn = [case(SEED, number) for number in range(600)]

    assert len({one.kind for one in drawn}) == len(set(KINDS))
    assert {one.source for one in drawn} == set(DIALECTS)


def test_of_what_a_queue_alone_is_believed_nothing_is_let_in_over_http() -> None:
    drawn = [case(SEED, number) for number in range(3_000)]
    of_queues = [one for one in drawn if one.source in BY_QUEUE_ALONE and one.message is None]

    assert {one.good for one in of_queues} == {0}
    assert any(one.message for one in drawn if one.source in BY_QUEUE_ALONE)


def test_a_token_stands_in_the_url_and_in_no_header() -> None:
    drawn = [case(SEED, number) for number in range(3_000)]
    of_tokens = [one for one in drawn if one.source == "shipstation_v1" and one.kind == "good"]

    assert of_tokens
    assert all(b"?token=" in one.data and b"x-orderlane" not in one.data for one in of_tokens)
