"""What the machine must know of an OMS write: one declaration an operation (docs/effects.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from oms_client import Answer, OmsClient

Ask = Mapping[str, Any]
"""What is wanted, JSON-ready; `order` (ExternalOrderId) and `tag` (claim tag) are always there."""

Picture = dict[str, Any]
"""What the deciding read shows, JSON-ready. Taken before the call it is the pre-image."""

Put = Callable[[], Answer]
"""A call that is ready to be made."""

Tag = Callable[[OmsClient, Mapping[str, Any], Ask], Put]
"""Reads what is to be tagged; the PUT it returns replaces the tag, so it may be repeated."""


class Found(Enum):
    """What a picture says about a wanted effect."""

    APPLIED = "applied"
    ABSENT = "absent"
    WAIT = "wait"
    SUPERSEDED = "superseded"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Finding:
    """A judgement. ids: the OMS objects the effect made, by field name.

    unblocked_by: event types that end a WAIT.
    """

    found: Found
    reason: str = ""
    ids: Mapping[str, Any] = field(default_factory=dict)
    unblocked_by: tuple[str, ...] = ()


ABSENT = Finding(Found.ABSENT)


def applied(**ids: Any) -> Finding:
    """Return the finding that the effect is there."""
    return Finding(Found.APPLIED, ids=ids)


def park(reason: str) -> Finding:
    """Return the finding that a person must look."""
    return Finding(Found.PARK, reason)


def superseded(reason: str) -> Finding:
    """Return the finding that another event has made this one pointless."""
    return Finding(Found.SUPERSEDED, reason)


def wait(reason: str, *unblocked_by: str) -> Finding:
    """Return the finding that another event must come first."""
    return Finding(Found.WAIT, reason, unblocked_by=unblocked_by)


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the effect table.

    look(client, ask): the deciding read. judge(ask, before, now): what `now` says; `before` is
    the pre-image, None when nothing was sent yet. send(client, ask, before): the call.
    made(body): ids of what a 2xx answer says was made. tag(client, ids, ask): claim tag on what
    was made. resends: automatic ones after a proven absence. doubt: parking reason.
    kibo: whether the client is Kibo's, not the OMS's.
    """

    name: str
    look: Callable[[Any, Ask], Picture]
    judge: Callable[[Ask, Picture | None, Picture], Finding]
    send: Callable[[Any, Ask, Picture], Answer]
    resends: int
    doubt: str
    made: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda body: {}
    tag: Tag | None = None
    kibo: bool = False
