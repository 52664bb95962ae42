"""Every two commands of one order, in either order of arrival, end as docs/races.md says."""

import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import oms_sandbox
from ledger.connection import connect
from orderlane.embedded import EmbeddedRedis
from tests.integration import race_page
from tests.integration.lane_rig import KEY
from tests.integration.race_page import EFFECTS
from tests.integration.race_rig import Track, track_of
from tests.integration.race_story import COMMANDS
from tests.integration.races import WHY, Race, races
from worker.effects.table import TABLE

PAGE = Path(__file__).parents[2] / "docs" / "races.md"
WORDS = {name: word for word, names in EFFECTS.items() for name in names}


@pytest.fixture(scope="module")
def celery_has_an_address() -> Iterator[None]:
    """A task's function stands on the Celery task, which reads its options; nothing connects."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")
        yield


@pytest.fixture(scope="module")
def track(state_redis: EmbeddedRedis, celery_has_an_address: None) -> Iterator[Track]:
    """Runs races, on a sandbox whose journal is of nothing else."""
    store = f"races-{uuid.uuid4().hex[:12]}"
    with (
        oms_sandbox.running(keys=(KEY,), rate_limit=None, seed=7) as sandbox,
        closing(connect(state_redis.url)) as client,
        track_of(client, sandbox.url, store) as opened,
    ):
        yield opened


def outcome(track: Track, race: Race, *, late: bool) -> str:
    """Return what a race leads to, in the words of the table."""
    pair = (race.first, race.second)
    commits, ends = track.race(race.given, pair, late=late, at_once=late)
    notes = [f"{nth} {end}" for nth, end in enumerate(ends, start=1) if end != "done"]
    done = " ".join(WORDS[name] for name in commits) or "nothing"
    return f"{done}: {', '.join(notes)}" if notes else done


def test_the_table_has_every_two_commands_once_and_every_reason_is_used():
    pairs = [(race.first, race.second) for race in races()]

    assert pairs == [(one, other) for one in COMMANDS for other in COMMANDS]
    assert {race.why for race in races()} == set(WHY)
    assert set(WORDS) <= set(TABLE)


@pytest.mark.parametrize("race", races(), ids=lambda race: f"{race.first}-{race.second}")
def test_two_commands_end_as_the_table_says_in_either_order(track: Track, race: Race):
    told, late = outcome(track, race, late=False), outcome(track, race, late=True)

    assert (told, late) == (race.told, race.late)


def test_the_page_is_written_from_the_table():
    assert PAGE.read_text() == race_page.page(races(), WHY), (
        "run: python -m tests.integration.races"
    )
