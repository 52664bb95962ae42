"""A sender's retry plan: it tries until somebody answers 2xx, and sometimes goes on after that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ledger import keys
from orderlane.demo import SHOP, STORE
from sources.dialect import body_hash
from tests.simulation import parts
from tests.simulation.storefront import Message

if TYPE_CHECKING:
    from tests.simulation.world import World

_TIMEOUT_S = 5.0
_PLAN_S = (5.0, 15.0, 60.0, 60.0, 300.0)


@dataclass(eq=False)
class Sender:
    """Sends one message. accepted: a 2xx was answered, whether it was heard or not."""

    world: World
    message: Message
    accepted: bool = False
    done: bool = False
    _answers: list[int] = field(default_factory=list)

    def live(self) -> None:
        """Send until it is answered; perhaps again, perhaps with another body."""
        world, options = self.world, self.world.options
        world.scheduler.pause(world.random.uniform(0.0, options.disorder_s))
        self._until_answered(self.message)
        if world.faulty and world.random.random() < options.duplicates:
            world.fired["sent_twice"] += 1
            world.scheduler.pause(world.random.choice((0.1, 20.0, 400.0)))
            self._until_answered(self.message)
        if world.faulty and world.random.random() < options.conflicts:
            world.fired["same_id_other_body"] += 1
            self._until_answered(replace(self.message, raw=_changed(self.message.raw)))
        self.done = True

    def _until_answered(self, message: Message) -> None:
        tries = 0
        while not self._attempt(message):
            self.world.scheduler.pause(_PLAN_S[min(tries, len(_PLAN_S) - 1)])
            tries += 1

    def _attempt(self, message: Message) -> bool:
        world, heard = self.world, list[int]()
        if world._strikes("delivery_lost", world.options.send_lost):
            world.scheduler.pause(_TIMEOUT_S)
            return False
        world.scheduler.spawn(parts.process("door"), lambda: self._knock(message, heard))
        for wait in (0.05, 0.5, _TIMEOUT_S):
            if not heard:
                world.scheduler.pause(wait)
        lost = world._strikes("answer_lost", world.options.answer_lost)
        return heard == [200] and not lost

    def _knock(self, message: Message, heard: list[int]) -> None:
        world = self.world
        moment = message.wall if message.source == SHOP else world.scheduler.wall()
        headers: Any = parts.headers_of(
            message.source, message.topic, message.raw, message.identity, moment
        )
        world.scheduler.port(f"door {message.identity}", 0.001)
        world.knocking[eid_and_hash(message)] = message
        answer = world.door.deliver(message.source, message.raw, headers)
        world.scheduler.note(f"door {message.identity} {answer.status}")
        if answer.status == 200:
            self.accepted = True
        world.scheduler.port("door answers", 0.001)
        heard.append(int(answer.status))


def eid_and_hash(message: Message) -> tuple[str, str]:
    """Return what tells a delivery from all others in the ledger."""
    eid = keys.event_id(STORE, message.source, message.identity)
    return eid, body_hash(message.raw)


def _changed(raw: bytes) -> bytes:
    return json.dumps({**json.loads(raw), "changed": True}).encode()
