"""A stateful, strict OMS on a port, with a commit journal and faults on order."""

from oms_sandbox.events_sender import Subscription
from oms_sandbox.gateway import RateLimit
from oms_sandbox.saving_store import CannotKeep
from oms_sandbox.server import CannotListen, Running, running
from oms_sandbox.storm_mix import Weather

__all__ = [
    "CannotKeep",
    "CannotListen",
    "RateLimit",
    "Running",
    "Subscription",
    "Weather",
    "running",
]
