"""The ports of everything on one machine, each moved by its setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from orderlane.processes import StartError, free_port, require_free_port

SETTINGS = {
    "ORDERLANE_REDIS_PORT": "6380",
    "ORDERLANE_SANDBOX_PORT": "8700",
    "ORDERLANE_PORT": "8080",
    "ORDERLANE_FLOWER_PORT": "5555",
    "ORDERLANE_DESK_PORT": "8090",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of the stack, 0 for any free one."""

    redis: int = 0
    sandbox: int = 0
    receiver: int = 0
    flower: int = 0
    desk: int = 0

    @classmethod
    def from_environ(cls, env: Mapping[str, str]) -> Self:
        """Return the ports a person expects, each moved by its setting."""
        told = {setting: env.get(setting, default) for setting, default in SETTINGS.items()}
        wrong = [f"{setting} is {text!r}" for setting, text in told.items() if not text.isdigit()]
        if wrong:
            raise StartError(f"{', '.join(wrong)}: a port is a number, 0 for any free one")
        return cls(*map(int, told.values()))

    def settled(self) -> "Ports":
        """Return the ports with every 0 replaced; raise StartError for one that is taken."""
        found = (self.redis, self.sandbox, self.receiver, self.flower, self.desk)
        for port, setting in zip(found, SETTINGS, strict=True):
            if port:
                require_free_port(port, setting)
        return Ports(*(port or free_port() for port in found))
