"""The effect machine against a scripted OMS: what it records, what it calls, how it ends."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from ledger.records import Claim
from oms_client import Ambiguous, Answer, NotSent, Refused, Throttled, Unauthorized, Unavailable
from worker.effects import record as states
from worker.effects.machine import Machine
from worker.effects.operation import ABSENT, Finding, Operation, Put, applied, park, wait
from worker.effects.record import Effect
from worker.outcomes import GateShut, InDoubt, LeaseTooShort, NeedsPerson, Waits
from worker.telling import Telling


@dataclass
class FakeLane:
    """Keeps what was recorded, in order."""

    claim: Claim
    eid: str = "00-event"
    calls_fit: bool = True
    is_over: bool = False
    log: list[tuple[str, Effect]] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    telling: Telling = field(default_factory=Telling)

    def may_call(self) -> bool:
        return self.calls_fit

    def over(self) -> bool:
        return self.is_over

    def intent(self, effect: str, record: str, entry: str) -> None:
        self.log.append(("intent", Effect.load(record)))

    def outcome(self, effect: str, record: str, entry: str, names: tuple[str, ...] = ()) -> None:
        self.names.append(names)
        self.log.append((json.loads(entry)["what"], Effect.load(record)))

    @property
    def story(self) -> list[str]:
        return [f"{what} {effect.state}" for what, effect in self.log]


@dataclass
class ScriptedOms:
    """Answers looks and sends from lists; an exception in a list is raised."""

    findings: list[Finding | Exception]
    sends: list[Any] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    tagged: list[dict[str, Any]] = field(default_factory=list)
    tag_errors: list[Exception] = field(default_factory=list)

    def operation(self, resends: int = 1, *, tags: bool = False) -> Operation:
        def send(client: Any, ask: Any, before: Any) -> Answer:
            self.sent.append(dict(ask))
            return _next(self.sends)

        def tag(client: Any, ids: Any, ask: Any) -> Put:
            def put() -> Answer:
                if self.tag_errors:
                    raise self.tag_errors.pop(0)
                self.tagged.append({**ids, "tag": ask["tag"]})
                return good()

            return put

        return Operation(
            name="do_it",
            look=lambda client, ask: {"seen": True},
            judge=lambda ask, before, now: _next(self.findings),
            send=send,
            resends=resends,
            doubt="DO_IT_IN_DOUBT",
            made=lambda body: {"Id": body["Id"]},
            tag=tag if tags else None,
        )


def _next(script: list[Any]) -> Any:
    value = script.pop(0)
    if isinstance(value, Exception):
        raise value
    return value


def good(number: int = 7) -> Answer:
    return Answer(200, {"Id": number}, "trace-1", 0.01)


def lane(*effects: Effect, opened: str = "") -> FakeLane:
    found = {effect.id: effect.dump() for effect in effects}
    return FakeLane(Claim("OK", lane="s/order:1", effects=found, lane_record={"open": opened}))


def machine_for(held: FakeLane, oms: ScriptedOms, **how: Any) -> Machine:
    return Machine(None, held, {"do_it": oms.operation(**how)}, "1042")  # type: ignore[arg-type]  # a fake, as much as it uses


def effect(state: str, **fields: Any) -> Effect:
    ask = {"order": "1042", "tag": "t"}
    return Effect("do_it", "k", "00-event", ask, state=state, before={"seen": True}, **fields)


def test_the_intent_is_recorded_before_the_call_and_the_outcome_after_it():
    held, oms = lane(), ScriptedOms([ABSENT], [good()])

    ids = machine_for(held, oms).perform("do_it", "k", {"reason": "fraud"})

    assert ids == {"Id": 7}
    assert held.story == ["intent INTENT", "outcome APPLIED"]
    assert oms.sent[0]["order"] == "1042"
    assert held.log[0][1].ask["reason"] == "fraud"
    assert held.log[1][1].ask == {"order": "1042", "tag": oms.sent[0]["tag"]}


def test_what_is_wanted_already_is_not_asked_again():
    held, oms = lane(), ScriptedOms([applied(Id=3)])

    assert machine_for(held, oms).perform("do_it", "k", {}) == {"Id": 3}
    assert (oms.sent, held.story) == ([], ["outcome APPLIED"])


def test_an_applied_effect_is_never_looked_at_again():
    held, oms = lane(effect(states.APPLIED, ids={"Id": 7})), ScriptedOms([])

    assert machine_for(held, oms).perform("do_it", "k", {}) == {"Id": 7}
    assert (oms.sent, held.story) == ([], [])


def test_an_ambiguous_answer_is_read_back_at_once_and_found():
    held = lane()
    oms = ScriptedOms([ABSENT, applied(Id=9)], [Ambiguous("do_it", "reset")])

    assert machine_for(held, oms).perform("do_it", "k", {}) == {"Id": 9}
    assert len(oms.sent) == 1
    assert held.story == ["intent INTENT", "outcome APPLIED"]


def test_an_ambiguous_answer_not_found_at_once_waits_for_the_quiet_time():
    held = lane()
    oms = ScriptedOms([ABSENT, ABSENT], [Ambiguous("do_it", "reset")])

    with pytest.raises(InDoubt) as caught:
        machine_for(held, oms).perform("do_it", "k", {})

    doubtful = Effect.load(caught.value.record)
    assert (caught.value.delay, doubtful.state, doubtful.looks) == ("quiet", states.IN_DOUBT, 0)
    assert (len(oms.sent), held.story) == (1, ["intent INTENT"])


def test_a_crash_after_the_intent_is_read_back_before_anything_is_sent():
    held = lane(effect(states.INTENT, attempt=1, doubt=True), opened="do_it|k")
    oms = ScriptedOms([ABSENT])

    with pytest.raises(InDoubt) as caught:
        machine_for(held, oms).settle_open()

    assert (caught.value.delay, oms.sent) == ("quiet", [])


def test_absence_is_believed_only_when_seen_twice_after_the_quiet_time():
    first = lane(effect(states.IN_DOUBT, attempt=1, looks=0), opened="do_it|k")
    with pytest.raises(InDoubt) as caught:
        machine_for(first, ScriptedOms([ABSENT])).settle_open()
    second = lane(Effect.load(caught.value.record), opened="do_it|k")
    oms = ScriptedOms([ABSENT, ABSENT], [good()])
    machine = machine_for(second, oms)

    machine.settle_open()

    assert caught.value.delay == "read_gap"
    assert second.story == ["outcome NOT_APPLIED", "intent INTENT", "outcome APPLIED"]
    assert second.log[1][1].attempt == 2
    assert machine.applied_ids("do_it", "k") == {"Id": 7}


def test_money_that_is_absent_twice_is_parked_not_sent_again():
    held = lane(effect(states.IN_DOUBT, attempt=1, looks=1), opened="do_it|k")
    oms = ScriptedOms([ABSENT])

    with pytest.raises(NeedsPerson) as caught:
        machine_for(held, oms, resends=0).settle_open()

    parked = Effect.load(caught.value.effect[1])
    assert (caught.value.reason, parked.state, oms.sent) == ("DO_IT_IN_DOUBT", states.PARKED, [])


def test_a_read_back_that_says_something_else_is_parked_with_its_pre_image():
    held = lane(effect(states.IN_DOUBT, attempt=1), opened="do_it|k")

    with pytest.raises(NeedsPerson) as caught:
        machine_for(held, ScriptedOms([park("TWO_OF_THEM")])).settle_open()

    assert caught.value.reason == "TWO_OF_THEM"
    assert Effect.load(caught.value.effect[1]).before == {"seen": True}


def test_what_is_parked_without_a_call_keeps_nothing_personal():
    with pytest.raises(NeedsPerson) as caught:
        machine_for(lane(), ScriptedOms([park("TOO_LATE")])).perform(
            "do_it", "k", {"address": {"FirstName": "Rita"}}
        )

    assert "Rita" not in caught.value.effect[1]


def test_a_read_back_that_fails_leaves_the_effect_in_doubt():
    held = lane(effect(states.INTENT, attempt=1), opened="do_it|k")

    with pytest.raises(Unavailable):
        machine_for(held, ScriptedOms([Unavailable("get_order", "503")])).settle_open()

    assert held.story == []


@pytest.mark.parametrize(
    "error",
    [
        NotSent("do_it", "refused"),
        Throttled("do_it", "429"),
        Unauthorized("do_it", "401"),
        GateShut("BREAKER", 10),
    ],
)
def test_a_call_that_surely_changed_nothing_is_free(error: Exception):
    held, oms = lane(), ScriptedOms([ABSENT], [error])

    with pytest.raises(type(error)):
        machine_for(held, oms).perform("do_it", "k", {})

    assert held.story == ["intent INTENT", "outcome NOT_APPLIED"]
    assert held.log[-1][1].attempt == 0


def test_nothing_is_sent_when_the_call_could_outlast_the_lease():
    held, oms = lane(), ScriptedOms([ABSENT], [good()])
    held.calls_fit = False

    with pytest.raises(LeaseTooShort):
        machine_for(held, oms).perform("do_it", "k", {})

    assert oms.sent == []


def test_a_refusal_of_what_is_so_already_is_a_success():
    refusal = Refused("do_it", "no", status=409, code="NOTHING_TO_INVOICE")
    oms = ScriptedOms([ABSENT, applied(Id=4)], [refusal])

    assert machine_for(lane(), oms).perform("do_it", "k", {}) == {"Id": 4}


def test_a_refusal_that_reading_cannot_explain_needs_a_person():
    held = lane()
    oms = ScriptedOms([ABSENT, ABSENT], [Refused("do_it", "no", status=422, code="BAD")])

    with pytest.raises(NeedsPerson, match="REFUSED_BAD"):
        machine_for(held, oms).perform("do_it", "k", {})

    assert held.story == ["intent INTENT", "outcome REJECTED"]


def test_what_must_wait_for_another_event_says_for_which():
    oms = ScriptedOms([wait("NO_CREATE", "order.created")])

    with pytest.raises(Waits) as caught:
        machine_for(lane(), oms).perform("do_it", "k", {})

    assert (caught.value.reason, caught.value.unblocked_by) == ("NO_CREATE", ("order.created",))


def test_a_person_s_retry_of_a_doubtful_effect_waits_for_the_quiet_time_too():
    held = lane(effect(states.PARKED, attempt=1, doubt=True))
    delays = []
    for _ in range(2):
        with pytest.raises(InDoubt) as caught:
            machine_for(held, ScriptedOms([ABSENT]), resends=0).perform("do_it", "k", {})
        delays.append(caught.value.delay)
        held = lane(Effect.load(caught.value.record), opened="do_it|k")
    oms = ScriptedOms([ABSENT, ABSENT], [good()])

    machine_for(held, oms, resends=0).settle_open()

    assert delays == ["quiet", "read_gap"]
    assert len(oms.sent) == 1


def test_what_was_made_is_tagged_even_when_the_tag_s_own_answer_is_lost():
    held = lane()
    oms = ScriptedOms([ABSENT], [good()], tag_errors=[Ambiguous("tag", "reset")])

    machine_for(held, oms, tags=True).perform("do_it", "k", {})

    assert oms.tagged == [{"Id": 7, "tag": oms.sent[0]["tag"]}]
    assert held.story[-1] == "tagged APPLIED"
    assert held.log[-1][1].tagged


def test_a_holder_whose_lease_is_over_tags_nothing_any_more():
    held, oms = lane(effect(states.APPLIED, ids={"Id": 7})), ScriptedOms([])
    held.is_over = True

    with pytest.raises(LeaseTooShort):
        machine_for(held, oms, tags=True).perform("do_it", "k", {})

    assert oms.tagged == []


def test_an_answer_that_does_not_name_what_it_made_is_read_back():
    held = lane()
    oms = ScriptedOms([ABSENT, applied(Id=5)], [Answer(200, {}, "trace", 0.01)])

    assert machine_for(held, oms).perform("do_it", "k", {}) == {"Id": 5}
    assert held.story == ["intent INTENT", "outcome APPLIED"]


def test_an_unclear_first_look_is_believed_only_after_the_quiet_time():
    held = lane()
    oms = ScriptedOms([ABSENT, park("LAGGING")], [Ambiguous("do_it", "reset")])

    with pytest.raises(InDoubt) as caught:
        machine_for(held, oms).perform("do_it", "k", {})

    assert caught.value.delay == "quiet"


def test_what_a_person_skipped_is_not_sent_by_another_event():
    oms = ScriptedOms([])

    with pytest.raises(NeedsPerson, match="SKIPPED_BEFORE"):
        machine_for(lane(effect(states.SKIPPED)), oms).perform("do_it", "k", {})

    assert oms.sent == []


def test_an_applied_effect_whose_tag_is_missing_is_tagged_in_the_next_turn():
    held = lane(effect(states.APPLIED, ids={"Id": 7}))
    oms = ScriptedOms([])

    machine_for(held, oms, tags=True).perform("do_it", "k", {})

    assert oms.tagged == [{"Id": 7, "tag": "t"}]
