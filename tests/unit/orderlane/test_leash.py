import signal
import sys
import threading
from pathlib import Path

from orderlane.leash import Leashed
from orderlane.processes import wait_until

STAYS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]


def test_a_command_keeps_running_when_the_thread_that_started_it_ends(tmp_path: Path) -> None:
    started: list[Leashed] = []
    thread = threading.Thread(target=lambda: started.append(Leashed(STAYS, tmp_path / "log")))
    thread.start()
    thread.join()
    (command,) = started

    wait_until(lambda: "up" in (tmp_path / "log").read_text(), 10)

    assert command.running()
    command.end()
    assert command.wait() == -signal.SIGTERM


def test_a_command_gets_no_child_it_does_not_know(tmp_path: Path) -> None:
    script = "import os\ntry: os.wait()\nexcept ChildProcessError: print('none', flush=True)"
    command = Leashed([sys.executable, "-c", script], tmp_path / "log")

    command.wait()

    command.kill()
    assert (tmp_path / "log").read_text() == "none\n"
