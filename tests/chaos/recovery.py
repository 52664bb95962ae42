"""How long an order waits for another worker after its own was killed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from tests.chaos.nemesis import Kill

ENDINGS: Final = frozenset({"settled", "waits", "parked"})

Entry = Mapping[str, Any]


class Wait(NamedTuple):
    """A turn that a kill cut short. in_doubt: a call was under way.

    ms: until the lane was claimed again, with the wait behind other orders and for processes that
    start. free_ms: until it could be claimed again, which is all that the ledger decides.
    """

    ms: int
    in_doubt: bool
    free_ms: int


def waits(timelines: Iterable[Sequence[Entry]], kills: Sequence[Kill]) -> list[Wait]:
    """Return how long each turn that a kill cut short was left, the shortest first."""
    return sorted(
        found for timeline in timelines for found in _of_lane(timeline, kills) if found.ms >= 0
    )


def _of_lane(timeline: Sequence[Entry], kills: Sequence[Kill]) -> Iterator[Wait]:
    claims = [nth for nth, entry in enumerate(timeline) if entry["what"] == "claimed"]
    for nth, after in pairwise(claims):
        if any(entry["what"] in ENDINGS for entry in timeline[nth:after]):
            continue
        begun, again = timeline[nth], timeline[after]["at"]
        calls = [entry["what"] for entry in timeline[nth:after]]
        in_doubt = calls.count("intent") > calls.count("outcome")
        free = min(
            (one["at"] for one in timeline[nth:after] if one["what"] == "lease over"), default=again
        )
        for killed in (one.at for one in kills if one.owner == begun["worker"]):
            if begun["at"] <= killed <= again:
                yield Wait(again - killed, in_doubt, max(0, free - killed))


def percentile(values: Sequence[int], share: float) -> float:
    """Return the value below which a share of the sorted values lies, 0 when there are none."""
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0
