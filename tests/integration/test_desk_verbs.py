"""A person's verbs through real turns: seen before it is believed, paused without a loss."""

from collections.abc import Iterator

import pytest

from config.settings import ConfigError
from desk.audit import deeds
from desk.filters import Filter, matching
from desk.verbs import UNVERIFIED, VERIFIED, NotSeen, act
from ledger.operator import NotParked, RequestReused
from orderlane.embedded import EmbeddedRedis
from tests.integration.desk_house import House, house_of


@pytest.fixture
def house(
    state_redis: EmbeddedRedis, sandbox_url: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setenv("ORDERLANE_REDIS_URL", state_redis.url)
    with house_of(state_redis, sandbox_url, store) as opened:
        yield opened
        for subject in ("oms", "source:shop"):
            act(opened.book, "resume", subject, opened.order(f"at last {subject}"))


@pytest.fixture
def cancelling(house: House) -> tuple[House, str]:
    """An order in the OMS, and a cancel that is parked."""
    house.turn(house.deliver("order.created"))
    eid = house.deliver("order.cancelled")
    house.park(eid)
    return house, eid


def test_what_the_oms_does_not_show_is_not_marked_done(cancelling: tuple[House, str]):
    house, eid = cancelling

    with pytest.raises(NotSeen, match="cancel_order: absent"):
        act(house.book, "mark-done", eid, house.order())
    assert house.book.views.event(eid)["state"] == "parked"


def test_what_the_oms_shows_is_marked_done_and_nothing_is_sent(cancelling: tuple[House, str]):
    house, eid = cancelling
    house.oms.order_orchestration.cancel_order(
        external_order_id=house.external, cancel_reason="by hand"
    )
    before = house.oms.order_orchestration.get_order(external_order_id=house.external).body

    acted = act(house.book, "mark-done", eid, house.order())
    after = house.oms.order_orchestration.get_order(external_order_id=house.external).body

    assert (acted.result, acted.known) == ("done", VERIFIED)
    assert house.book.views.event(eid)["state"] == "done"
    assert house.said("marked done")[0]["detail"] == VERIFIED
    assert before["LastUpdatedDateTimeUtc"] == after["LastUpdatedDateTimeUtc"]


def test_a_person_s_word_alone_is_noted_as_that(cancelling: tuple[House, str]):
    house, eid = cancelling

    acted = act(house.book, "mark-done", eid, house.order(), unverified=True)

    assert (acted.result, acted.known) == ("done", UNVERIFIED)
    assert house.said("marked done")[0]["detail"] == UNVERIFIED


def test_a_verb_said_twice_is_done_once_and_one_id_is_for_one_verb(cancelling: tuple[House, str]):
    house, eid = cancelling

    results = [act(house.book, "skip", eid, house.order()).result for _ in range(2)]
    assert results == ["done", "repeated"]
    with pytest.raises(RequestReused):
        act(house.book, "retry", eid, house.order())
    lines = [(one.verb, one.who, one.result) for one in deeds(house.book) if one.subject == eid]
    assert lines == [("skip", "ana", "done")]


def test_what_is_refused_is_in_the_audit_log_with_its_reason(house: House):
    eid = house.deliver("order.created")

    with pytest.raises(NotParked):
        act(house.book, "skip", eid, house.order())
    lines = [(one.verb, one.result) for one in deeds(house.book) if one.subject == eid]
    assert lines == [("skip", "queued")]


@pytest.mark.parametrize(
    ("subject", "reason"),
    [("oms", "PAUSED_OMS"), ("source:shop", "PAUSED_SOURCE"), ("", "PAUSED_ORDER")],
)
def test_what_is_paused_waits_visibly_and_goes_on_when_resumed(house: House, subject, reason):
    eid = house.deliver("order.created")
    subject = subject or house.lane
    act(house.book, "pause", subject, house.order("pause"))
    ending = house.turn(eid)

    assert (ending.state, ending.reason) == ("waits", reason)
    assert (house.box.state, house.box.reason) == ("paused", reason)
    assert "resume" in house.box.sentence
    assert house.said("called") == []

    act(house.book, "resume", subject, house.order("resume"))
    house.book.ledger.sweep(house.store)
    assert house.turn(eid).state == "done"


def test_a_call_in_the_midst_of_a_turn_stops_at_the_gate(house: House):
    eid = house.deliver("order.created")
    prefix = house.book.ledger  # the shard is not told: only the gate is
    from ledger.gate import PREFIX
    from ledger.operator import Operator

    Operator(prefix).pause(PREFIX, "oms", house.order("gate"))

    assert house.turn(eid).reason == "PAUSED_OMS"
    assert house.said("called") == []


def test_the_door_goes_on_taking_in_while_everything_is_paused(house: House):
    act(house.book, "pause", "oms", house.order("pause"))
    act(house.book, "pause", "source:shop", house.order("pause too"))

    eid = house.deliver("order.created")
    assert house.book.views.event(eid)["state"] == "queued"
    assert {one["subject"] for one in house.book.views.pauses([house.store])} == {
        "oms",
        "source:shop",
    }


def test_a_source_that_is_none_cannot_be_paused(house: House):
    with pytest.raises(ConfigError, match="known: shop"):
        act(house.book, "pause", "source:nobody", house.order())


def test_a_filter_names_events_by_what_they_are(cancelling: tuple[House, str]):
    house, eid = cancelling
    since = matching(house.book, Filter())[0].since

    def found(**wanted: object) -> list[str]:
        return [one.event_id for one in matching(house.book, Filter(**wanted))]  # type: ignore[arg-type]  # as told

    assert found(reason="REFUSED_ODD", source="shop", type="order.cancelled") == [eid]
    assert found(since=since, until=since + 1) == [eid]
    assert found(reason="OTHER") == found(source="other") == found(type="order.held") == []
    assert found(since=since + 1) == found(until=since) == found(store="other") == []
