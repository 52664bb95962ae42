"""Watches that a lease is kept: who holds a lane, or believes to, is alone with it until its end.

Told by the scripts' replies and the holders' own clocks, so that no script can hide what it did.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from worker.hold import HeldLane

_LASTS: Final = {"claim": 2, "renew": 2, "intent": 5, "outcome": 5}
"""Which argument of a script is the lease from now on, in milliseconds."""
_GIVES_BACK: Final = frozenset({"complete", "defer", "park"})


class Leases:
    """Every lane's lease. robbed: the claims that took a lane from its holder too early.

    now_ms: ledger time. holders: what the workers hold, the dead ones too.
    """

    def __init__(
        self, now_ms: Callable[[], int], holders: Callable[[], Iterable[HeldLane]]
    ) -> None:
        self.robbed: list[str] = []
        self._now_ms = now_ms
        self._holders = holders
        self._ends: dict[str, int] = {}
        self._given_back: set[str] = set()

    def ran(self, script: str, args: Sequence[Any], reply: Any) -> None:
        """Note what a script did to a lease."""
        if (reply[:1] if isinstance(reply, list) else [reply]) != [b"OK"]:
            return
        if script in _GIVES_BACK:
            self._ends.pop(args[0], None)
            self._given_back.add(args[1])
        elif script in _LASTS:
            lane = reply[2].decode() if script == "claim" else args[0]
            if script == "claim":
                self._watch(lane, args[4])
            until = self._now_ms() + int(args[_LASTS[script]])
            self._ends[lane] = max(until, self._ends[lane]) if script == "renew" else until

    def _watch(self, lane: str, claimer: str) -> None:
        early = self._ends.get(lane, 0) - self._now_ms()
        if early > 0:
            self.robbed.append(f"{claimer} took {lane} {early} ms before its lease's end")
        for held in self._holders():
            given_back = held.claim.token in self._given_back
            if held.claim.lane == lane and not given_back and not held.over():
                self.robbed.append(f"{claimer} took {lane}, which {held.claim.token} still holds")
