"""A worker killed at any moment: the tour still ends with each effect exactly once."""

import io
import random
import threading
import time
from collections.abc import Iterator
from itertools import pairwise

import pytest
from rich.console import Console

from ledger.connection import connect
from ledger.views import Views
from orderlane.demo import STORE
from orderlane.ports import Ports
from orderlane.processes import Pauses, wait_until
from orderlane.scenes import Scene, scenes
from orderlane.stack import Stack
from orderlane.tour import Tour, reference_of

ROUNDS = 20
TOUR_S = 0.8
SEED = 20261121


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole house, lease, quiet time and deadlines scaled together, restarts at once."""
    with Stack(
        tmp_path_factory.mktemp("stack"),
        Ports(),
        scale=0.02,
        calls=100_000,
        flower=False,
        concurrency=8,
        pauses=Pauses(first_s=0.01, most_s=0.01),
    ) as running:
        yield running


def workers_ready(stack: Stack) -> int:
    return stack.supervisor.log("worker").read_text(errors="replace").count(" ready.")


def turns_cut_short(views: Views, cast: list[Scene]) -> int:
    """Count the claims that another followed before their worker had said a word."""
    cut = 0
    for scene in cast:
        lane = views.lane_of(STORE, reference_of(scene.order))
        whats = [entry["what"] for entry in views.timeline(lane or "")]
        told = [what for what in whats if what in ("claimed", "settled", "waits", "parked")]
        cut += sum(pair == ("claimed", "claimed") for pair in pairwise(told))
    return cut


@pytest.mark.timeout(280)
def test_each_effect_happens_once_however_often_the_worker_is_killed(stack: Stack):
    moments = random.Random(SEED)
    tour = Tour(stack, Console(file=io.StringIO()))
    client = connect(stack.settings.redis_url)
    found: dict[int, list[str]] = {}
    cut_short = 0

    for nth in range(ROUNDS):
        wait_until(lambda nth=nth: workers_ready(stack) == nth + 1, 60, "a new worker")
        cast = scenes(time.time_ns() // 1_000_000)
        killer = threading.Timer(moments.uniform(0, TOUR_S), stack.supervisor.kill, ["worker"])
        killer.start()
        report = tour.play(cast, probes=0)
        killer.join()
        cut_short += turns_cut_short(Views(client), cast)
        if not report.good:
            found[nth] = [*report.differences, str(report.balance)]
    tour.close()
    client.close()

    assert found == {}
    assert cut_short > 0, "no kill met a turn: this run proves nothing"
