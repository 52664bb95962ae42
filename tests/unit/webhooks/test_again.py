"""docs/quarantine.md tells the remedies that a recheck tells."""

from pathlib import Path

from ledger.quarantine import Kept
from ledger.records import QUARANTINED, QUEUED
from tests.unit.webhooks.conftest import NOW
from webhooks.again import REMEDIES, Reading, read_again
from webhooks.queues.reading import UNSEALED
from webhooks.seals import Seals

DOCS = Path(__file__).parents[3] / "docs" / "quarantine.md"


def test_the_page_has_every_reason_with_its_remedy() -> None:
    table = DOCS.read_text().split("## What to do about a reason")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]

    assert {reason.strip("`"): remedy for reason, remedy in rows} == REMEDIES


def unsealed(rig, believed: set[str]) -> Reading:
    told = {"X-Plain-Topic": "orders/new", "X-Plain-Webhook-Id": "d-1"}
    body = b'{"refs": ["order:1001"]}'
    about = ("shop", "north", "plain", UNSEALED, "", QUARANTINED)
    kept = Kept("07-x", *about, 0, body, told, NOW, sealed=True)
    return read_again(Seals(rig.senders), kept, 1000, believed)


def test_an_unsealed_message_is_released_once_its_queue_is_believed(rig) -> None:
    stays, goes = unsealed(rig, set()), unsealed(rig, {"shop"})

    assert (stays.delivery, stays.reason) == (None, UNSEALED)
    assert goes.delivery is not None
    assert goes.delivery.state == QUEUED
