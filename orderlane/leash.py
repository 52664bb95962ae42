"""A command that ends with its parent, however the parent ends.

The parent holds one end of a pipe. The command is started through this file, run as a script of its own
(`leash.py FD GRACE_S COMMAND...`): it leaves a watcher in the command's process group, which waits for the pipe to close,
by SIGKILL of the parent too, and then ends the group. So nothing has to happen between fork and exec in a process that
has threads, and no call is needed that only one system knows.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

POLL_S = 0.05


class Leashed:
    """A running command in a process group of its own, which ends with this process."""

    def __init__(
        self,
        argv: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        grace_s: float = 10.0,
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        """Start ARGV with ENV added to the environment; its output is appended to LOG."""
        self._grace_s = grace_s
        self._lock = threading.Lock()
        reading, self._held = os.pipe()
        script = [sys.executable, "-I", "-S", __file__, str(reading), str(grace_s)]
        try:
            with log.open("ab") as output:
                self._process = subprocess.Popen(  # noqa: S603 - a list from our own caller, no shell
                    [*script, *argv],
                    env={**os.environ, **(env or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    pass_fds=(reading, *pass_fds),
                )
        except OSError:
            os.close(self._held)
            raise
        finally:
            os.close(reading)

    @property
    def pid(self) -> int:
        """Return the id of the command, which is also that of its group."""
        return self._process.pid

    def running(self) -> bool:
        """Tell whether the command has not exited yet."""
        return self._process.poll() is None

    def wait(self) -> int:
        """Return the exit status, negative for a signal, once the command has exited."""
        return self._process.wait()

    def end(self) -> None:
        """Ask the command to end, and kill its group when it is gone or the grace is over."""
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(self._grace_s)
        self.kill()

    def kill(self) -> None:
        """Kill the whole group, also what an exited command has left in it."""
        with self._lock:
            if self._held >= 0:
                with suppress(ProcessLookupError, PermissionError):  # macOS refuses dead groups
                    os.killpg(self.pid, signal.SIGKILL)
                os.close(self._held)
                self._held = -1
        self._process.wait()


def run(fd: int, grace_s: float, command: list[str]) -> None:
    """Leave the watcher and turn into COMMAND, which keeps this process's id."""
    os.set_inheritable(fd, False)
    if os.fork() == 0:
        if os.fork() == 0:  # twice, so that the command gets no child it does not know
            watch(fd, grace_s)
        os._exit(0)
    os.wait()
    os.execvp(command[0], command)  # noqa: S606 - a list from our own caller, no shell


def watch(fd: int, grace_s: float) -> None:
    """Wait until the pipe closes, then end the group, this process included."""
    os.closerange(0, fd)
    os.closerange(fd + 1, 256)
    os.read(fd, 1)
    with suppress(ProcessLookupError):
        os.kill(os.getpgrp(), signal.SIGTERM)
        deadline = time.monotonic() + grace_s
        while time.monotonic() < deadline:
            os.kill(os.getpgrp(), 0)
            time.sleep(POLL_S)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    run(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
