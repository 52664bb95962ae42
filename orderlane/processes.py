"""Child processes that are kept running and are never left behind."""

import logging
import secrets
import shutil
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

from orderlane.leash import Leashed

LOOPBACK = "127.0.0.1"
# Lower than the ports a system gives to clients: one that retries a dead port there ends up connected to itself.
FREE_PORTS = range(20000, 32000)
POLL_S = 0.05

logger = logging.getLogger(__name__)


class StartError(RuntimeError):
    """Say what keeps a process from starting, and the remedy."""


@dataclass(frozen=True)
class Pauses:
    """How long to wait before a restart: doubled with each exit, from the start again after `steady_s` of running."""

    first_s: float = 0.5
    most_s: float = 10.0
    steady_s: float = 30.0

    def after(self, exits: int) -> float:
        """Return the pause after so many exits in a row, in seconds."""
        return min(self.most_s, self.first_s * 2.0 ** min(exits - 1, 30))


class Kept:
    """A command that is started again whenever it exits by itself."""

    def __init__(self, name: str, spawn: Callable[[], Leashed], pauses: Pauses) -> None:
        """Start the command and watch it from a thread of its own."""
        self._name = name
        self._spawn = spawn
        self._pauses = pauses
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self.process = spawn()
        self._thread = threading.Thread(target=self._keep, name=f"keep-{name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the command for good."""
        with self._lock:
            self._ended.set()
        self.process.end()
        self._thread.join()

    def _keep(self) -> None:
        exits = 0
        while True:
            started = time.monotonic()
            status = self.process.wait()
            self.process.kill()
            exits = 1 if time.monotonic() - started >= self._pauses.steady_s else exits + 1
            if self._ended.is_set():
                return
            pause_s = self._pauses.after(exits)
            logger.warning("%s exited with %s, restart in %.1f s", self._name, status, pause_s)
            if self._ended.wait(pause_s):
                return
            self._restart()

    def _restart(self) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            try:
                self.process = self._spawn()
            except OSError:
                logger.exception("%s could not be started", self._name)


class Supervisor:
    """Keep named commands running; leaving its context stops them all, the last started first."""

    def __init__(self, logs: Path, *, grace_s: float = 10.0, pauses: Pauses | None = None) -> None:
        """Write each command's output to LOGS/NAME.log; what ignores SIGTERM for GRACE_S is killed."""
        self._logs = logs
        self._grace_s = grace_s
        self._pauses = pauses or Pauses()
        self._kept: dict[str, Kept] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop_all()

    def start(self, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start ARGV as NAME, with ENV added to the environment, and keep it running; raise StartError when it cannot be."""
        if name in self._kept:
            raise StartError(f"{name} is already started.")
        if shutil.which(argv[0]) is None:
            raise StartError(f"{name} cannot be started: there is no program {argv[0]}.")
        log = self.log(name)
        log.parent.mkdir(parents=True, exist_ok=True)
        self._kept[name] = Kept(
            name, lambda: Leashed(argv, log, env=env, grace_s=self._grace_s), self._pauses
        )

    def stop(self, name: str) -> None:
        """End NAME and forget it."""
        self._kept.pop(name).stop()

    def kill(self, name: str) -> None:
        """Kill NAME's whole group at once, as a crash would; it is restarted like after one."""
        self._kept[name].process.kill()

    def pid(self, name: str) -> int | None:
        """Return the process id of NAME, None while it waits for its restart."""
        process = self._kept[name].process
        return process.pid if process.running() else None

    def started(self, name: str) -> bool:
        """Tell whether NAME is kept running, even while it waits for a restart."""
        return name in self._kept

    def alive(self, name: str) -> bool:
        """Tell whether NAME is started and running at this moment."""
        return name in self._kept and self.pid(name) is not None

    def log(self, name: str) -> Path:
        """Return the file that holds what NAME has written."""
        return self._logs / f"{name}.log"

    def stop_all(self) -> None:
        """End everything, the last started first."""
        for name in reversed(list(self._kept)):
            self.stop(name)


@contextmanager
def exit_on_sigterm() -> Iterator[None]:
    """Turn SIGTERM into SystemExit, as SIGINT is KeyboardInterrupt, so that contexts are left in order; main thread only."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def wait_until(
    probe: Callable[[], bool], timeout_s: float, what: str = "the awaited state"
) -> None:
    """Return once PROBE is true; raise TimeoutError naming WHAT after TIMEOUT_S."""
    deadline = time.monotonic() + timeout_s
    while not probe():
        if time.monotonic() >= deadline:
            raise TimeoutError(f"{what} did not come within {timeout_s:g} s")
        time.sleep(POLL_S)


def require_free_port(port: int, setting: str, host: str = LOOPBACK) -> None:
    """Raise StartError, naming PORT and the SETTING that moves it, when nothing can listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as err:
            raise StartError(
                f"Port {port} of {host} cannot be used ({err.strerror}): "
                f"end what listens there, or set {setting} to another port."
            ) from err


def free_port() -> int:
    """Return a port of the loopback that nothing listens on."""
    while True:
        port = FREE_PORTS[secrets.randbelow(len(FREE_PORTS))]
        with suppress(StartError):
            require_free_port(port, "")
            return port
