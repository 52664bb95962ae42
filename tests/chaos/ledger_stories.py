"""Short stories of lanes, each of which a ledger once told wrongly. Steps of `LedgerMachine`."""

from typing import Any, Final

from events import types
from tests.chaos.two_ledgers import MINUTES

CREATED, HELD = types.ORDER_CREATED, types.ORDER_HELD
RELEASED, RECEIVED = types.ORDER_RELEASED, types.DELIVERY_RECEIVED

ORDER, PART, NUMBER = "order:1", "part:1", "number:1"


def brought(*kinds_and_refs: Any) -> tuple[Any, ...]:
    """Return the step that delivers events, given as kind, references, kind, references, ..."""
    pairs = zip(kinds_and_refs[::2], kinds_and_refs[1::2], strict=True)
    return "deliver", 0, [(kind, refs, (), "queued", False) for kind, refs in pairs]


STORIES: Final[dict[str, tuple[tuple[Any, ...], ...]]] = {
    "derived events stand before what moved into the lane": (
        brought(HELD, (PART,), RELEASED, (PART,), RECEIVED, (ORDER, PART)),
        ("claim_a_head", 0),
        ("complete", 0, "done", [HELD, CREATED, RELEASED], False),
    ),
    "what waited in two rooms moves in the order of its arrival": (
        brought(HELD, (PART,), HELD, (NUMBER,), HELD, (PART,)),
        brought(CREATED, (ORDER, NUMBER, PART)),
    ),
    "an event of two rooms goes into that of its surest name": (
        brought(HELD, (PART,), HELD, (NUMBER,), HELD, (NUMBER, PART)),
    ),
    "while an effect is open no other is begun": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("intend", 0, "cancel|1"),
        ("intend", 0, "hold|1"),
    ),
    "the outcome of one effect does not close another": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("intend", 0, "cancel|1"),
        ("tell_the_outcome", 0, "hold|1", False),
        ("complete", 0, "done", [], False),
    ),
    "to be parked is not a death": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("park", 0, "NO_CREATE", False),
        brought(CREATED, (ORDER,)),
        ("claim_a_head", 0),
        ("time_passes", 0),
        ("claim_a_head", 0),
        ("complete", 0, "done", [], False),
    ),
    "a conflict in a room at rest waits for a person": (
        brought(HELD, (PART,)),
        ("rooms_are_given_up",),
        ("put_right", 1, "skip", False),
        ("deliver_again", 0, "1", False),
        ("sweep", True),
        ("put_right", 1, "skip", False),
    ),
    "a duplicate of what a room has settled leaves nothing behind": (
        brought(HELD, (PART,)),
        ("rooms_are_given_up",),
        ("put_right", 1, "skip", False),
        brought(CREATED, (ORDER, PART)),
        ("deliver_again", 0, "0", False),
    ),
    "what has begun stays the head though another waits for it": (
        brought(RELEASED, (ORDER,), HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("defer", 0, MINUTES, (HELD,), None, False),
        ("claim_a_head", 0),
        ("intend", 0, "hold|1"),
        ("tell_the_outcome", 0, "hold|1", False),
        ("die", 0),
        ("time_passes", 0),
        ("claim_a_head", 0),
    ),
    "a turn that was cut short is rung again at once": (
        brought(HELD, (ORDER,)),
        ("sweep", False),
        ("claim_a_head", 0),
        ("die", 0),
        ("time_passes", 0),
        ("sweep", False),
    ),
    "a waiting room is not claimed": (
        brought(HELD, (PART,)),
        ("claim_any", 0),
    ),
    "a head that ends its workers waits for a person": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("die", 0),
        ("time_passes", 0),
        ("claim_a_head", 0),
        ("die", 0),
        ("time_passes", 0),
        ("claim_a_head", 0),
    ),
    "a verb that is said twice is carried out once": (
        brought(HELD, (ORDER,), RELEASED, (ORDER,)),
        ("claim_a_head", 0),
        ("park", 0, "REFUSED", False),
        ("put_right", 1, "skip", False),
        ("claim_a_head", 0),
        ("park", 0, "REFUSED", False),
        ("put_right", 1, "skip", True),
    ),
    "what is paused is claimed when all that stops it is resumed": (
        brought(HELD, (ORDER,)),
        ("pause", 0, "oms", False),
        ("pause", 0, "order", False),
        ("claim_a_head", 0),
        ("sweep", True),
        ("resume", 0, "oms", False),
        ("sweep", True),
        ("claim_any", 0),
        ("resume", 0, "order", False),
        ("claim_a_head", 0),
    ),
    "a pause does not cut a wait short": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("defer", 0, MINUTES, (), None, False),
        ("pause", 0, "source", False),
        ("claim_any", 0),
        ("resume", 0, "source", False),
        ("sweep", True),
        ("claim_any", 0),
    ),
    "what comes into a paused lane is looked at": (
        brought(HELD, (ORDER,)),
        ("pause", 0, "source", False),
        ("claim_a_head", 0),
        brought(CREATED, (ORDER,)),
        ("claim_a_head", 0),
        ("resume", 0, "source", False),
        ("sweep", False),
        ("claim_a_head", 0),
    ),
    "what an effect made is a name of its order": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("tell_the_outcome", 0, "hold|1", False, ("oms_order:7",)),
    ),
    "what is settled is told again, once for a request": (
        brought(HELD, (ORDER,)),
        ("tell_again", 0, False),
        ("claim_a_head", 0),
        ("complete", 0, "done", [], False),
        ("tell_again", 0, False),
        ("tell_again", 0, True),
        ("claim_a_head", 0),
    ),
    "what cannot be read still goes back": (
        ("deliver", 0, [(HELD, (ORDER,), ("m1",), "quarantined", False)]),
        ("release", 0, 1, (ORDER,), "quarantined", "0"),
    ),
    "what is released was received once": (
        ("deliver", 0, [(HELD, (ORDER,), ("m1",), "quarantined", False)]),
        ("deliver_again", 0, "0", False),
        ("release", 0, 1, (ORDER,), "queued", "0"),
        ("deliver_again", 0, "0", False),
    ),
    "a mark of what was released under another name bars nobody": (
        ("deliver", 0, [(HELD, (ORDER,), ("m1",), "quarantined", False)]),
        ("release", 0, 0, (ORDER,), "queued", "0"),
        ("deliver", 0, [(HELD, (ORDER,), ("m1",), "queued", False)]),
    ),
    "what was refused is received when it is released": (
        brought(HELD, (ORDER,)),
        ("keep_a_refused_one", "1", 0),
        ("keep_a_refused_one", "1", 0),
        ("release", 0, 0, (ORDER,), "queued", "0"),
        ("keep_a_refused_one", "1", 1),
        ("release", 0, 1, (ORDER,), "queued", "0"),
    ),
    "of what was refused the newest are kept": tuple(
        ("keep_a_refused_one", "1", nth) for nth in range(5)
    ),
    "a retry names the event that is parked": (
        brought(HELD, (ORDER,), RELEASED, (ORDER,), HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("park", 0, "REFUSED", False),
        ("put_right", 6, "retry", False),
    ),
    "an order that was dropped does not rise by a late create": (
        brought(HELD, (ORDER,)),
        ("claim_a_head", 0),
        ("park", 0, "REFUSED", False),
        ("drop", 1, False),
        brought(CREATED, (ORDER,)),
    ),
}
