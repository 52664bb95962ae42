"""A consumer before a real broker and a real ledger, and what the ledger says afterwards."""

import json
import threading
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.queue_doors import QueueDoor
from config.settings import Settings, load
from ledger import keys
from ledger.connection import connect
from ledger.views import Views
from sources.standard_webhooks import DIALECT as STANDARD
from webhooks.queues.app import consumers
from webhooks.queues.brokers import open_inbox
from webhooks.queues.brokers import send as put
from webhooks.queues.port import Inbox

SECRET = "whsec_S3nd3rKeyOfTheQueueTests0123456789abcd=="
JSON_EVENT = {"Content-Type": "application/cloudevents+json"}


def fresh(what: str) -> str:
    """Return a name that no other test knows."""
    return f"orderlane-test-{what}-{uuid.uuid4().hex}"


def event(number: str, identity: str = "", kind: str = "order.held") -> bytes:
    """Return a CloudEvent of an order, as a producer of ours would put it."""
    data: dict[str, Any] = {"order": {"id": number}, "reason": "fraud"}
    known_as = {"specversion": "1.0", "id": identity or f"e-{number}", "source": "/bus"}
    return json.dumps({**known_as, "type": kind, "data": data}).encode()


class QueueRig:
    """The settings of one queue, and the parts around it. Its source is `bus`, its store its own."""

    def __init__(
        self,
        folder: Path,
        ledger_url: str,
        store: str,
        url: str,
        *,
        dialect: str = "cloudevents",
        seal: str = "transport",
        more: str = "",
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.store = store
        self.config = folder / "orderlane.toml"
        self.config.write_text(
            f'[oms]\nurl = "http://127.0.0.1:9"\n'
            f'[sources.bus]\ndialect = "{dialect}"\nstore = "{store}"\nsecrets = ["env:BUS"]\n'
            f'[queues.in]\nurl = "{url}"\nsource = "bus"\nseal = "{seal}"\n{more}\n'
        )
        self.environ = {
            "ORDERLANE_CONFIG": str(self.config),
            "ORDERLANE_REDIS_URL": ledger_url,
            "BUS": SECRET,
            **(environ or {}),
        }
        self.settings: Settings = load(self.environ)
        self.door: QueueDoor = self.settings.queue_doors["in"]
        self.client = connect(ledger_url)
        self.views = Views(self.client)
        self.over = threading.Event()

    def put(self, raw: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Put a message into the queue as `orderlane send --queue` does."""
        put(self.door, raw, JSON_EVENT if headers is None else headers)

    def inbox(self) -> Inbox:
        """Return a second consumer's view of the queue."""
        return open_inbox(self.door)

    def drain(self) -> dict[str, int]:
        """Consume until the queue is empty; return what the ledger made of the messages."""
        (consumer,) = consumers(self.settings, ["in"])
        consumer.run(self.over, until_empty=True)
        return dict(consumer.tally.statuses)

    def record(self, identity: str) -> dict[str, Any]:
        """Return what the ledger holds of an event of `bus`, empty when it does not know it."""
        return self.views.event(keys.event_id(self.store, "bus", identity))

    def quarantined(self) -> list[dict[str, Any]]:
        """Return the records of this store's quarantine."""
        found = [self.views.event(eid) for eid in self.views.quarantined(self.store)]
        return [record for record in found if record["store"] == self.store]

    def close(self) -> None:
        """Close the connection to the ledger."""
        self.client.close()


def signed(raw: bytes, identity: str, now: float) -> dict[str, str]:
    """Return the headers with which the rig's source signs, in Standard Webhooks' way."""
    key = STANDARD.secret_bytes(SECRET)
    return STANDARD.seal(raw, key, topic="", identity=identity, now=now)
