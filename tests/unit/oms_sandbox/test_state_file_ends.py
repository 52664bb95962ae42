"""A state file after a kill, in two hands at once, damaged, or none at all."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

import oms_sandbox
from oms_sandbox.__main__ import main
from oms_sandbox.saving.pickling import loads
from oms_sandbox.saving.saving import Keeper
from oms_sandbox.saving.store import CannotKeep, Store

KEY = {"Ocp-Apim-Subscription-Key": "sandbox-key"}
COMMAND = [sys.executable, "-m", "oms_sandbox", "--port", "0", "--rate-limit", "off", "--state"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "oms.sqlite"


def writing(url: str, stop: threading.Event, answered: list[str], thread: int) -> None:
    """Create orders and hold them until the sandbox dies; note each order whose hold was answered."""
    with requests.Session() as session:
        session.headers.update(KEY)
        number = 0
        while not stop.is_set():
            number += 1
            name = f"{thread}-{number}"
            body = {
                "ExternalOrderId": name,
                "ExternalCustomerId": f"C-{thread}",
                "CurrencyCode": "USD",
                "ShippingAddress": {"AddressLine1": "1", "City": "Reno", "CountryCode": "US"},
                "LineItems": [{"Sku": "A", "Quantity": 1, "UnitPrice": 1}],
            }
            try:
                session.post(f"{url}/v1/orders", json=body, timeout=10).raise_for_status()
                hold = f"{url}/v1/orders/Hold?externalOrderId={name}"
                session.post(hold, timeout=10).raise_for_status()
            except requests.ConnectionError:
                return
            answered.append(name)


@contextmanager
def process(file: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [*COMMAND, str(file), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running, running.stdout.readline().split()[-1]
        finally:
            running.kill()


def test_no_answered_write_is_lost_when_the_process_is_killed(file, tmp_path):
    journal = tmp_path / "commits.jsonl"
    answered: list[str] = []
    for _ in range(2):
        with process(file, "--journal", str(journal)) as (sandbox, url):
            stop, before = threading.Event(), len(answered)
            first = 4 * before
            threads = [
                threading.Thread(target=writing, args=(url, stop, answered, first + one))
                for one in range(4)
            ]
            for thread in threads:
                thread.start()
            while len(answered) < before + 25:
                threads[0].join(0.01)
            sandbox.send_signal(signal.SIGKILL)
            stop.set()
            for thread in threads:
                thread.join()

    with process(file, "--journal", str(journal)) as (_, url), requests.Session() as session:
        session.headers.update(KEY)
        statuses = {
            name: session.get(f"{url}/v1/orders/Status?ExternalOrderId={name}", timeout=10).json()
            for name in answered
        }
        commits = session.get(f"{url}/_sandbox/journal", timeout=10).json()["Commits"]
        lines = [json.loads(line) for line in journal.read_text().splitlines()]

    assert {one["OrderStatus"] for one in statuses.values()} == {"OnHold"}
    held = {one["ExternalOrderId"] for one in commits if one["Operation"] == "hold_order"}
    assert held >= set(answered)
    assert [one["Index"] for one in commits] == list(range(1, len(commits) + 1))
    assert lines == commits


def test_running_takes_the_file_by_name(file):
    with oms_sandbox.running(state=file) as sandbox:
        body = {"ExternalCustomerId": "C-1"}
        requests.post(f"{sandbox.url}/v1/customers", json=body, headers=KEY, timeout=10)
    with oms_sandbox.running(state=file) as sandbox:
        path = f"{sandbox.url}/v1/customers?ExternalCustomerId=C-1"
        found = requests.get(path, headers=KEY, timeout=10).json()["Items"]

    assert len(found) == 1


def test_a_second_sandbox_on_the_same_file_is_told_so(file, capsys):
    with oms_sandbox.running(state=file):
        status = main(["--port", "0", "--state", str(file)])

    said = capsys.readouterr().err
    assert (status, said.count("\n")) == (2, 1)
    assert str(file) in said
    assert "locked" in said
    assert "--state" in said


def test_what_is_no_state_file_is_left_alone(tmp_path):
    text, other = tmp_path / "text", tmp_path / "other.sqlite"
    text.write_text("a diary, and no database at all\n" * 9)
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE diary (line)")
    database.close()

    for file in (text, other, tmp_path / "no" / "file"):
        with pytest.raises(CannotKeep, match=str(file)):
            Store(file)

    assert text.read_text().startswith("a diary")


def test_a_pickle_that_would_run_a_command_is_not_read(tmp_path):
    made = tmp_path / "made"
    attack = f"cos\nsystem\n(S'touch {made}'\ntR.".encode()

    with pytest.raises(Exception, match=r"os\.system is not expected"):
        loads(attack)

    assert not made.exists()


def test_a_damaged_state_file_is_told_in_one_line(file, capsys):
    with oms_sandbox.running(state=file) as sandbox:
        body = {"ExternalCustomerId": "C-1"}
        requests.post(f"{sandbox.url}/v1/customers", json=body, headers=KEY, timeout=10)
    for damage in (b"coms_sandbox.entities\nNoSuchClass\n.", b"\x80\x05."):
        with sqlite3.connect(file) as database:
            database.execute("UPDATE objects SET content = ?", (damage,))
        database.close()
        status = main(["--port", "0", "--state", str(file)])

        said = capsys.readouterr().err
        assert (status, said.count("\n")) == (2, 1)
        assert str(file) in said
    with pytest.raises(CannotKeep, match="cannot keep the state"):
        Keeper(file)
