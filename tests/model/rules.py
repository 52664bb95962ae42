"""What the protocol goes by, what may go wrong, and which guards stand."""

from typing import NamedTuple


class Guards(NamedTuple):
    """What keeps the promise; each can be taken away."""

    quiet_time: bool = True
    """Absence counts only after the quiet time."""
    intent: bool = True
    """INTENT is written before the first byte."""
    fence_at_intent: bool = True
    """INTENT asks for the token."""
    fence_at_done: bool = True
    """COMPLETE asks for the token."""
    reads_settle: bool = True
    """A2: a read after the quiet time shows what has settled (else it may lag)."""
    intent_on_disk: bool = True
    """A Redis that dies comes back with the last INTENT."""
    lease_before_send: bool = True
    """A worker whose own lease is over sends nothing."""
    leases_end: bool = True
    """A lease has an end, and the sweep looks for it."""
    open_stays_head: bool = True
    """An event with an open effect goes before every other, and is settled first."""
    park_keeps_open: bool = True
    """A parked lane still knows its open effect, which a retry must settle first."""
    retry_waits: bool = True
    """After a person's retry, too, absence counts only after the quiet time."""
    conflict_waits: bool = True
    """A second body under a known id leaves the lane's due time as it is."""
    skip_waits: bool = True
    """After a person's skip of an open effect the lane rests for the quiet time."""


class Faults(NamedTuple):
    """How much may still go wrong, or be done by a person."""

    crashes: int = 0
    leases: int = 0
    """Leases that run out under a worker that lives and goes on."""
    calls: int = 0
    """Calls whose answer is lost, whether they land now, later, or never; or that are not sent."""
    reads: int = 0
    """Read-backs that fail, or are unclear."""
    forgets: int = 0
    """Redis dies and comes back as it was at the last INTENT."""
    ours: int = 0
    """Faults of ours: the turn ends, the lane is parked as it is."""
    conflicts: int = 0
    """Second bodies under a known id."""
    retries: int = 0
    skips: int = 0
    creates: int = 0
    """Creates that arrive late and go first."""


class Rules(NamedTuple):
    """What a worker goes by.

    resends: automatic ones, of each effect. deaths: claims without progress after which a head is
    parked. found_at_once: a positive read-back is believed before the quiet time.
    """

    guards: Guards = Guards()
    resends: int = 1
    deaths: int = 3
    found_at_once: bool = True
