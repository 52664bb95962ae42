"""A storm over a real socket: repeatable, survivable, and every commit on the disk in time."""

import json
import threading
import time
from pathlib import Path

import pytest
import requests

from tests.integration.adversary_rig import Adversary, adversary
from tests.integration.sandbox_rig import KEY, order

DEADLINE_S = 0.3
QUIET_S = 1.5
LONGEST_S = 0.8  # leaves room within QUIET_S for a busy machine
POLL_S = 0.05
NAMES = [str(number) for number in range(16)]


def create(url: str, name: str) -> int:
    """Create an order over a connection of its own; 0 when the answer is worth nothing."""
    try:
        answer = requests.post(
            f"{url}/v1/orders", json=order(name), headers=KEY, timeout=DEADLINE_S, stream=True
        )
        return answer.status_code if _body(answer).get("ExternalOrderId") == name else 0
    except (requests.RequestException, ValueError):
        return 0


def found(url: str, name: str) -> bool | None:
    """Look an order up; None when the answer is worth nothing."""
    try:
        answer = requests.get(
            f"{url}/v1/orders",
            params={"ExternalOrderId": name},
            headers=KEY,
            timeout=DEADLINE_S,
            stream=True,
        )
        body = _body(answer)
    except (requests.RequestException, ValueError):
        return None
    known = {(200, name): True, (404, None): False}
    return known.get((answer.status_code, body.get("ExternalOrderId")))


def _body(answer: requests.Response) -> dict:
    """Read a body within the deadline; raises ValueError over it, or without an object."""
    content, ends = b"", time.monotonic() + DEADLINE_S
    with answer:
        for chunk in answer.iter_content(4096):
            content += chunk
            if time.monotonic() > ends or len(content) > 2**20:
                raise ValueError("a deadline or a bound was passed")
    body = json.loads(content)
    if not isinstance(body, dict):
        raise ValueError("no object")
    return body


def make_sure(url: str, name: str) -> None:
    """Create an order once, by the rule: in doubt look; undone only if absent after Q."""
    while True:
        sent = time.monotonic()
        if create(url, name) == 201 or turns_up(url, name, sent + QUIET_S):
            return


def turns_up(url: str, name: str, until: float) -> bool:
    """Look until it is there, or not there when looked for after that instant."""
    while True:
        asked_at, there = time.monotonic(), found(url, name)
        if there or (there is False and asked_at > until):
            return there
        threading.Event().wait(POLL_S)


def hurry(url: str, name: str) -> None:
    """Create an order again and again until one answer is good: no quiet time."""
    while create(url, name) != 201:
        pass


def each(url: str, deed: object) -> None:
    threads = [threading.Thread(target=deed, args=(url, name)) for name in NAMES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def settle(oms: Adversary) -> None:
    """Wait until nothing is held up any more."""
    while oms.get("/_sandbox/storm")["Waiting"]:
        threading.Event().wait(POLL_S)


def begin(oms: Adversary, **fields: object) -> None:
    timing = {"Deadline": DEADLINE_S, "Quiet": QUIET_S, "MaxSeconds": LONGEST_S, "Seed": 11}
    oms.storm(**timing, **{"WriteRate": 0.6, "ReadRate": 0.1, **fields})


def names(oms: Adversary) -> list[str]:
    return sorted(one["ExternalOrderId"] for one in oms.commits())


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "commits.jsonl"


@pytest.fixture
def oms(journal):
    with adversary(accept_duplicates=True, journal=journal) as oms:
        yield oms


def test_a_client_with_a_quiet_time_gets_through_the_default_mix_without_a_double(oms):
    begin(oms)

    each(oms.url, make_sure)

    struck = oms.get("/_sandbox/storm")["Struck"]
    settle(oms)
    assert sum(struck.values()) > 10
    assert names(oms) == sorted(NAMES)


def test_a_client_without_one_doubles_orders(oms):
    begin(oms)

    each(oms.url, hurry)

    settle(oms)
    assert set(names(oms)) == set(NAMES)
    assert len(names(oms)) > len(NAMES)


def test_beyond_quiet_the_careful_client_too_is_doubled_and_the_journal_shows_it(oms):
    begin(oms, Kinds={"late_commit": 1}, BeyondQuiet=True)

    each(oms.url, make_sure)

    settle(oms)
    late = [one for one in oms.commits() if one["CommittedAt"] - one["ReceivedAt"] > QUIET_S]
    assert late
    assert len(names(oms)) > len(set(names(oms))) == len(NAMES)


def test_the_same_seed_and_requests_give_the_same_journal_and_counts(oms):
    runs = []
    for _ in range(2):
        oms.call("POST", "/_sandbox/reset")
        begin(oms, Kinds={"error_500": 2, "reset": 2, "cut_json": 1, "duplicate_commit": 1})
        each(oms.url, create)
        told = oms.get("/_sandbox/storm")
        runs.append((names(oms), told["Points"], told["Asked"]))

    assert runs[0] == runs[1]
    assert len(runs[0][1]) == 4


def test_each_answered_commit_is_on_the_disk_and_each_line_once_whatever_comes_at_once(
    oms, journal
):
    begin(oms, Kinds={"duplicate_commit": 3, "late_commit": 1, "person": 4, "delay": 1})
    missing: list[str] = []

    def work(url: str, name: str) -> None:
        if create(url, name) == 201 and f'"ExternalOrderId": "{name}"' not in journal.read_text():
            missing.append(name)
        with requests.post(
            f"{url}/v1/orders/Hold", params={"externalOrderId": name}, headers=KEY, timeout=20
        ):
            pass

    each(oms.url, work)
    settle(oms)

    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    kinds = oms.get("/_sandbox/storm")["Struck"]
    assert missing == []
    assert lines == oms.commits()
    assert [one["Index"] for one in lines] == list(range(1, len(lines) + 1))
    assert [one["CommittedAt"] for one in lines] == sorted(one["CommittedAt"] for one in lines)
    assert kinds.keys() == {"duplicate_commit", "late_commit", "person", "delay"}
    assert {one.get("By") for one in lines} == {None, "person"}
    doubled = [one for one in lines if one["Operation"] == "create_order"]
    assert len(doubled) > len({one["TraceID"] for one in doubled}) == len(NAMES)
