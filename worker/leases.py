"""The ledger's times as the settings tell them."""

from config.settings import Timing
from ledger.records import Leases


def leases_of(timing: Timing) -> Leases:
    """Return the ledger's times."""
    return Leases(
        lease_ms=timing.ms("lease"),
        waiting_room_ms=timing.ms("waiting_room"),
        ring_again_ms=timing.ms("ring_again"),
        sweep_ms=timing.ms("sweep") // 2,
        quiet_ms=timing.ms("quiet"),
    )
