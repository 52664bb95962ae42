"""How long an order waits for another worker after its own was killed."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from tests.chaos.nemesis import Kill

ENDINGS: Final = frozenset({"settled", "waits", "parked"})

Entry = Mapping[str, Any]


def waits_ms(timelines: Iterable[Sequence[Entry]], kills: Sequence[Kill]) -> list[int]:
    """Return, for each turn that a kill cut short, the time until the lane was claimed again."""
    return sorted(
        found for timeline in timelines for found in _of_lane(timeline, kills) if found >= 0
    )


def _of_lane(timeline: Sequence[Entry], kills: Sequence[Kill]) -> Iterable[int]:
    claims = [nth for nth, entry in enumerate(timeline) if entry["what"] == "claimed"]
    for nth, after in pairwise(claims):
        if any(entry["what"] in ENDINGS for entry in timeline[nth:after]):
            continue
        begun, again = timeline[nth], timeline[after]["at"]
        killed = [one.at for one in kills if one.owner == begun["worker"]]
        yield from (again - at for at in killed if begun["at"] <= at <= again)


def percentile(values: Sequence[int], share: float) -> float:
    """Return the value below which a share of the sorted values lies, 0 when there are none."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
