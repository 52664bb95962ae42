"""The house under attack: two workers, two receivers, proxies before Redis and the OMS."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from config.settings import Timing
from orderlane.demo import Demo
from orderlane.embedded import embedded_redis
from orderlane.ports import Ports
from orderlane.processes import LOOPBACK, Pauses, wait_until
from orderlane.stack import START_S, Stack
from tests.chaos.deploys import two_secrets
from tests.chaos.power import NoCompiler, Power
from tests.chaos.proxy import Proxy

CALLS = 1_000_000
# Not scaled: what a bell costs is not, and bells rung faster than they are answered only pile up.
BELLS_S = {"sweep": 0.2, "ring_again": 5.0}
QUIET, FSYNC = "quiet", "fsync"
GUARDS = (QUIET, FSYNC)
WORKERS = ("worker", "worker2")


@dataclass(frozen=True)
class Settings(Demo):
    """Settings with two secrets a source; the bells are not scaled, the quiet time is as told."""

    scale: float
    quiet_s: float

    def write(self) -> None:
        """Write the settings of the demonstration, and ours."""
        super().write()
        two_secrets(self)
        told = BELLS_S | {"quiet": self.quiet_s}
        if not self.quiet_s:
            told |= {"read_gap": 0.0, "ring_again": 0.2}  # else the bells alone would wait
        times = {name: seconds / self.scale for name, seconds in told.items()}
        lines = [f"{name} = {value}" for name, value in times.items()]
        with self.config.open("a") as file:
            file.write("\n".join(["[timing]", *lines, ""]))


class House(Stack):
    """A stack whose processes reach Redis and the OMS through proxies.

    power: None when no C compiler is there, `no_power` tells why. Its own `redis` and `oms_url`
    are the real ones, for the rig. quiet_s: the quiet time, None as the scale has it. without: a
    guard that is taken away, and must be missed.
    """

    def __init__(
        self, folder: Path, *, scale: float, quiet_s: float | None = None, without: str = ""
    ) -> None:
        super().__init__(
            folder,
            Ports(),
            scale=scale,
            calls=CALLS,
            flower=False,
            concurrency=8,
            pauses=Pauses(0.01, 0.01),
        )
        waited = Timing(scale).s("quiet") if quiet_s is None else quiet_s
        self.demo = Settings(self.folder, scale, 0.0 if without == QUIET else waited)
        self._appendfsync = "everysec" if without == FSYNC else "always"
        self.power: Power | None = None
        self.no_power = ""
        try:
            self.power = Power(self.folder / "power")
        except NoCompiler as err:
            self.no_power = str(err)
        if self.power:
            server = str(self.power.server)
            self.redis = embedded_redis(
                self.folder / "redis",
                port=self.ports.redis,
                appendfsync=self._appendfsync,
                server=server,
            )
        self.to_redis = Proxy(self.ports.redis)
        self.to_oms = Proxy(self.ports.sandbox)
        self._around = ExitStack()
        self._read: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(self.to_redis)
            opened.enter_context(self.to_oms)
            super().__enter__()
            opened.callback(super().__exit__)
            self._around = opened.pop_all()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._around.close()

    @property
    def environ(self) -> dict[str, str]:
        """Return what every process is told: the proxies' addresses."""
        return super().environ | {
            "ORDERLANE_REDIS_URL": f"redis://{LOOPBACK}:{self.to_redis.port}/0",
            "ORDERLANE_OMS_URL": f"http://{LOOPBACK}:{self.to_oms.port}",
            "ORDERLANE_WEB_WORKERS": "2",
            "ORDERLANE_ALLOW_VOLATILE_REDIS": "0" if self._appendfsync == "always" else "1",
        }

    def commands(self) -> dict[str, list[str]]:
        """Return the commands: a second worker, and an OMS that refuses no second order."""
        found = super().commands()
        found["sandbox"] += ["--accept-duplicates"]
        found["worker2"] = [word.replace("worker@", "second@") for word in found["worker"]]
        return found

    def stop_workers(self) -> None:
        """End the workers in order, so that nothing changes any more."""
        for name in WORKERS:
            self.supervisor.stop(name)

    def wait_ready(self) -> None:
        """Return once every part answers, the second worker too."""
        super().wait_ready()
        if self.supervisor.started("worker2"):
            wait_until(lambda: self.starts("worker2") > 0, START_S, "the second worker")

    def starts(self, worker: str) -> int:
        """Return how often a worker has become ready; only what is new in its log is read."""
        log = self.supervisor.log(worker)
        read, count = self._read.get(worker, (0, 0))
        if log.exists():
            with log.open("rb") as file:
                file.seek(read)
                lines, _, _ = file.read().rpartition(b"\n")
            count += lines.count(b" ready.")
            self._read[worker] = (read + len(lines), count)
        return count
