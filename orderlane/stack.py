"""Everything on one machine: Redis, the OMS sandbox, receiver, worker, Flower, the desk."""

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import requests

from config.settings import Settings, load
from ledger.connection import connect
from orderlane.demo import BUS, OMS, Demo
from orderlane.embedded import EmbeddedRedis, embedded_redis
from orderlane.ports import Ports
from orderlane.processes import (
    LOOPBACK,
    Pauses,
    StartError,
    Supervisor,
    wait_until,
)
from webhooks.queues.pulse import alive

ROOT = Path(__file__).resolve().parent.parent
START_S = 60.0
LAST_WORDS = 12


class Stack:
    """Starts the parts one after the other, keeps them running, ends them all.

    folder: where data, logs and secrets are kept. scale: shrinks lease, quiet time and deadlines
    together. calls: the OMS's rate limit per 10 s and the workers' budget. pauses: before a part
    that exited is started again. oms_events: whether the OMS tells the receiver what happened in it.
    """

    def __init__(
        self,
        folder: Path,
        ports: Ports,
        *,
        scale: float = 1.0,
        calls: int = 100,
        flower: bool = True,
        desk: bool = False,
        queues: bool = False,
        concurrency: int = 16,
        pauses: Pauses | None = None,
        oms_events: bool = False,
    ) -> None:
        self.folder = folder.resolve()
        self.ports = ports.settled()
        self.journal = self.folder / "oms-journal.jsonl"
        self._flower = flower
        self._desk = desk
        self.queues = queues
        self._oms_events = oms_events
        self._concurrency = concurrency
        self._calls = calls
        self._scale = scale
        self._open = ExitStack()
        self.redis: EmbeddedRedis = embedded_redis(self.folder / "redis", port=self.ports.redis)
        self.demo = Demo(self.folder, redis_url=self.redis.url, oms_url=self.oms_url)
        self.supervisor = Supervisor(self.folder / "logs", grace_s=10.0, pauses=pauses)

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            self.demo.write()
            if self._desk:
                self.demo.write_desk_users()
            opened.enter_context(self.redis)
            opened.enter_context(self.supervisor)
            self._start_all()
            self._open = opened.pop_all()
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    @property
    def environ(self) -> dict[str, str]:
        """Return what every process of the stack is told."""
        return {
            "ORDERLANE_CONFIG": str(self.demo.config),
            "ORDERLANE_REDIS_URL": self.redis.url,
            "ORDERLANE_OMS_URL": self.oms_url,
            "ORDERLANE_OMS_CALLS": str(self._calls),
            "ORDERLANE_TIME_SCALE": str(self._scale),
            "ORDERLANE_BIND": f"{LOOPBACK}:{self.ports.receiver}",
            "ORDERLANE_FLOWER_PORT": str(self.ports.flower),
            "ORDERLANE_FLOWER_HISTORY": str(self.folder / "flower" / "history"),
            "ORDERLANE_FLOWER_SAVE_S": "2",
            "ORDERLANE_FLOWER_AUTH": f"file:{self.demo.secret('flower-login')}",
            "ORDERLANE_DESK_PORT": str(self.ports.desk),
            "ORDERLANE_DESK_USERS": f"file:{self.demo.desk_users}",
            "ORDERLANE_LOG": os.environ.get("ORDERLANE_LOG", "text"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def settings(self) -> Settings:
        """Return the settings as the processes read them."""
        return load({**os.environ, **self.environ})

    @property
    def oms_url(self) -> str:
        """Return the sandbox's address."""
        return f"http://{LOOPBACK}:{self.ports.sandbox}"

    @property
    def receiver_url(self) -> str:
        """Return the receiver's address."""
        return f"http://{LOOPBACK}:{self.ports.receiver}"

    @property
    def flower_url(self) -> str:
        """Return Flower's address."""
        return f"http://{LOOPBACK}:{self.ports.flower}"

    @property
    def desk_url(self) -> str:
        """Return the desk's address."""
        return f"http://{LOOPBACK}:{self.ports.desk}/desk"

    def _telling(self) -> tuple[str, ...]:
        """Return the sandbox's options that let it tell the receiver what happened in the OMS."""
        if not self._oms_events:
            return ()
        secret = str(self.demo.secret(OMS))
        hook = f"{self.receiver_url}/webhooks/{OMS}"
        return ("--events-to", hook, "--events-secret-file", secret)

    def commands(self) -> dict[str, list[str]]:
        """Return the command of every part, in the order of their start."""
        python = [sys.executable, "-m"]
        key = str(self.demo.secret("oms-key"))
        sandbox = ["oms_sandbox", "--port", str(self.ports.sandbox), "--key-file", key]
        found = {
            "sandbox": [
                *python,
                *sandbox,
                *("--journal", str(self.journal), "--rate-limit", f"{self._calls}/10"),
                *self._telling(),
            ],
            "receiver": [
                *(*python, "gunicorn", "--config", str(ROOT / "config" / "gunicorn.py")),
                "webhooks.app:create_app()",
            ],
            "worker": [
                *(*python, "worker"),
                *("--concurrency", str(self._concurrency), "--hostname", "worker@%h"),
            ],
        }
        if self._flower:
            found["flower"] = [*python, "orderlane", "flower"]
        if self.queues:
            found["consumer"] = [*python, "orderlane", "consume"]
        if self._desk:
            found["desk"] = [*python, "orderlane", "desk"]
        return found

    def _start_all(self) -> None:
        for name, argv in self.commands().items():
            if name == "flower":
                self.wait_ready()  # it asks the workers once, when it starts
            self.supervisor.start(name, argv, self.environ)
        self.wait_ready()

    def wait_ready(self) -> None:
        """Return once every part that is started answers; raise StartError with its last words."""
        probes = {
            "sandbox": lambda: answers(f"{self.oms_url}/_sandbox/health"),
            "receiver": lambda: answers(f"{self.receiver_url}/readyz"),
            "worker": self.worker_listens,
            "flower": lambda: answers(f"{self.flower_url}/healthcheck"),
            "consumer": self.consumer_lives,
            "desk": lambda: answers(f"http://{LOOPBACK}:{self.ports.desk}/readyz"),
        }
        for name, probe in probes.items():
            if not self.supervisor.started(name):
                continue
            try:
                wait_until(probe, START_S, name)
            except TimeoutError as err:
                log = self.supervisor.log(name)
                words = log.read_text(errors="replace").splitlines()[-LAST_WORDS:]
                raise StartError("\n".join([f"{err}; the end of {log}:", *words])) from err

    def tend(self) -> None:
        """Start the embedded Redis again if it has died; the supervisor tends the rest."""
        if not self.redis.running():
            self.redis.start()

    def consumer_lives(self) -> bool:
        """Tell whether the consumer has reached its queue and the ledger."""
        client = connect(self.redis.url)
        found = alive(client, BUS)
        client.close()
        return found

    def worker_listens(self) -> bool:
        """Tell whether a worker says it is ready in its log."""
        log = self.supervisor.log("worker")
        return log.exists() and " ready." in log.read_text(errors="replace")


def answers(url: str) -> bool:
    """Tell whether an address answers 200."""
    try:
        return bool(requests.get(url, timeout=2).status_code == requests.codes.ok)
    except requests.RequestException:
        return False
