import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderlane.leash import Leashed
from orderlane.processes import free_port, wait_until

ROOT = Path(__file__).parents[3]
APP = """
def app(environ, start_response):
    start_response("200 OK", [("X-Threads", "many" if environ["wsgi.multithread"] else "one")])
    return []
"""


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("receiver")
    (folder / "little.py").write_text(APP)
    port = free_port()
    argv = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "config/gunicorn.py")]
    env = {"ORDERLANE_BIND": f"127.0.0.1:{port}", "XDG_RUNTIME_DIR": str(folder)}
    process = Leashed(
        [*argv, "--chdir", str(folder), "little:app"], folder / "log", env=env, grace_s=5
    )
    wait_until(lambda: bool(answer(port, b"GET / HTTP/1.0\r\n\r\n")), 20)
    yield port, folder
    process.end()


def answer(port: int, request: bytes) -> bytes:
    with socket.socket() as client:
        if client.connect_ex(("127.0.0.1", port)) != 0:
            return b""
        client.sendall(request)
        return b"".join(iter(lambda: client.recv(4096), b""))


def test_the_receiver_runs_threads_and_does_not_say_what_it_is(receiver: tuple[int, Path]) -> None:
    port, _ = receiver

    head = answer(port, b"GET / HTTP/1.0\r\n\r\n").partition(b"\r\n\r\n")[0]

    assert head.startswith(b"HTTP/1.0 200 OK")
    assert b"X-Threads: many" in head
    assert b"server" not in head.lower()
    assert b"gunicorn" not in head.lower()
    assert b"Date: " in head


@pytest.mark.parametrize(
    "lines",
    [
        b"GET /" + b"a" * 4095 + b" HTTP/1.0\r\n",
        b"GET / HTTP/1.0\r\n" + b"".join(b"X-%d: a\r\n" % number for number in range(101)),
        b"GET / HTTP/1.0\r\nX-Long: " + b"a" * 8190 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
    ],
    ids=["long line", "many headers", "long header", "two lengths"],
)
def test_a_request_outside_the_limits_is_refused(receiver: tuple[int, Path], lines: bytes) -> None:
    port, _ = receiver

    status = answer(port, lines + b"\r\n").split(b" ", 2)[1]

    assert status in {b"400", b"414", b"431"}


def test_there_is_no_control_socket(receiver: tuple[int, Path]) -> None:
    _, folder = receiver

    assert {path.name for path in folder.iterdir()} <= {"little.py", "log", "__pycache__"}
