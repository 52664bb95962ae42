"""How an event's turn can end, said by raising; one catcher (worker.turn) reads it."""


class TurnEnds(Exception):
    """Base: the turn is over, the event is not done."""


class Waits(TurnEnds):
    """Another event of the order must come first."""

    def __init__(self, reason: str, unblocked_by: tuple[str, ...]) -> None:
        super().__init__(reason, unblocked_by)
        self.reason = reason
        self.unblocked_by = unblocked_by


class Superseded(TurnEnds):
    """Another event of the order has made this one pointless; it is settled as superseded."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InDoubt(TurnEnds):
    """A write may or may not have landed; it is read back after `delay`, a name of Timing."""

    def __init__(self, effect: str, record: str, delay: str) -> None:
        super().__init__(effect, record, delay)
        self.effect = effect
        self.record = record
        self.delay = delay


class NeedsPerson(TurnEnds):
    """Nothing automatic is right. effect: its id and record, when one is concerned."""

    def __init__(self, reason: str, detail: str = "", effect: tuple[str, str] = ("", "")) -> None:
        super().__init__(reason, detail, effect)
        self.reason = reason
        self.detail = detail
        self.effect = effect


class GateShut(TurnEnds):
    """No call to the OMS may be made now: budget, pause or breaker."""

    def __init__(self, reason: str, wait_ms: int) -> None:
        super().__init__(reason, wait_ms)
        self.reason = reason
        self.wait_ms = wait_ms


class LeaseTooShort(TurnEnds):
    """The call could outlast the lease: somebody else may hold the lane by then."""
