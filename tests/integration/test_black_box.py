"""The black box of real turns: every call and look is told once, and nobody's data is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from desk.book import Book
from desk.export import export
from ledger.plain import PlainClient
from ledger.views import Views
from orderlane.embedded import EmbeddedRedis
from tests.integration.desk_house import CANARIES, House, house_of


@pytest.fixture
def house(
    state_redis: EmbeddedRedis, sandbox_url: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[House]:
    monkeypatch.setenv("ORDERLANE_REDIS_URL", state_redis.url)
    with house_of(state_redis, sandbox_url, store) as opened:
        yield opened


@pytest.fixture
def created(house: House) -> House:
    """A house whose order is in the OMS."""
    assert house.turn(house.deliver("order.created")).state == "done"
    return house


def test_a_turn_tells_its_looks_and_calls_in_their_order(created: House):
    whats = [entry["what"] for entry in created.box.entries]

    assert whats[:6] == ["delivered", "claimed", "called", "looked", "intent", "called"]
    assert whats[-1] == "settled"
    looked, made = created.said("looked", "called")[1], created.said("called")[1]
    assert (looked["operation"], looked["found"]) == ("create_order", "absent")
    assert (made["operation"], made["method"], made["status"]) == ("create_order", "POST", 201)
    assert made["trace_id"]
    assert made["sent"]["LineItems"][0]["Quantity"] == 1
    times = [entry["at"] for entry in created.box.entries]
    assert times == sorted(times)


def test_no_personal_data_is_in_box_or_export_or_anywhere_but_in_the_body(created: House):
    told = json.dumps([asdict(created.box), export(created.book, created.lane)])
    kept = {
        key: created.book.ledger.client.dump(key)
        for key in created.book.ledger.client.scan_iter(f"*{created.store}*")
    }

    assert [canary for canary in CANARIES if canary in told] == []
    bodies = {key for key, value in kept.items() if any(one.encode() in value for one in CANARIES)}
    assert all(b":ev:" in key for key in bodies)


def test_an_order_is_found_by_the_oms_s_own_number(created: House):
    number = created.oms.order_orchestration.get_order(external_order_id=created.external).body

    assert created.book.find_lane(str(number["InternalOrderId"])) == created.lane


def test_an_order_is_found_by_the_name_it_has_in_the_oms(created: House):
    assert created.external == f"{created.store}-1"
    assert created.book.find_lane(created.external) == created.lane


def test_an_outage_is_told_in_one_entry_that_counts(created: House):
    eid = created.deliver("order.cancelled")
    claimed = 4
    for _ in range(claimed):
        claim = created.book.ledger.claim(eid, "worker")
        created.book.ledger.defer(claim.lane, claim.token, eid, delay_ms=0, reason="UNAVAILABLE")

    entries = [entry for entry in created.box.entries if entry.get("event") == eid]
    assert [entry["what"] for entry in entries] == ["delivered", "claimed", "waits"]
    assert (entries[-1]["times"], entries[-1]["reason"]) == (claimed, "UNAVAILABLE")
    assert entries[-1]["first"] <= entries[-1]["at"]


def test_waits_that_take_turns_do_not_grow_the_timeline(created: House):
    eid = created.deliver("order.cancelled")

    def wait(reason: str) -> int:
        claim = created.book.ledger.claim(eid, "worker")
        created.book.ledger.defer(claim.lane, claim.token, eid, delay_ms=0, reason=reason)
        return len(created.box.entries)

    few = [wait(reason) for reason in ("BREAKER", "UNAVAILABLE") * 2]
    many = [wait(reason) for reason in ("BREAKER", "UNAVAILABLE") * 10]
    assert many[-1] == few[-1]
    assert {entry["reason"]: entry["times"] for entry in created.said("waits")} == {
        "BREAKER": 12,
        "UNAVAILABLE": 12,
    }


def test_a_repeated_delivery_is_told_once_with_its_number(house: House):
    house.deliver("order.created")
    for _ in range(3):
        house.told -= 1
        house.deliver("order.created")

    (told,) = house.said("duplicate")
    assert told["times"] == 3


def test_a_plain_socket_reads_what_the_client_reads(created: House, state_redis: EmbeddedRedis):
    plain = PlainClient(state_redis.url)
    quick, slow = Views(plain), created.book.views  # type: ignore[arg-type]  # as much as a look needs

    for read in (
        lambda views: views.lane(created.lane),
        lambda views: views.timeline(created.lane),
        lambda views: views.effects(created.lane),
        lambda views: views.references(created.lane),
        lambda views: views.queue(created.lane),
        lambda views: views.due(created.lane),
        lambda views: views.pause(created.lane),
        lambda views: views.lane_of(created.store, "order:none"),
    ):
        assert read(quick) == read(slow)
    plain.close()


def test_a_look_imports_no_client_no_worker_and_no_web():
    code = (
        "import sys, orderlane.start, orderlane.order_text; print([name for name in "
        "('redis', 'celery', 'requests', 'flask', 'rich', 'click', 'asyncio') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_book_to_read_asks_over_a_plain_socket(created: House):
    book = Book(created.book.settings, to_read=True)

    plain = book.look.client
    assert isinstance(plain, PlainClient)
    assert book.find_lane(f"{created.store}/1") == created.lane
    plain.close()
