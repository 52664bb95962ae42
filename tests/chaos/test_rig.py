"""The rig itself: what it breaks is broken, and what is wrong it sees."""

import json
import random
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from ledger import keys
from ledger.connection import connect
from orderlane.demo import STORE
from orderlane.embedded import embedded_redis
from orderlane.processes import LOOPBACK, wait_until
from orderlane.shop import ShopOrder
from tests.chaos.checker import in_order
from tests.chaos.load import Log, Posted, Told
from tests.chaos.power import NoCompiler, Power
from tests.chaos.proxy import DOWN, UP, Proxy
from tests.chaos.recovery import Cut, Wait, cut_short, waits
from tests.chaos.stock import judge
from tests.chaos.stories import Telling, early_cancel

PATIENCE_S = 5.0


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends back what it gets."""
    with socket.create_server((LOOPBACK, 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection: socket.socket) -> None:
            with connection:
                try:
                    while data := connection.recv(100):
                        connection.sendall(data)
                except ConnectionError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def ask(connection: socket.socket) -> bytes:
    connection.sendall(b"hello")
    return connection.recv(100)


def test_a_proxy_carries_both_ways(echo: int) -> None:
    with Proxy(echo) as proxy, socket.create_connection((LOOPBACK, proxy.port)) as connection:
        answer = ask(connection)

    assert answer == b"hello"


@pytest.mark.parametrize("way", [UP, DOWN])
def test_what_a_cut_swallows_never_arrives_and_healing_resets(echo: int, way: str) -> None:
    with Proxy(echo) as proxy, socket.create_connection((LOOPBACK, proxy.port)) as connection:
        ask(connection)
        proxy.cut(way)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            ask(connection)
        proxy.heal()
        connection.settimeout(PATIENCE_S)

        with pytest.raises(ConnectionResetError):
            connection.recv(100)


def test_what_a_pause_holds_arrives_after_it(echo: int) -> None:
    with Proxy(echo) as proxy, socket.create_connection((LOOPBACK, proxy.port)) as connection:
        ask(connection)
        proxy.pause()
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            ask(connection)
        proxy.heal()
        connection.settimeout(PATIENCE_S)

        assert connection.recv(100) == b"hello"


@pytest.fixture
def power(tmp_path: Path) -> Power:
    if not (shutil.which("cc") or shutil.which("gcc")):
        with pytest.raises(NoCompiler):
            Power(tmp_path / "power")
        pytest.skip(
            "needs a C compiler to build the library that moves Redis's clock: apt install gcc"
        )
    return Power(tmp_path / "power")


@pytest.mark.parametrize("jump_s", [3_600.0, -3_600.0])
def test_a_jump_moves_the_servers_clock_and_no_other(
    tmp_path: Path, power: Power, jump_s: float
) -> None:
    with (
        embedded_redis(tmp_path / "redis", server=str(power.server)) as server,
        connect(server.url) as client,
    ):
        before = client.time()[0] - time.time()
        power.jump(jump_s)
        after = client.time()[0] - time.time()

    assert after - before == pytest.approx(jump_s, abs=2.0)


def test_a_server_that_syncs_every_write_ends_when_the_disk_is_full(
    tmp_path: Path, power: Power
) -> None:
    server = embedded_redis(tmp_path / "redis", server=str(power.server))
    with server, connect(server.url) as client:
        client.set("before", "1")
        with power.full_disk(), pytest.raises(redis.RedisError):
            client.set("while", "1")
        server.kill()
        server.start()
        client.connection_pool.disconnect()
        client.set("after", "1")

        assert sorted(client.keys()) == [b"after", b"before"]


@pytest.mark.parametrize(("appendfsync", "kept"), [("always", True), ("no", False)])
def test_a_power_cut_takes_just_what_was_not_synced(
    tmp_path: Path, power: Power, appendfsync: str, kept: bool
) -> None:
    server = embedded_redis(tmp_path / "redis", appendfsync=appendfsync, server=str(power.server))
    with server, connect(server.url) as client:
        # The file's first sync is that of a rewrite, whatever the setting.
        client.bgrewriteaof()
        wait_until(lambda: not client.info("persistence")["aof_rewrite_in_progress"], PATIENCE_S)
        client.set("answered", "OK")
        server.kill()
        gone = power.cut(tmp_path / "redis")
        server.start()
        client.connection_pool.disconnect()

        assert bool(client.exists("answered")) is kept
        assert bool(gone) is not kept


def test_what_comes_out_of_order_is_seen() -> None:
    assert in_order(["hold", "resume"], ["create", "hold", "resume"])
    assert not in_order(["resume", "hold"], ["create", "hold", "resume"])


CUT = Cut("lane", "7:dead", 300, in_doubt=True)
BEGUN = {"what": "claimed", "at": 100, "token": "7:dead"}
INTENT = {"what": "intent", "at": 120}
FREE = {"what": "lease over", "at": 500}
AGAIN = {"what": "claimed", "at": 900, "token": "8:next"}


@pytest.mark.parametrize(
    ("timeline", "found"),
    [
        ([BEGUN, INTENT, FREE, AGAIN], [Wait(600, True, 200)]),
        ([BEGUN, INTENT, AGAIN], [Wait(600, True, 600)]),
        ([BEGUN, FREE, {"what": "waits", "at": 950}], [Wait(650, True, 200)]),
        ([BEGUN, {"what": "settled", "at": 301}, AGAIN], []),
        ([{"what": "claimed", "at": 90, "token": "6:other"}, FREE, AGAIN], []),
    ],
)
def test_recovery_is_counted_from_the_turn_that_a_kill_cut_short(
    timeline: list[dict[str, Any]], found: list[Wait]
) -> None:
    assert waits({"lane": timeline}, [CUT]) == found


def test_what_a_killed_worker_had_under_way_is_read_from_the_ledger(tmp_path: Path) -> None:
    with embedded_redis(tmp_path / "redis") as server, connect(server.url) as client:
        prefix = keys.prefix_of_store(STORE)
        for lane, owner, effect in (("a", "dead", "e"), ("b", "dead", ""), ("c", "alive", "e")):
            client.zadd(f"{prefix}:LEASED", {lane: 1})
            told = {"owner": owner, "token": f"1:{lane}", "open": effect}
            client.hset(f"{prefix}:lane:{lane}", mapping=told)

        found = list(cut_short(client, "dead", 5))

    assert found == [Cut("a", "1:a", 5, True), Cut("b", "1:b", 5, False)]


def test_an_effect_that_is_missing_or_twice_is_counted(tmp_path: Path) -> None:
    story = early_cancel(Telling(ShopOrder(1, 1), random.Random(1)))
    source = story.steps[0].source
    posts = [Posted(1, source, step.topic, step.topic, 200, 0, 0) for step in story.steps]
    log = Log([Told(story, [step.topic for step in story.steps])], posts)
    journal = tmp_path / "journal"
    commit = {"Operation": "create_order", "ExternalOrderId": "1"}
    journal.write_text("\n".join([json.dumps(commit)] * 2))

    assert judge(log, journal) == {"lost": 1, "doubled": 1, "reordered": 0}
