"""A stateful, strict OMS on a port, with a commit journal and faults on order."""

from oms_sandbox.events.sender import Subscription
from oms_sandbox.faults.storm_mix import Weather
from oms_sandbox.gateway import RateLimit
from oms_sandbox.saving.store import CannotKeep
from oms_sandbox.server import CannotListen, Running, running

__all__ = [
    "CannotKeep",
    "CannotListen",
    "RateLimit",
    "Running",
    "Subscription",
    "Weather",
    "running",
]
