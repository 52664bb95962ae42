import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from orderlane.processes import (
    Pauses,
    StartError,
    Supervisor,
    exit_on_sigterm,
    free_port,
    require_free_port,
    wait_until,
)

ROOT = Path(__file__).parents[3]
STAYS = "import time; print('up', flush=True); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + STAYS
FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(os.getpid(), child.pid, flush=True)
time.sleep(60)
"""
NOTES_ITS_END = """
import signal, sys, time
from pathlib import Path
def leave(*_):
    with Path(sys.argv[1]).open("a") as log:
        log.write(sys.argv[2] + " ")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("up", flush=True)
time.sleep(60)
"""
SUPERVISES = """
import sys, time
from pathlib import Path
from orderlane.processes import Supervisor
supervisor = Supervisor(Path(sys.argv[1]), grace_s=0.2)
supervisor.start("worker", [sys.executable, "-c", sys.argv[2]])
print(supervisor.pid("worker"), flush=True)
time.sleep(60)
"""
FIRST_CLIENT_PORT = 32768  # of Linux; elsewhere it is higher
AT_ONCE = Pauses(first_s=0.0, most_s=0.0)


def python(code: str, *args: str) -> list[str]:
    return [sys.executable, "-c", code, *args]


def gone(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")  # a zombie is gone: in a container nobody may reap it
        return stat.parent.parent.exists() and " Z " in stat.read_text()
    return True


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(tmp_path / "logs", grace_s=5, pauses=AT_ONCE) as running:
        yield running


def says(supervisor: Supervisor, name: str, text: str = "up") -> Callable[[], bool]:
    return lambda: text in supervisor.log(name).read_text()


def test_a_command_runs_with_its_environment_and_writes_to_its_log(supervisor: Supervisor) -> None:
    command = "import os, time; print(os.environ['LANE'], os.getpid(), flush=True); time.sleep(60)"

    supervisor.start("worker", python(command), {"LANE": "seven"})
    wait_until(says(supervisor, "worker", "seven"), 10)

    assert supervisor.alive("worker")
    assert supervisor.log("worker").read_text().split() == ["seven", str(supervisor.pid("worker"))]


def test_a_command_that_exits_by_itself_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start("worker", python("print('once more', flush=True)"))

    wait_until(lambda: supervisor.log("worker").read_text().count("once more") >= 3, 10)


def test_a_killed_command_is_started_again_under_another_id(supervisor: Supervisor) -> None:
    supervisor.start("worker", python(STAYS))
    before = supervisor.pid("worker")

    supervisor.kill("worker")
    wait_until(lambda: supervisor.pid("worker") not in (None, before), 10)

    assert supervisor.alive("worker")


def test_what_an_exited_command_leaves_in_its_group_is_killed(supervisor: Supervisor) -> None:
    supervisor.start("web", python(FAMILY))
    wait_until(lambda: len(supervisor.log("web").read_text().split()) == 2, 10)
    parent, child = map(int, supervisor.log("web").read_text().split())

    os.kill(parent, signal.SIGKILL)

    wait_until(lambda: gone(child), 10)


def test_a_stopped_command_stays_stopped_and_its_name_is_free_again(supervisor: Supervisor) -> None:
    supervisor.start("worker", python(STAYS))
    pid = supervisor.pid("worker")

    supervisor.stop("worker")

    assert pid is not None
    assert gone(pid)
    assert not supervisor.alive("worker")
    supervisor.start("worker", python(STAYS))
    assert supervisor.alive("worker")


def test_a_command_that_ignores_sigterm_is_killed_after_the_grace(tmp_path: Path) -> None:
    with Supervisor(tmp_path, grace_s=0.2) as supervisor:
        supervisor.start("deaf", python(DEAF))
        wait_until(says(supervisor, "deaf"), 10)
        pid = supervisor.pid("deaf")

    assert pid is not None
    assert gone(pid)


def test_everything_is_stopped_in_reverse_order(tmp_path: Path) -> None:
    order = tmp_path / "order"

    with Supervisor(tmp_path) as supervisor:
        for name in ("redis", "receiver", "worker"):
            supervisor.start(name, python(NOTES_ITS_END, str(order), name))
            wait_until(says(supervisor, name), 10)

    assert order.read_text().split() == ["worker", "receiver", "redis"]


def test_a_command_that_cannot_be_started_again_is_tried_until_it_can(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start("worker", python(STAYS))
    away = (tmp_path / "logs").rename(tmp_path / "away")
    supervisor.kill("worker")
    wait_until(lambda: not supervisor.alive("worker"), 10)

    away.rename(tmp_path / "logs")

    wait_until(lambda: supervisor.alive("worker"), 10)


def test_a_missing_program_and_a_name_in_use_are_refused(supervisor: Supervisor) -> None:
    supervisor.start("worker", python(STAYS))

    with pytest.raises(StartError, match="no program no-such-program"):
        supervisor.start("other", ["no-such-program"])
    with pytest.raises(StartError, match="worker is already started"):
        supervisor.start("worker", python(STAYS))


def test_the_pause_before_a_restart_doubles_up_to_its_limit() -> None:
    pauses = Pauses(first_s=0.5, most_s=3.0)

    assert [pauses.after(exits) for exits in (1, 2, 3, 4, 5000)] == [0.5, 1.0, 2.0, 3.0, 3.0]


@pytest.mark.parametrize(
    ("steady_s", "announced"),
    [(60.0, ["0.1 s", "0.2 s", "0.4 s"]), (0.0, ["0.1 s", "0.1 s", "0.1 s"])],
    ids=["exits in a row", "exits after steady running"],
)
def test_each_exit_in_a_row_makes_the_pause_longer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, steady_s: float, announced: list[str]
) -> None:
    with Supervisor(tmp_path, pauses=Pauses(0.1, 1.0, steady_s)) as supervisor:
        supervisor.start("worker", python("raise SystemExit(3)"))
        wait_until(lambda: len(caplog.messages) >= 3, 10)

    assert caplog.messages[:3] == [
        f"worker exited with 3, restart in {pause}" for pause in announced
    ]


@pytest.mark.parametrize("code", [FAMILY, DEAF], ids=["family", "deaf"])
def test_no_command_outlives_a_parent_that_is_killed(tmp_path: Path, code: str) -> None:
    log = tmp_path / "worker.log"
    argv = python(SUPERVISES, str(tmp_path), code)
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pids = {int(parent.stdout.readline())}
        wait_until(lambda: log.read_text().endswith("\n"), 10)
        pids |= {int(word) for word in log.read_text().split() if word.isdigit()}

        parent.kill()

    wait_until(lambda: all(gone(pid) for pid in pids), 10)


def test_sigterm_leaves_the_contexts_in_order(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    pids: list[int | None] = []

    def run() -> None:
        with exit_on_sigterm(), Supervisor(tmp_path) as supervisor:
            supervisor.start("worker", python(STAYS))
            pids.append(supervisor.pid("worker"))
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit, match=str(128 + signal.SIGTERM)):
        run()

    assert all(pid and gone(pid) for pid in pids)
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_taken_port_is_named_with_its_setting_and_the_remedy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(StartError, match=rf"Port {port} .*set ORDERLANE_PORT to another port"):
            require_free_port(port, "ORDERLANE_PORT")


def test_a_free_port_is_none_a_client_gets_by_chance() -> None:
    port = free_port()

    require_free_port(port, "ORDERLANE_PORT")
    assert 1024 < port < FIRST_CLIENT_PORT


def test_waiting_ends_with_what_did_not_come() -> None:
    with pytest.raises(TimeoutError, match="the worker did not come within 0 s"):
        wait_until(lambda: False, 0, "the worker")
