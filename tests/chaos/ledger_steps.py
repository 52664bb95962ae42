"""Steps of a state machine, each taken as often as its weight says, when it is possible.

Of the rules of a machine Hypothesis leaves out most in each example, by design; a lane needs nearly
all of ours to get anywhere. So there is one rule, and the steps are chosen here.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from events import types

CREATED, HELD, RELEASED = types.ORDER_CREATED, types.ORDER_HELD, types.ORDER_RELEASED
MINUTES = 600_000

NTH = st.integers(0, 59)
YES = st.booleans()
SELDOM = st.sampled_from([False, False, False, True])
STORE = st.sampled_from([0] * 7 + [1])
KIND = st.sampled_from([CREATED, HELD, RELEASED, types.DELIVERY_RECEIVED])
KINDS = st.lists(KIND, max_size=3)
MARKS = st.sampled_from([()] * 10 + [("m1",), ("m2",)])
STATE = st.sampled_from(["queued"] * 20 + ["skipped"] + ["quarantined"] * 2)
READ_AS = st.sampled_from(["queued"] * 5 + ["skipped", "quarantined"])
FINAL = st.sampled_from(["done", "done", "stale", "superseded", "skipped"])
BODY = st.sampled_from("012")
EFFECT = st.sampled_from(["cancel|1", "hold|1"])
DELAY = st.sampled_from([MINUTES, MINUTES, 0])
LIMIT = st.sampled_from([None, None, MINUTES, 0])
ENDED_BY = st.sampled_from([(), (CREATED,), (RELEASED,), (CREATED, RELEASED, HELD)])
REASON = st.sampled_from(["NO_CREATE", "REFUSED"])
SUBJECT = st.sampled_from(["oms", "source", "order", "order"])
NAMES = st.sampled_from([(), (), ("oms_order:7",), ("oms_order:7", "oms_shipment:8")])
VERB = st.sampled_from(["retry", "retry", "skip", "mark_done"])
REFS = st.sampled_from(
    [
        ("order:1",),
        ("order:1",),
        ("order:1", "number:1"),
        ("order:1", "number:1", "part:1"),
        ("order:2", "number:1"),
        ("number:1",),
        ("part:1",),
        ("part:1", "number:1"),
    ]
)
DELIVERIES = st.lists(st.tuples(KIND, REFS, MARKS, STATE, YES), min_size=1, max_size=4)


class Step(NamedTuple):
    """A method of the machine. when: whether it is possible. arguments: a strategy for all."""

    name: str
    weight: int
    when: Callable[[Any], object]
    arguments: st.SearchStrategy[Any]


def step(weight: int, *arguments: Any, when: Callable[[Any], object] = bool) -> Any:
    """Make a method a step of its machine."""

    def mark(method: Any) -> Any:
        method.step = Step(method.__name__, weight, when, st.tuples(*arguments))
        return method

    return mark


@st.composite
def possible_step(draw: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Draw the name of a step that is possible now, and its arguments."""
    machine = draw(st.runner())
    marked = (method for method in vars(type(machine)).values() if hasattr(method, "step"))
    steps = sorted((method.step for method in marked), key=lambda step: step.weight)
    weighed = [step for step in steps if step.when(machine) for _ in range(step.weight)]
    chosen = weighed[draw(st.integers(0, len(weighed) - 1))]
    return chosen.name, *draw(chosen.arguments)


def one_of(some: Sequence[Any], nth: int) -> Any:
    """Return one of a sequence, chosen by any number."""
    return some[nth % len(some)]
