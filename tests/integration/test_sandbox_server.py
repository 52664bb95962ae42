"""The sandbox as a server: many clients at once, the journal's file, connections, its end."""

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

import oms_sandbox
from tests.integration.sandbox_rig import FOREVER_S, KEY, PATIENCE_S, Oms, connected, order


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "commits.jsonl"


@pytest.fixture
def oms(journal: Path) -> Iterator[Oms]:
    settings = {"keys": ("test-key",), "journal": journal, "rate_limit": None}
    with oms_sandbox.running(**settings) as sandbox, connected(sandbox.url) as oms:
        yield oms


def test_writes_from_many_threads_are_journalled_in_one_order_on_the_disk(oms, journal):
    names = [str(number) for number in range(24)]

    def create(part: list[str]) -> None:
        with connected(oms.url) as other:
            for name in part:
                other.create(name)

    threads = [threading.Thread(target=create, args=(names[at::8],)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    commits = oms.commits()
    assert [one["Index"] for one in commits] == list(range(1, 25))
    assert sorted(one["ExternalOrderId"] for one in commits) == sorted(names)
    assert [one["CommittedAt"] for one in commits] == sorted(one["CommittedAt"] for one in commits)
    assert [json.loads(line) for line in journal.read_text().splitlines()] == commits


def test_of_many_threads_creating_one_order_one_succeeds(oms):
    statuses: list[int] = []

    def create() -> None:
        with connected(oms.url) as other:
            statuses.append(other.create().status_code)

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [201] + [409] * 7
    assert len(oms.commits()) == 1


def test_reset_empties_the_file_and_starts_the_index_again(oms, journal):
    oms.create()
    oms.session.post(f"{oms.url}/_sandbox/reset", timeout=PATIENCE_S)

    assert journal.read_text() == ""
    assert oms.create().status_code == 201
    assert json.loads(journal.read_text())["Index"] == 1


def test_one_connection_carries_many_calls_read_or_not(oms):
    address = urlsplit(oms.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=PATIENCE_S)
    connection.connect()
    client = connection.sock
    statuses = []
    for headers in ({}, KEY, KEY):
        connection.request("POST", "/v1/orders", json.dumps(order("1001")), headers)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)
    same = connection.sock is client
    connection.close()

    assert statuses == [401, 201, 409]
    assert same


def test_a_chunked_body_is_read_whole(oms):
    chunks = iter([b'{"ExternalOrderId": "10', b'01"}'])
    oms.create("other")

    answer = oms.session.post(f"{oms.url}/v1/orders/Search", data=chunks, timeout=PATIENCE_S)

    assert answer.json()["Items"] == []


def test_stopping_ends_waits_and_hangs_up_on_idle_clients():
    with requests.Session() as session:
        session.headers.update(KEY)
        with oms_sandbox.running(keys=("test-key",)) as sandbox:
            oms = Oms(sandbox.url, session)
            oms.fault("hang_after_commit", Seconds=FOREVER_S, ExternalOrderId="stuck")
            with pytest.raises(requests.ReadTimeout):
                oms.create("stuck", timeout=0.1)
            oms.create("idle")

        with pytest.raises(requests.ConnectionError):
            oms.create("late")


def test_a_taken_port_is_told_with_its_number():
    with oms_sandbox.running() as sandbox:
        port = urlsplit(sandbox.url).port

        with (
            pytest.raises(oms_sandbox.CannotListen, match=str(port)),
            oms_sandbox.running(port=port),
        ):
            pass
