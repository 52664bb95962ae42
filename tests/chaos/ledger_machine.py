"""The steps in which chance drives the two ledgers."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from events.envelope import Envelope
from ledger import keys
from ledger.operator import Order
from ledger.quarantine import NO_BELL, Bounds
from ledger.records import Delivery, Derived, Refused, Verdict
from orderlane.embedded import EmbeddedRedis
from tests.chaos import ledger_steps as draw
from tests.chaos.ledger_steps import one_of, possible_step, step
from tests.chaos.two_ledgers import MINUTES, TwoLedgers

ENTRY: Final = '{"what": "effect"}'
NO_EFFECT: Final = ("", "")
WAIT: Final = {
    "delay_ms": 0,
    "reason": "WAITS",
    "unblocked_by": (),
    "limit_ms": None,
    "counts": False,
    "effect": NO_EFFECT,
}
held, lost, kept = TwoLedgers.held, TwoLedgers.lost, TwoLedgers.kept
waiting, stopped = TwoLedgers.waiting, TwoLedgers.stopped


class LedgerMachine(TwoLedgers, RuleBasedStateMachine):
    """One example. An argument `nth` chooses among what there is."""

    def __init__(self, server: EmbeddedRedis, numbers: Iterator[int], seen: Counter[str]) -> None:
        RuleBasedStateMachine.__init__(self)
        TwoLedgers.__init__(self, server, numbers, seen)
        self.deliveries: list[Delivery] = []
        self.steps = self.requests = 0
        self.killed = False

    def teardown(self) -> None:
        self.close()

    @rule(step=possible_step())
    def take(self, step: tuple[Any, ...]) -> None:
        name, *arguments = step
        getattr(self, name)(*arguments)

    @invariant()
    def the_two_agree(self) -> None:
        self.steps += 1
        self.compare()

    # The door.

    @step(5, draw.STORE, draw.DELIVERIES)
    def deliver(self, store, deliveries):
        for *read, state, rings in deliveries:
            self.take_in(self.delivery(self.stores[store], *read, state), rings=rings)

    def delivery(self, store, kind, refs, marks, state):
        """Return a delivery under an identity of its own."""
        identity, opens = f"delivery-{len(self.deliveries)}", refs[0].startswith("order:")
        made = Delivery(
            source=f"shop-of-{store}",
            dialect="shopify",
            store=store,
            envelope=Envelope(identity, kind, kind, refs, opens, marks=marks),
            body=b"{}",
            body_hash="0",
            task=kind,
            queue="orders",
            state=state,
        )
        self.deliveries.append(made)
        return made

    @step(3, draw.NTH, draw.BODY, draw.YES, when=lambda self: self.deliveries)
    def deliver_again(self, nth, body, rings):
        self.take_in(replace(one_of(self.deliveries, nth), body_hash=body), rings=rings)

    @step(1, draw.BODY, draw.NTH)
    def keep_a_refused_one(self, body, nth):
        names = (f"shop-of-{self.stores[0]}", "shopify", self.stores[0])
        refused = Refused(*names, b"{}", body, f'{{"id": "{nth}"}}', 1.0)
        self.both("keep", refused, Bounds(3, 1_000, 60))

    @step(2, draw.NTH, draw.NTH, draw.REFS, draw.READ_AS, draw.BODY, when=kept)
    def release(self, nth, like, refs, state, body):
        """Read one of quarantine as what it was, as another delivery, or as nothing seen before."""
        one, some = one_of(self.kept(), nth), list(self.deliveries)
        own = [read for read in some if event_of(read) == one]
        if like % 3 == 0 or not some:
            own = [self.delivery(self.stores[0], draw.HELD, refs, (), state)]
        read = replace(one_of(own or some, like), state=state, body_hash=body)
        bell = (f"{self.prefix}:bells", read.envelope.identity.encode())
        self.both("release", one, read, bell if like % 2 else NO_BELL)
        self.both("release", f"{one}0", read, bell)

    @step(2, draw.NTH, draw.SELDOM, when=lambda self: self.deliveries)
    def tell_again(self, nth, same):
        """Replay what was delivered, settled or not, or a request that was carried out before."""
        told, order = one_of(self.deliveries, nth), self.order(same)
        outside = replace(told.envelope, identity=f"again {order.request_id}", marks=())
        read = replace(told, envelope=outside, state="queued")
        self.both("tell_again", event_of(told), read, NO_BELL, order)

    @step(1, draw.NTH, when=kept)
    def discard(self, nth):
        self.both("discard", one_of([*self.kept(), *self.model.events], nth), "ana", "because")

    # The workers.

    @step(8, draw.NTH, when=TwoLedgers.due)
    def claim_a_head(self, nth):
        self.claim(self.model.head(one_of(self.due(), nth)))

    @step(2, draw.NTH, when=lambda self: self.model.events)
    def claim_any(self, nth):
        self.claim(one_of([*self.model.events, self.nobody], nth))

    @step(1, draw.NTH, when=held)
    def renew(self, nth):
        hand = one_of(self.held(), nth)
        self.both("renew", hand.lane, hand.token)

    @step(3, draw.NTH, draw.EFFECT, when=held)
    def intend(self, nth, effect):
        self.both(
            "intent",
            *one_of(self.held(), nth),
            effect,
            record(effect, "INTENT", asked=nth),
            1,
            ENTRY,
        )

    @step(3, draw.NTH, draw.EFFECT, draw.SELDOM, draw.NAMES, when=held)
    def tell_the_outcome(self, nth, effect, open_still, names=()):
        hand = one_of(self.held(), nth)
        words = (
            hand.lane,
            hand.token,
            effect,
            record(effect, one_of(["APPLIED", "NOT_APPLIED"], nth), told=nth),
        )
        self.both("outcome", *words, final=not open_still, entry=ENTRY, names=names)

    @step(5, draw.NTH, draw.FINAL, draw.KINDS, draw.YES, when=held)
    def complete(self, nth, state, kinds, learns):
        hand = one_of(self.held(), nth)
        if "#" in hand.eid:
            kinds = []  # what was derived means itself alone
        children = tuple(Derived(kind, kind, "orders", "shop", "s", "", "{}") for kind in kinds)
        learned = {"known": "{}", "group": "status", "version": str(nth)} if learns else {}
        bars = state == "superseded" and nth % 4 == 0
        self.both("complete", *hand, Verdict(state, derived=children, tombstone=bars, **learned))

    @step(1, draw.NTH, when=held)
    def complete_another_event(self, nth):
        hand = one_of(self.held(), nth)._replace(eid=self.nobody)
        self.both("complete", *hand, Verdict("done"))

    @step(4, draw.NTH, draw.DELAY, draw.ENDED_BY, draw.LIMIT, draw.YES, when=held)
    def defer(self, nth, delay_ms, ended_by, limit_ms, counts):
        hand = one_of(self.held(), nth)
        own, opened = self.model.events[hand.eid].type, self.model.lanes[hand.lane].open
        words = {
            "delay_ms": delay_ms,
            "reason": one_of(["NO_CREATE", "ON_HOLD"], nth),
            # no event waits for its own kind, nor for any while its effect is open
            "unblocked_by": [] if opened else [kind for kind in ended_by if kind != own],
            "limit_ms": limit_ms,
            "counts": counts,
        }
        self.both("defer", *hand, **(WAIT | words))

    @step(2, draw.NTH, when=held)
    def defer_in_doubt(self, nth):
        hand = one_of(self.held(), nth)
        effect = self.model.lanes[hand.lane].open or "hold|1"
        told = (effect, record(effect, "IN_DOUBT", doubt=nth))
        self.both("defer", *hand, **(WAIT | {"delay_ms": MINUTES, "effect": told}))

    @step(3, draw.NTH, draw.REASON, draw.YES, when=held)
    def park(self, nth, reason, with_effect):
        effect = ("hold|1", record("hold|1", "PARKED", parked=nth)) if with_effect else NO_EFFECT
        self.both("park", *one_of(self.held(), nth), reason, "", effect)

    @step(1, draw.NTH, when=held)
    def die(self, nth):
        self.hands.remove(one_of(self.held(), nth))

    @step(2, draw.NTH, draw.NTH, when=lost)
    def speak_without_a_lane(self, nth, word):
        hand, told = one_of(self.lost(), nth), ("late|1", record("late|1", "APPLIED"))
        lane, token, _ = hand
        words = (
            lambda: self.both("renew", lane, token),
            lambda: self.both("intent", *hand, *told, 1, ENTRY),
            lambda: self.both("outcome", lane, token, *told, final=True, entry=ENTRY, names=()),
            lambda: self.both("complete", *hand, Verdict("done")),
            lambda: self.both("defer", *hand, **WAIT),
            lambda: self.both("park", *hand, "LATE", "", told),
        )

        assert one_of(words, word)() == "Fenced"

    # The operator.

    @step(4, draw.NTH, draw.VERB, draw.SELDOM, when=stopped)
    def put_right(self, nth, verb, again):
        parked = [self.model.lanes[name].parked for name in self.stopped()]
        some = parked if nth % 6 else [*self.model.events, self.nobody]
        self.both(verb, one_of(some, nth), self.order(again))

    @step(1, draw.NTH, draw.SELDOM, when=stopped)
    def drop(self, nth, again):
        some = self.stopped() if nth % 6 else [*self.model.lanes, f"{self.stores[0]}/order:9"]
        self.both("drop", one_of(some, nth), self.order(again))

    @step(1, draw.NTH, draw.SUBJECT, draw.SELDOM, when=lambda self: self.model.lanes)
    def pause(self, nth, subject, again):
        self.both("pause", self.prefix, self.subject(nth, subject), self.order(again))

    @step(2, draw.NTH, draw.SUBJECT, draw.SELDOM, when=TwoLedgers.stands_still)
    def resume(self, nth, subject, again):
        self.both("resume", self.prefix, self.subject(nth, subject), self.order(again))

    def subject(self, nth: int, kind: str) -> str:
        """Return something that can be paused, or an order that nobody knows."""
        orders = [*self.model.lanes, f"{self.stores[0]}/order:9"]
        source = f"source:shop-of-{self.stores[nth % 2]}"
        return {"oms": "oms", "source": source, "order": one_of(orders, nth)}[kind]

    def order(self, again: bool) -> Order:
        """Return a request of the operator, or the last one once more."""
        self.requests += not again
        return Order(f"{self.stores[0]}-{self.requests}", "ana", "because")

    # Time and trouble.

    @step(2, draw.YES)
    def sweep(self, eager):
        self.ring(eager=eager)

    @step(4, draw.NTH, when=lambda self: self.model.lanes)
    def time_passes(self, nth):
        self.pass_time(one_of(list(self.model.lanes), nth))

    @step(2, when=waiting)
    def rooms_are_given_up(self):
        for room in self.waiting():
            self.pass_time(room)
        self.ring(eager=False)

    @step(1)
    def redis_forgets_the_scripts(self):
        self.client.script_flush()

    @step(1, when=lambda self: not self.killed and self.steps % 13 == 12)
    def redis_is_killed(self):
        self.killed = True
        self.kill_redis()


def event_of(delivery: Delivery) -> str:
    """Return the id of a delivery's event."""
    return keys.event_id(delivery.store, delivery.source, delivery.envelope.identity)


def record(effect: str, state: str, **facts: object) -> str:
    """Return a record of an effect."""
    operation = effect.partition("|")[0]
    return json.dumps({"state": state, "operation": operation, "ask": {}, **facts})
