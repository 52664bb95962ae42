"""The OMS of the model: what can become of a request, and what a read may show."""

from collections.abc import Iterator
from typing import Final

from tests.model.state import APPLIED, CREATE, Request, State, Step

DOUBLED: Final = "doubled"
LOST: Final = "lost"
REORDERED: Final = "reordered"


def sees(state: State, event: int) -> tuple[bool, ...]:
    """Return what a read may say of an effect: a commit that lags is shown, or not yet."""
    lagging = sum(1 for one in state.requests if one.event == event and not one.lands)
    if state.committed(event) > lagging:
        return (True,)
    return (True, False) if lagging else (False,)


def fates(state: State, event: int) -> Iterator[tuple[str, Step]]:
    """Yield what can become of a request, each with what its sender hears."""
    done, broken = commit(state, event)
    lagging = done.with_request(Request(event, lands=False))
    yield "ok", Step("carried out", done, broken)
    yield "ok", Step("carried out (reads lag)", lagging, broken)
    if not state.left.calls:
        return
    state, done, lagging = (one.spent("calls") for one in (state, done, lagging))
    yield "nothing", Step("carried out, the answer is lost", done, broken)
    yield "nothing", Step("carried out (reads lag), the answer is lost", lagging, broken)
    yield "nothing", Step("on its way, no answer", state.with_request(Request(event, lands=True)))
    yield "nothing", Step("dropped, no answer", state)
    yield "not sent", Step("surely not sent", state)


def commit(state: State, event: int) -> tuple[State, str]:
    """Carry an effect out; return the property that this breaks, too."""
    commits = (*state.commits[:event], state.committed(event) + 1, *state.commits[event + 1 :])
    done = state._replace(commits=commits)
    if done.committed(event) > 1:
        return done, DOUBLED
    return done, REORDERED if _out_of_order(state, event) else ""


def _out_of_order(state: State, event: int) -> bool:
    """Return whether another effect is under way, an earlier event waits, or a later one is done.

    A create is early whenever it comes, and may find the next event's worker on its way.
    """
    waiting = [other for other in state.lane.queue if other != event]
    if any(_under_way(state, other) for other in waiting):
        return True
    earlier = any(CREATE < other < event for other in waiting)
    later = event != CREATE and any(state.commits[event + 1 :])
    return earlier or later


def _under_way(state: State, event: int) -> bool:
    flying = any(one.lands and one.event == event for one in state.requests)
    unknown = state.lane.record(event).state != APPLIED
    return flying or (bool(state.committed(event)) and unknown)
