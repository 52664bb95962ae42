"""What the door refuses is counted beside the answers, and told now and then."""

import time
from collections import Counter

import pytest

from ledger.records import LedgerUnavailable
from ledger.tally import Tally
from orderlane.processes import wait_until
from webhooks.teller import Teller, tell_refusals


class FakeTally(Tally):
    """Keeps what was flushed; fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__(None)  # type: ignore[arg-type]  # it is never reached
        self.told: Counter[tuple[str, str]] = Counter()
        self._failures = failures

    def flush(self) -> None:
        if self._failures:
            self._failures -= 1
            raise LedgerUnavailable("gone")
        with self._lock:
            self.told, self._counts = self.told + self._counts, Counter()


@pytest.mark.parametrize("failures", [0, 2])
def test_refusals_are_told_in_the_end_under_a_name_that_no_stranger_chose(failures: int):
    tally = FakeTally(failures)
    teller = Teller(tally, frozenset({"shop"}), every_s=0.01)

    for source in ("shop", "shop", "../../etc", "ana@example.com"):
        teller.refused(source, 401)

    wait_until(lambda: tally.told.total() == 4, 5.0)
    assert tally.told == {("refused", "shop|401"): 2, ("refused", "unknown|401"): 2}


def test_every_refusal_of_a_delivery_is_counted_and_nothing_else(rig, order: bytes):
    tally = FakeTally()
    app = rig.client().application
    tell_refusals(app, Teller(tally, frozenset({"shop"}), every_s=0.01))
    client = app.test_client()

    client.post("/webhooks/shop", data=order, headers=rig.headers(order))
    client.post("/webhooks/shop", data=order, headers=rig.headers(order, key="STRANGE"))
    client.post("/webhooks/shop", data=b"x" * 2_000, headers=rig.headers(order))
    client.get("/nowhere")

    wait_until(lambda: tally.told.total() == 2, 5.0)
    time.sleep(0.03)
    assert tally.told == {
        ("refused", "shop|401"): 1,
        ("refused", "shop|413"): 1,
    }
