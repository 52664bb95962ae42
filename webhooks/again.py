"""Reads once more what is in quarantine, with today's secrets and today's reading."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import Headers as AnyCase

from ledger.quarantine import BAD_SEAL, Kept
from ledger.records import CONFLICT, QUARANTINED, Delivery
from sources.dialect import SealBroken
from webhooks.queues.reading import READER_FAILED, TOO_LARGE, UNSEALED
from webhooks.seals import Seals, SecretsGone
from webhooks.sorting import delivery_of

NO_SOURCE: Final = "NO_SOURCE"
MOVED: Final = "MOVED"
NO_KEY: Final = "NO_KEY"

REMEDIES: Final = {
    NO_SOURCE: "no such source is declared: name it under [sources] again, or drop it",
    MOVED: "its source belongs to another store now: set store back for the recheck, or drop it",
    NO_KEY: "no key of its source can be had: see secrets under [sources], or whether its sender's key host answers",
    "CONFLICT": "another body came under its id first: look at both, then drop this one",
    BAD_SEAL: "no secret of its source fits: add the one it was signed with to secrets",
    UNSEALED: 'the same, for a message of a queue; or believe the queue: seal = "transport"',
    TOO_LARGE: "its body is over the limit: raise ORDERLANE_BODY_LIMIT, or drop it",
    READER_FAILED: "a fault of ours, told in the log: upgrade, then recheck",
    "UNREADABLE": "the body is not what the dialect expects: choose the right dialect, or drop it",
    "UNKNOWN_TOPIC": "the topic leads to nothing: upgrade, choose the right dialect, or drop it",
    "UNKNOWN_LOCATION": "the OMS's name of the place is not told: add it to [sources.NAME.locations], restart, then recheck",
    "NO_REFERENCE": "the body names no order: upgrade, or drop it",
}
"""What a person can do about each reason."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one of quarantine is today: a delivery to release, or the reason why it stays."""

    delivery: Delivery | None
    reason: str = ""


def read_again(seals: Seals, kept: Kept, limit: int, believed: Collection[str] = ()) -> Reading:
    """Judge a kept delivery; a refused one as of the time when it came, for its stamp has aged since.

    believed: the sources whose queue is believed by its transport.
    """
    sender = seals.sender(kept.source)
    if kept.state == CONFLICT:
        return Reading(None, kept.reason)
    if sender is None:
        return Reading(None, NO_SOURCE)
    if sender.source.store != kept.store:
        return Reading(None, MOVED)
    if len(kept.body) > limit:
        return Reading(None, TOO_LARGE)
    headers = AnyCase(kept.headers)
    try:
        if kept.reason == BAD_SEAL or (kept.reason == UNSEALED and kept.source not in believed):
            seals.check(kept.source, kept.body, headers, kept.came_at)  # type: ignore[arg-type] # a mapping
    except SealBroken:
        return Reading(None, kept.reason)
    except SecretsGone:
        return Reading(None, NO_KEY)
    delivery = delivery_of(sender, kept.body, headers, came_at=kept.came_at)  # type: ignore[arg-type] # a mapping
    stays = delivery.state == QUARANTINED and kept.sealed
    return Reading(None, delivery.reason) if stays else Reading(delivery)
