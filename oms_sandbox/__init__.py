"""A stateful, strict OMS on a port, with a commit journal and faults on order."""

from oms_sandbox.gateway import RateLimit
from oms_sandbox.server import CannotListen, Running, running
from oms_sandbox.storm_mix import Weather

__all__ = ["CannotListen", "RateLimit", "Running", "Weather", "running"]
