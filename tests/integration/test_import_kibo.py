"""Historic orders to Kibo through the real parts: command, Redis, worker, Kibo's side of the sandbox."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.connection import connect
from ledger.records import DONE, PARKED
from ledger.views import Views
from oms_client.kibo import KiboClient
from orderlane.demo import STORE
from orderlane.ports import Ports
from orderlane.stack import Stack
from tests.integration.lane_rig import Calls, Lane
from tests.unit.imports.orders import at, line, order

KEY, SECRET = "kibo-key", "kibo-secret"
IMPORT = "import_historic_order"


class KiboStack(Stack):
    """The stack whose sandbox is Kibo, too."""

    @property
    def environ(self) -> dict[str, str]:
        return {
            **super().environ,
            "ORDERLANE_KIBO_URL": self.oms_url,
            "ORDERLANE_KIBO_AUTH_URL": self.oms_url,
            "ORDERLANE_KIBO_KEY": KEY,
            "ORDERLANE_KIBO_SECRET": SECRET,
        }


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    with KiboStack(folder, Ports(), calls=100_000, flower=False) as running:
        yield running


def imported(stack: Stack, file: Path) -> tuple[int, dict[str, Any]]:
    argv = [sys.executable, "-m", "orderlane", "import", str(file), "--target", "kibo"]
    done = subprocess.run(
        [*argv, "--store", STORE, "--output", "json"],
        env={**os.environ, **stack.environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)


def commits(stack: Stack) -> Counter[str]:
    """Count the imports in the sandbox's journal by order: the only truth."""
    entries = [json.loads(text) for text in stack.journal.read_text().splitlines()]
    return Counter(one["ExternalOrderId"] for one in entries if one.get("Operation") == IMPORT)


def test_each_order_is_in_kibo_once_however_often_it_is_imported(stack: Stack, tmp_path: Path):
    names = [f"K-{number}" for number in range(20)]
    file = tmp_path / "orders.jsonl"
    file.write_bytes(b"".join(line(order(externalOrderID=name)) for name in names))

    first, again = imported(stack, file), imported(stack, file)

    assert (first[0], first[1]["outcomes"]) == (0, {"new": 20, "done": 20})
    assert again[1]["outcomes"] == {"known before": 20, "done": 20}
    assert {name: commits(stack)[name] for name in names} == dict.fromkeys(names, 1)


@pytest.mark.parametrize(
    "crash",
    [{"crash_before": 1}, {"crash_after": 1}, {"crash_before": 2}, {"crash_after": 2}],
    ids=["before the look", "after it", "before the import", "after it, unheard"],
)
def test_a_worker_that_dies_at_a_call_leaves_one_order(lane: Lane, crash: dict[str, int]):
    calls = Calls(**crash)
    lane.kibo = KiboClient(lane.sandbox.url, lane.sandbox.url, KEY, SECRET, hooks=calls.hooks)
    body = {**order(externalOrderID=lane.order), "locale": "en-US", "sendEmail": False}

    ending = lane.turns(lane.deliver(), lane.perform("import_kibo_order", {"body": body}))
    lane.kibo.close()

    assert ending == (DONE, "")
    assert lane.sandbox.commits() == {IMPORT: 1}


def test_without_an_account_the_order_waits_for_a_person(lane: Lane):
    ask = {"body": order(externalOrderID=lane.order)}

    ending = lane.turns(lane.deliver(), lane.perform("import_kibo_order", ask))

    assert ending == (PARKED, "NO_KIBO_ACCOUNT")


def test_what_kibo_has_is_never_doubled(stack: Stack, tmp_path: Path):
    kibo = KiboClient(stack.oms_url, stack.oms_url, KEY, SECRET)
    told = {"locale": "en-US", "sendEmail": False}
    price = "orderItems.0.itemSpecifics.actualPrice"
    for name, there in {
        "L-1": order(),
        "L-2": at(price, 1.0),
        "L-3": order(orderStatus="CANCELLED"),
    }.items():
        kibo.import_order({**there, **told, "externalOrderID": name})
    kibo.close()
    file = tmp_path / "orders.jsonl"
    names = ("L-1", "L-2", "L-3")
    file.write_bytes(b"".join(line(order(externalOrderID=name)) for name in names))

    status, ended = imported(stack, file)

    client = connect(stack.settings.redis_url)
    parked = {event.lane[-3:]: event.reason for event in Views(client).parked(STORE)}
    client.close()
    assert (status, ended["outcomes"]["done"], ended["outcomes"]["parked"]) == (1, 1, 2)
    assert parked == {"L-2": "OTHER_CONTENT", "L-3": "OTHER_STATUS"}
    assert {name: commits(stack)[name] for name in names} == dict.fromkeys(names, 1)


def test_kibo_keeps_other_characters_as_entities(stack: Stack, tmp_path: Path):
    file = tmp_path / "orders.jsonl"
    file.write_bytes(line(order(externalOrderID="E-1", orderComment="Zoë 😀 5 €")))

    status, _ = imported(stack, file)

    kibo = KiboClient(stack.oms_url, stack.oms_url, KEY, SECRET)
    (found,) = kibo.orders(external_order_id="E-1", manufacturer_id=1)
    kibo.close()
    assert (status, found["orderComment"]) == (0, "Zoë &#128512; 5 &#8364;")
