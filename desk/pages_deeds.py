"""How each verb is asked back, in the words of the person who has to confirm it."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Deed(NamedTuple):
    """One verb. many: it may be done to all events of a reason. reads: it looks into the OMS first."""

    title: str
    means: str
    button: str
    many: bool = False
    reads: bool = False


DEEDS: Final[Mapping[str, Deed]] = {
    "retry": Deed(
        "Retry this event?",
        "The order goes on with it. The OMS is read first, so nothing that has landed is sent again.",
        "Retry",
        many=True,
    ),
    "skip": Deed(
        "Skip this event?",
        "It is settled without being done, and its order goes on with the next one. What it asks of "
        "the OMS is not sent by another event of the same meaning, either.",
        "Skip",
        many=True,
    ),
    "mark-done": Deed(
        "Mark this event done?",
        "It is settled as done by other means. The OMS is read first: what it does not show is not "
        "marked done.",
        "Mark done",
        reads=True,
    ),
    "drop": Deed(
        "Drop this order?",
        "Everything that waits in its lane is skipped, and a create that comes later is barred. "
        "What the OMS holds of it stays there.",
        "Drop the order",
    ),
    "pause": Deed(
        "Pause this?",
        "Deliveries are still taken in. What comes due waits until somebody resumes it.",
        "Pause",
    ),
    "resume": Deed(
        "Resume this?",
        "What has waited goes on at once, in its order's order and within the OMS's budget.",
        "Resume",
    ),
}

SAID: Final[Mapping[str, str]] = {
    "retry": "Done: it goes on in a moment.",
    "skip": "Done: it was skipped.",
    "mark-done": "Done: it counts as done.",
    "drop": "Done: the order was dropped.",
    "pause": "Done: it is paused.",
    "resume": "Done: it goes on.",
}
"""What the next page says when it is done."""
