"""The loop: a message is acknowledged once the ledger has it, and never else."""

import json
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from config.queue_doors import QueueDoor
from ledger.records import IntakeClosed, LedgerUnavailable
from tests.unit.webhooks.queue_fakes import FakeBroker
from webhooks.queues.consumer import BackOff, Consumer, LedgerAway
from webhooks.queues.headers import headers_of
from webhooks.queues.port import Message, QueueUnavailable
from webhooks.reception import Reception
from worker.bell import NO_MESSAGE

QUICK = BackOff(first_s=0.001, most_s=0.002)


@dataclass
class FakePulse:
    beats: int = 0

    def beat(self) -> None:
        self.beats += 1


@dataclass
class Rig:
    """A consumer before the door's own fake ledger. ready: the answers, the last one for ever."""

    door: Any
    broker: FakeBroker = field(default_factory=FakeBroker)
    pulse: FakePulse = field(default_factory=FakePulse)
    ready: list[bool] = field(default_factory=lambda: [True])
    over: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def put(self, *identities: str, body: bytes | None = None) -> None:
        for identity in identities:
            raw = body or json.dumps({"refs": [f"order:{identity}"]}).encode()
            headers = headers_of(self.door.headers(raw, identity).items())
            self.broker.waiting.append(Message(raw, headers, handle=identity))

    def _is_ready(self) -> bool:
        self.asked += 1
        return self.ready.pop(0) if len(self.ready) > 1 else self.ready[0]

    def consumer(self, back_off: BackOff = QUICK) -> Consumer:
        return Consumer(
            door=QueueDoor("in", urlsplit("redis://bus.internal/0?stream=s"), "shop"),
            sender=self.door.senders["shop"],
            reception=Reception(self.door.ledger, lambda bell: NO_MESSAGE, self.door.rung.append),
            ready=self._is_ready,
            open_inbox=self.broker.open,
            pulse=self.pulse,  # type: ignore[arg-type] # a fake
            limit=1000,
            back_off=back_off,
        )

    @property
    def stored(self) -> list[str]:
        return [one.envelope.identity for one in self.door.ledger.stored.values()]

    @property
    def acknowledged(self) -> list[str]:
        return [message.handle for message in self.broker.acknowledged]


@pytest.fixture
def queue(rig) -> Rig:
    return Rig(rig)


def test_messages_are_stored_in_their_order_and_then_acknowledged(queue: Rig):
    queue.put("1", "2", "3")
    consumer = queue.consumer()

    consumer.run(queue.over, until_empty=True)

    assert queue.stored == queue.acknowledged == ["1", "2", "3"]
    assert consumer.tally.line() == "in: 3 taken (3 accepted)"


def test_a_message_that_comes_again_is_a_duplicate_and_acknowledged(queue: Rig):
    queue.put("1", "1")
    consumer = queue.consumer()

    consumer.run(queue.over, until_empty=True)

    assert queue.stored == ["1"]
    assert queue.acknowledged == ["1", "1"]
    assert dict(consumer.tally.statuses) == {"ACCEPTED": 1, "DUPLICATE": 1}


@pytest.mark.parametrize("failure", [LedgerUnavailable("gone"), IntakeClosed("full")])
def test_what_the_ledger_did_not_store_is_given_back_and_not_acknowledged(
    queue: Rig, failure: Exception
):
    queue.put("1", "2")
    queue.door.ledger.failure = failure

    with pytest.raises(LedgerAway):
        queue.consumer().run(queue.over, until_empty=True)

    assert queue.acknowledged == []
    assert [message.handle for message in queue.broker.released] == ["1", "2"]
    assert [message.handle for message in queue.broker.waiting] == ["1", "2"]
    assert queue.broker.closed == queue.broker.opened == 1


def test_a_ledger_that_comes_back_loses_nothing_and_keeps_the_order(queue: Rig):
    queue.put("1", "2", "3")
    ledger, stored = queue.door.ledger, queue.door.ledger.ingest

    def ingest(delivery: Any, bell: Any) -> Any:
        if delivery.envelope.identity == "2" and queue.broker.opened < 3:
            raise LedgerUnavailable("gone for two rounds")
        if delivery.envelope.identity == "3":
            queue.over.set()
        return stored(delivery, bell)

    ledger.ingest = ingest
    queue.consumer().run(queue.over)

    assert queue.acknowledged == ["1", "2", "3"]
    assert queue.stored == ["1", "2", "3"]


def test_while_the_ledger_is_not_ready_nothing_is_received(queue: Rig):
    queue.put("1")
    queue.ready = [False, False, True]
    queue.door.ledger.ingest = stored_then(queue.over, queue.door.ledger.ingest)

    queue.consumer().run(queue.over)

    assert (queue.asked, queue.broker.opened) == (3, 1)
    assert queue.acknowledged == ["1"]


def stored_then(over: threading.Event, ingest: Any) -> Any:
    def take(delivery: Any, bell: Any) -> Any:
        over.set()
        return ingest(delivery, bell)

    return take


def test_a_broker_that_is_away_is_asked_again(queue: Rig, caplog):
    queue.put("1")
    queue.broker.away = 2
    queue.door.ledger.ingest = stored_then(queue.over, queue.door.ledger.ingest)

    queue.consumer().run(queue.over)

    assert queue.acknowledged == ["1"]
    assert caplog.text.count("bus.internal does not answer; again in") == 2


def test_the_pause_grows_to_its_limit_and_is_never_nothing(queue: Rig):
    back_off = BackOff(first_s=0.5, most_s=30.0)

    pauses = [back_off.after(failures) for failures in range(1, 1000)]

    assert min(pauses) >= 0.25
    assert max(pauses) <= 30.0
    assert all(pause >= 15.0 for pause in pauses[8:])


def test_a_ledger_that_is_ready_and_stores_nothing_is_not_asked_without_end(queue: Rig):
    queue.put("1")
    queue.door.ledger.failure = LedgerUnavailable("always")
    timer = threading.Timer(0.5, queue.over.set)
    timer.start()

    queue.consumer(BackOff(first_s=0.05, most_s=1.0)).run(queue.over)
    timer.join()

    assert 2 <= queue.broker.opened <= 8
    assert queue.acknowledged == []


def test_told_to_end_the_message_in_hand_is_finished_and_the_rest_given_back(queue: Rig):
    queue.put("1", "2", "3")
    queue.door.ledger.ingest = stored_then(queue.over, queue.door.ledger.ingest)

    queue.consumer().run(queue.over)

    assert queue.stored == queue.acknowledged == ["1"]
    assert [message.handle for message in queue.broker.released] == ["2", "3"]


def test_poison_is_stored_as_quarantined_acknowledged_and_does_not_stop_the_next(queue: Rig):
    queue.put("1", body=b"{")
    queue.put("2")
    consumer = queue.consumer()

    consumer.run(queue.over, until_empty=True)

    assert queue.acknowledged == ["1", "2"]
    assert dict(consumer.tally.statuses) == {"QUARANTINED": 1, "ACCEPTED": 1}
    assert next(iter(queue.door.ledger.stored.values())).body == b"{"


def test_secrets_that_are_gone_make_the_queue_wait(queue: Rig):
    queue.put("1")
    queue.door.environ.clear()

    with pytest.raises(Exception, match="shop") as caught:
        queue.consumer().run(queue.over, until_empty=True)

    assert type(caught.value).__name__ == "SecretsGone"
    assert queue.acknowledged == []
    assert queue.door.ledger.stored == {}


def test_an_acknowledgement_that_does_not_arrive_makes_a_duplicate_and_no_loss(queue: Rig):
    queue.put("1")
    inbox, tried = queue.broker.open, []

    def opened(door: QueueDoor) -> Any:
        found = inbox(door)
        acknowledge = found.acknowledge

        def once_deaf(message: Message) -> None:
            tried.append(message)
            if len(tried) == 1:
                raise QueueUnavailable("the line broke")
            acknowledge(message)
            queue.over.set()

        found.acknowledge = once_deaf
        return found

    queue.broker.open = opened  # type: ignore[method-assign] # a broker with a broken line
    consumer = queue.consumer()
    consumer.run(queue.over)

    assert queue.stored == queue.acknowledged == ["1"]
    assert dict(consumer.tally.statuses) == {"DUPLICATE": 1}


def test_it_lives_while_broker_and_ledger_answer(queue: Rig):
    queue.put("1")
    queue.consumer().run(queue.over, until_empty=True)
    alive = queue.pulse.beats
    queue.ready = [False]

    with pytest.raises(LedgerAway):
        queue.consumer().run(queue.over, until_empty=True)

    assert alive > 0
    assert queue.pulse.beats == alive
