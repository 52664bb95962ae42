"""What the end of a turn means for its event."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from config.settings import Timing
from events.envelope import Unreadable
from ledger.records import PARKED, Claim
from oms_client import NotSent, Refused, Throttled, Unauthorized, Unavailable
from worker.outcomes import GateShut, InDoubt, LeaseTooShort, NeedsPerson, Waits
from worker.policy import BACKOFF_S, WAITS, backoff_ms, end_turn

TIMING = Timing()


@dataclass
class FakeLane:
    """Keeps what it was told."""

    tries: int = 0
    in_time: bool = True
    told: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def claim(self) -> Claim:
        return Claim("OK", record={"tries": str(self.tries)})

    def defer(self, delay_ms: int, reason: str, **how: Any) -> bool:
        self.told.append(("defer", {"delay_ms": delay_ms, "reason": reason, **how}))
        return self.in_time

    def park(self, reason: str, detail: str, effect: tuple[str, str] = ("", "")) -> None:
        self.told.append(("park", (reason, effect)))


def end(err: Exception, **lane: Any) -> tuple[tuple[str, str], FakeLane]:
    held = FakeLane(**lane)
    return end_turn(held, err, TIMING), held  # type: ignore[arg-type]  # a fake, as much as it uses


def test_a_wait_for_another_event_has_its_limit_and_says_what_ends_it():
    ending, held = end(Waits("NO_CREATE", ("order.created",)))

    assert ending == (WAITS, "NO_CREATE")
    assert held.told[0][1]["unblocked_by"] == ("order.created",)
    assert held.told[0][1]["limit_ms"] == 900_000


def test_a_hold_may_last_far_longer_than_a_create_may_be_late():
    _, held = end(Waits("ON_HOLD", ("order.released",)))

    assert held.told[0][1]["limit_ms"] == 30 * 86_400_000


def test_a_wait_that_is_over_is_parked():
    ending, held = end(Waits("NO_CREATE", ()), in_time=False)

    assert ending == (PARKED, "NO_CREATE")
    assert held.told[-1] == ("park", ("NO_CREATE", ("", "")))


def test_a_doubt_waits_for_the_quiet_time_with_its_record():
    ending, held = end(InDoubt("e|1", "{}", "quiet"))

    assert ending == (WAITS, "IN_DOUBT")
    assert held.told[0][1]["delay_ms"] == 330_000
    assert held.told[0][1]["effect"] == ("e|1", "{}")


def test_a_shut_gate_costs_no_try_and_the_waits_are_spread():
    delays = {end(GateShut("BREAKER", 1_000))[1].told[0][1]["delay_ms"] for _ in range(30)}

    assert min(delays) >= 1_000
    assert max(delays) <= 1_250
    assert len(delays) > 5
    assert not end(GateShut("BREAKER", 1_000))[1].told[0][1].get("counts")


@pytest.mark.parametrize(
    "err",
    [
        NotSent("x", "refused"),
        Unavailable("x", "503"),
        Throttled("x", "429"),
        Unauthorized("x", "401"),
        LeaseTooShort("x"),
    ],
)
def test_trouble_that_passes_is_tried_later_never_parked(err: Exception):
    ending, held = end(err, tries=99)

    assert ending[0] == WAITS
    assert held.told[0][0] == "defer"
    assert held.told[0][1]["counts"] is True


def test_the_delays_grow_to_an_hour_and_stay_there():
    longest = [max(backoff_ms(tries, TIMING) for _ in range(200)) for tries in range(9)]

    assert longest[0] <= BACKOFF_S[0] * 1000
    assert longest == sorted(longest) or longest[-1] <= 3_600_000
    assert 1_800_000 <= longest[-1] <= 3_600_000


@pytest.mark.parametrize(
    ("err", "reason"),
    [
        (NeedsPerson("LINES_NOT_FOUND"), "LINES_NOT_FOUND"),
        (Refused("x", "no", status=400, code="VALIDATION_FAILED"), "REFUSED_VALIDATION_FAILED"),
        (Unreadable("order.created: no lines"), "UNREADABLE"),
        (ZeroDivisionError(), "OUR_FAULT"),
    ],
)
def test_what_nothing_automatic_can_mend_is_parked(err: Exception, reason: str):
    ending, held = end(err)

    assert ending == (PARKED, reason)
    assert held.told[0][0] == "park"


def test_a_parked_effect_keeps_its_record():
    _, held = end(NeedsPerson("X", "", ("e|1", "{}")))

    assert held.told == [("park", ("X", ("e|1", "{}")))]
