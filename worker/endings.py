"""How a bell ended."""

from dataclasses import dataclass
from typing import Final

NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a bell ended: done, stale, `waits`, parked, or `nothing` (there was nothing to do)."""

    state: str
    reason: str = ""
