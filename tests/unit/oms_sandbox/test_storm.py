"""A storm chooses by its seed alone, and only what a client can get through."""

import random
import threading
from collections import Counter

import pytest

from oms_sandbox.endpoints import BY_OPERATION
from oms_sandbox.faults.faults import KINDS
from oms_sandbox.faults.storm import Storm
from oms_sandbox.faults.storm_mix import READ_MIX, SPANS, WRITE_MIX, Weather, duration

STORM = "/_sandbox/storm"
REQUESTS = [
    (operation, str(order))
    for _ in range(6)
    for operation in ("create_order", "hold_order", "get_order", "get_shipments")
    for order in range(12)
]


def told(fault):
    return fault and (fault.kind, fault.point, fault.wait_s, fault.retry_after_s, fault.edit)


def ask(storm, operation, order):
    return told(storm.take(BY_OPERATION[operation], lambda: order))


def choices(storm, requests):
    """Give what befell each operation on each order, in the order in which it was asked."""
    found = {}
    for operation, order in requests:
        found.setdefault((operation, order), []).append(ask(storm, operation, order))
    return found


def test_the_same_seed_chooses_the_same_faults():
    first, second = (choices(Storm(Weather(seed=7)), REQUESTS) for _ in range(2))

    assert first == second
    assert any(any(faults) for faults in first.values())


def test_another_seed_chooses_others():
    first, second = (choices(Storm(Weather(seed=seed)), REQUESTS) for seed in (7, 8))

    assert first != second


def test_what_comes_in_between_does_not_change_the_choice():
    shuffled = REQUESTS[:]
    random.Random(1).shuffle(shuffled)

    assert choices(Storm(Weather(seed=7)), shuffled) == choices(Storm(Weather(seed=7)), REQUESTS)


def test_threads_do_not_change_the_choice():
    storm, found = Storm(Weather(seed=7)), {}

    def work(order):
        mine = [request for request in REQUESTS if request[1] == order]
        found.update(choices(storm, mine))

    threads = [threading.Thread(target=work, args=(str(order),)) for order in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == choices(Storm(Weather(seed=7)), REQUESTS)


def test_the_rates_are_those_of_writes_and_of_reads():
    storm = Storm(Weather(seed=7, write_rate=1, read_rate=0, in_a_row=10**6))

    struck = {kind: any(ask(storm, kind, "1") for _ in range(40)) for kind in BY_OPERATION}

    assert struck == {name: not row.reads for name, row in BY_OPERATION.items()}


def test_an_operation_on_an_order_is_spared_after_so_many_in_a_row():
    storm = Storm(Weather(seed=7, write_rate=1, in_a_row=2))

    spared = [ask(storm, "hold_order", "1") is None for _ in range(6)]

    assert spared == [False, False, True, False, False, True]


def test_only_the_operations_named_are_struck():
    storm = Storm(Weather(seed=7, write_rate=1, operations=("hold_order",)))

    assert ask(storm, "create_order", "1") is None
    assert ask(storm, "hold_order", "1") is not None


def test_a_request_of_no_order_gets_no_fault_of_an_order():
    kinds = {kind: 1.0 for kind, row in KINDS.items() if row.of_order}
    storm = Storm(Weather(seed=7, write_rate=1, kinds=kinds))

    assert [ask(storm, "create_customer", None) for _ in range(9)] == [None] * 9
    assert ask(storm, "create_order", "1") is not None


def test_reads_get_only_what_can_strike_a_read():
    kinds = dict.fromkeys(KINDS, 1.0)
    storm = Storm(Weather(seed=7, read_rate=1, kinds=kinds, in_a_row=10**6))
    got = {ask(storm, "get_shipments", "1")[0] for _ in range(2000)}

    assert got == KINDS.keys() - {"duplicate_commit", "unseen_commit", "person", "late_commit"}


def test_the_counts_add_up_by_kind_and_point():
    storm = Storm(Weather(seed=7, write_rate=1, in_a_row=10**6))
    got = Counter(ask(storm, "hold_order", str(one))[:2] for one in range(500))

    counted = storm.struck()

    flat = {(kind, word): n for kind, points in counted.items() for word, n in points.items()}
    assert flat == {(kind, point.word): count for (kind, point), count in got.items()}
    assert storm.asked() == 500
    assert counted.keys() == WRITE_MIX.keys()


def lengths(kind, **weather):
    dice = random.Random(1)
    return [duration(kind, Weather(seed=1, **weather), dice) for _ in range(500)]


@pytest.mark.parametrize("kind", ["hang", "hang_after_commit"])
def test_a_hang_is_longer_than_the_deadline(kind):
    assert min(lengths(kind, deadline_s=4)) > 4


def test_a_late_commit_and_its_being_unseen_are_together_under_the_quiet_time():
    late, unseen = (
        lengths(kind, deadline_s=2, quiet_s=10) for kind in ("late_commit", "unseen_commit")
    )

    assert 2 < min(late) < max(late) < 10 - max(unseen)


def test_late_commits_alone_come_up_to_just_under_the_quiet_time():
    late = lengths("late_commit", deadline_s=2, quiet_s=10, kinds={"late_commit": 1.0})

    assert 8.8 < max(late) < 9.0 + 1e-9


def test_beyond_quiet_every_late_commit_is_too_late_even_when_waits_are_bounded():
    assert min(lengths("late_commit", quiet_s=10, beyond_quiet=True, longest_s=3)) > 10


@pytest.mark.parametrize("kind", SPANS)
def test_max_seconds_bounds_every_wait(kind):
    assert max(lengths(kind, longest_s=1)) <= 1


def test_the_default_mix_has_nothing_that_a_client_cannot_tell():
    left_out = KINDS.keys() - WRITE_MIX.keys() - READ_MIX.keys()
    doubles = {"slow", "error_500_after_commit", "reset_after_commit", "hang_after_commit"}

    assert left_out - doubles == {
        "refuse",
        "duplicate_commit",
        "stale_reads",
        "renumbered_lines",
        "person",
    }


def test_a_storm_is_begun_watched_and_ended(api, order_body):
    body = {"Seed": 7, "WriteRate": 1, "Kinds": {"error_500": 2}, "Operations": ["hold_order"]}
    begun = api.post(STORM, body, status=201)
    api.post("/v1/orders", order_body(), status=201)
    api.post("/v1/orders/Hold", status=500, externalOrderId="1001")

    watched, ended = api.get(STORM), api.delete(STORM)

    after = api.get(STORM)
    assert begun["Storm"] == {
        **body,
        "WriteRate": 1.0,
        "ReadRate": 0.05,
        "Deadline": 30.0,
        "Quiet": 330.0,
        "MaxSeconds": None,
        "BeyondQuiet": False,
        "InARow": 2,
    }
    assert watched["Struck"] == ended["Struck"] == {"error_500": 1}
    assert (watched["Asked"], watched["Waiting"]) == (1, 0)
    assert (after["Storm"], after["Struck"]) == (None, {})
    assert api.post("/v1/orders/Hold", externalOrderId="1001")["OrderStatus"] == "OnHold"


def test_an_ordered_fault_comes_before_the_storm(api, order):
    api.post(STORM, {"Seed": 7, "WriteRate": 1, "Kinds": {"error_500": 1}}, status=201)
    api.post("/_sandbox/faults", {"Kind": "error_503"}, status=201)

    api.post("/v1/orders/Hold", status=503, externalOrderId="1001")

    assert api.get(STORM)["Asked"] == 0


def test_reset_ends_a_storm_that_was_ordered_and_begins_that_of_the_start_again(make_api):
    api = make_api(storm=Weather(seed=3, write_rate=0, read_rate=1, kinds={"error_500": 1.0}))
    api.get("/v1/orders", status=500)
    api.post(STORM, {"Seed": 9}, status=201)

    api.post("/_sandbox/reset")

    blowing = api.get(STORM)
    assert (blowing["Storm"]["Seed"], blowing["Asked"]) == (3, 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "Seed"),
        ({"Seed": 1, "WriteRate": 1.5}, "WriteRate"),
        ({"Seed": 1, "Kinds": {"meteor": 1}}, "Kinds"),
        ({"Seed": 1, "Kinds": {"html": 0}}, "Kinds"),
        ({"Seed": 1, "Kinds": {}}, "Kinds"),
        ({"Seed": 1, "Operations": ["hold_everything"]}, "Operations[0]"),
        ({"Seed": 1, "Colour": "red"}, "Colour"),
    ],
)
def test_a_storm_that_makes_no_sense_is_refused(api, body, field):
    refused = api.post(STORM, body, status=400)

    assert [error["Field"] for error in refused["Errors"]] == [field]
    assert api.get(STORM)["Storm"] is None
