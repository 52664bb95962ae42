"""What no one can set: how long this host has been running, and the name of that start."""

import time
from functools import cache
from pathlib import Path
from typing import Final
from uuid import uuid4

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def running_s() -> float:
    """Return the seconds since this host was started, its sleep included where the system counts it."""
    return time.clock_gettime(_CLOCK)


@cache
def this_boot() -> str:
    """Return a name that this start of this host alone has; without one, a name of this process."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return uuid4().hex
