"""Some seconds of fire at the door of every dialect: `make fuzz` goes on for longer."""

import time
from pathlib import Path

from orderlane.embedded import EmbeddedRedis
from tests.fuzz.cases import KINDS, case
from tests.fuzz.rig import under_fire
from tests.unit.sources.keys import SIGNED

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
    assert {one.source for one in drawn} == set(SIGNED)
