"""A consumer killed between receiving, storing and acknowledging: nothing lost, nothing doubled."""

import json
import random
import subprocess
import sys
from pathlib import Path

from orderlane.embedded import EmbeddedRedis
from tests.integration.queue_rig import QueueRig, event, fresh

MESSAGES = 80
KILLS = 16
SEED = 20261128


def killed(house: QueueRig, folder: Path, steps: list[int]) -> list[int]:
    """Run a consumer for each number of steps until it kills itself; return how each ended."""
    told = folder / "steps.json"
    told.write_text(json.dumps({"environ": house.environ, "steps": steps}))
    argv = [sys.executable, "-m", "tests.integration.queue_crash", str(told)]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return [int(line) for line in done.stdout.split()]


def play(house: QueueRig, folder: Path) -> None:
    """Put messages in, kill consumer after consumer at random steps, drain, and count."""
    before = house.views.balance([house.store])  # of the store's shard, which others may share
    for number in range(MESSAGES):
        house.put(event(str(number)))
    chance = random.Random(SEED)
    steps = [chance.randint(1, 12) for _ in range(KILLS)]

    ends = killed(house, folder, steps)

    house.drain()

    after = house.views.balance([house.store])
    duplicates = after.outcomes["duplicate"] - before.outcomes["duplicate"]
    stored = [house.record(f"/bus|e-{number}") for number in range(MESSAGES)]
    assert ends.count(-9) == KILLS
    assert [number for number, record in enumerate(stored) if not record] == []
    assert [record["body"] for record in stored] == [event(str(n)) for n in range(MESSAGES)]
    assert after.received - before.received - duplicates == MESSAGES
    assert after.difference == 0
    assert 0 < duplicates <= KILLS


def test_of_a_stream_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str
):
    stream = fresh("kills")
    url = f"{state_redis.url}?stream={stream}&redeliver_after=0.05"
    house = QueueRig(tmp_path, state_redis.url, store, url, more="prefetch = 5")

    play(house, tmp_path)

    assert house.client.xpending(stream, "orderlane")["pending"] == 0
    house.client.delete(stream)
    house.close()


def test_of_a_list_nothing_is_lost_and_nothing_doubled(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str
):
    name = fresh("kills")
    url = f"{state_redis.url}?list={name}&redeliver_after=0.05"
    told = 'prefetch = 5\nheaders = {"Content-Type" = "application/cloudevents+json"}'
    house = QueueRig(tmp_path, state_redis.url, store, url, more=told)

    play(house, tmp_path)

    assert [*house.client.scan_iter(f"{name}:orderlane:hand:*")] == []
    house.client.delete(*house.client.keys(f"{name}*"), name)
    house.close()
