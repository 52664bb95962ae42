"""Historic orders through the real parts: command, Redis, worker, sandbox; a kill in between."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.connection import connect
from ledger.views import Views
from oms_client import OmsClient
from orderlane.demo import EVENTS, STORE
from orderlane.ports import Ports
from orderlane.processes import wait_until
from orderlane.send import Sender
from orderlane.stack import Stack
from tests.unit.imports.orders import at, line, order

ROWS = 300
WRONG = (7, 150, 299)
SEED = 20


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    with Stack(folder, Ports(), calls=100_000, flower=False) as running:
        yield running


def command(stack: Stack, file: Path, *words: str) -> "subprocess.Popen[str]":
    argv = [sys.executable, "-m", "orderlane", "import", str(file), "--store", STORE]
    return subprocess.Popen(
        [*argv, "--output", "json", *words],
        env={**os.environ, **stack.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def imported(stack: Stack, file: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Run an import to its end; return its exit status and what it told."""
    process = command(stack, file, *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode in (0, 1), err
    return process.returncode, json.loads(out)


def commits(stack: Stack) -> Counter[str]:
    """Count the imports in the OMS's journal by order: the only truth."""
    entries = [json.loads(text) for text in stack.journal.read_text().splitlines()]
    return Counter(
        one["ExternalOrderId"] for one in entries if one.get("Operation") == "import_order"
    )


def history(file: Path, first: str) -> set[str]:
    """Write orders of which some do not fit; return the ids of the others."""
    rows = [order(externalOrderID=f"{first}{number}") for number in range(1, ROWS + 1)]
    for number in WRONG:
        rows[number - 1]["currency"] = "DOLLAR"
    file.write_bytes(b"".join(map(line, rows)))
    return {row["externalOrderID"] for row in rows if row["currency"] == "USD"}


def test_a_killed_import_goes_on_and_each_order_is_in_the_oms_once(stack: Stack, tmp_path: Path):
    file, killed_at = tmp_path / "orders.jsonl", random.Random(SEED).randint(20, 200)
    wanted = history(file, "K-")

    process = command(stack, file, "--rate", "150")
    wait_until(lambda: len(commits(stack)) >= killed_at, 60, "the orders before the kill")
    process.kill()
    process.communicate()
    seen = len(commits(stack))
    status, told = imported(stack, file, "--resume")

    rejects = list(map(json.loads, (tmp_path / "orders.rejects.jsonl").read_text().splitlines()))
    assert seen < len(wanted)
    assert commits(stack) == Counter(wanted)
    assert status == 1
    assert (told["rows"], told["refused"], told["outcomes"]["done"]) == (300, 3, 297)
    assert told["totals"] == {"2024-01-31|SHIPPED|USD": [297, 297 * 2500]}
    assert [(one["_line"], one["_errors"][0]["path"]) for one in rejects] == [
        (number, "currency") for number in WRONG
    ]
    assert not file.with_name("orders.jsonl.progress").exists()


def test_refused_rows_are_corrected_and_fed_again(stack: Stack, tmp_path: Path):
    file = tmp_path / "orders.jsonl"
    wrong = at("currency", "DOLLAR") | {"externalOrderID": "R-2"}
    file.write_bytes(line(order(externalOrderID="R-1")) + line(wrong))
    imported(stack, file)
    rejects = tmp_path / "orders.rejects.jsonl"
    rejects.write_text(rejects.read_text().replace("DOLLAR", "EUR"))

    status, told = imported(stack, rejects)

    assert (status, told["refused"], told["outcomes"]["done"]) == (0, 0, 1)
    assert (commits(stack)["R-1"], commits(stack)["R-2"]) == (1, 1)
    assert not (tmp_path / "orders.rejects.rejects.jsonl").exists()


def test_the_same_file_again_changes_nothing_and_another_content_waits_for_a_person(
    stack: Stack, tmp_path: Path
):
    file = tmp_path / "orders.csv"
    columns = "externalOrderID,manufacturerID,catalogID,currency,customer.firstName,shippingMethod.shippingType"
    address = ",".join(
        f"{where}.{name}"
        for where in ("shippingAddress", "orderPayments.0.paymentMethod.billingAddress")
        for name in ("addressLine1", "city", "countryCode")
    )
    item = "orderItems.0.product.partNumber,orderItems.0.product.name,orderItems.0.itemSpecifics.actualPrice,orderItems.0.itemSpecifics.quantity"
    header = f"{columns},{address},orderPayments.0.authAmount,customerIP,orderStatus,{item}"
    row = "S-1,1,0,USD,Ana,std,1 Rue,Q,CA,1 Rue,Q,CA,{price},203.0.113.7,CANCELLED,P1,Mug,{price},1"
    more = "S-1,,,,,,,,,,,,,,,P2,Cap,3.00,2"
    file.write_text(f"{header}\n{row.format(price='2.50')}\n{more}\n")

    first = imported(stack, file)
    again = imported(stack, file)
    file.write_text(f"{header}\n{row.format(price='9.99')}\n{more}\n")
    other = imported(stack, file)

    assert first == (0, {**first[1], "rows": 1, "outcomes": {"new": 1, "done": 1}})
    assert again[1]["outcomes"] == {"known before": 1, "done": 1}
    assert (other[0], other[1]["refused"]) == (1, 1)
    assert "another content" in file.with_name("orders.rejects.csv").read_text()
    assert commits(stack)["S-1"] == 1


def test_an_order_that_the_oms_has_is_never_doubled(stack: Stack, tmp_path: Path):
    settings = stack.settings
    oms = OmsClient(settings.oms_url, settings.oms_key.value)
    for name, price in (("L-1", 12.5), ("L-2", 1)):
        oms.order_orchestration.import_order(
            body={
                "ExternalOrderId": name,
                "ExternalCustomerId": "c",
                "CurrencyCode": "USD",
                "OrderStatus": "Completed",
                "ShippingAddress": {"AddressLine1": "1 Rue", "City": "Q", "CountryCode": "CA"},
                "LineItems": [{"Sku": "0123456", "Quantity": 2, "UnitPrice": price}],
            }
        )
    oms.close()
    file = tmp_path / "orders.jsonl"
    file.write_bytes(b"".join(line(order(externalOrderID=name)) for name in ("L-1", "L-2")))

    status, told = imported(stack, file)

    client = connect(settings.redis_url)
    parked = {event.lane: event.reason for event in Views(client).parked(STORE)}
    client.close()
    assert (status, told["outcomes"]) == (1, {"new": 2, "done": 1, "parked": 1})
    assert parked[f"{STORE}/order:L-2"] == "OTHER_CONTENT"
    assert (commits(stack)["L-1"], commits(stack)["L-2"]) == (1, 1)


def test_a_dry_run_touches_neither_ledger_nor_oms(stack: Stack, tmp_path: Path):
    file = tmp_path / "orders.jsonl"
    file.write_bytes(line(order(externalOrderID="D-1")) + line(at("orderStatus", ...)))

    process = command(stack, file, "--dry-run")
    told = json.loads(process.communicate(timeout=60)[0])

    assert (process.returncode, told["rows"], told["refused"]) == (1, 2, 1)
    assert commits(stack)["D-1"] == 0


def test_a_cancel_that_came_before_its_order_follows_the_import(stack: Stack, tmp_path: Path):
    sender = Sender(stack.settings, stack.receiver_url)
    data = {"order": {"id": "W-1"}, "reason": "customer"}
    cancelled = {"type": "order.cancelled", "timestamp": "2026-11-20T12:00:00Z", "data": data}
    sender.send(EVENTS, "order.cancelled", cancelled)
    sender.close()
    client = connect(stack.settings.redis_url)
    views, lane = Views(client), f"{STORE}/order:W-1"
    wait_until(lambda: views.lane(lane).get("reason") == "NO_CREATE", 20, "the cancel's wait")
    file = tmp_path / "orders.jsonl"
    file.write_bytes(line(order(externalOrderID="W-1", orderStatus="READY")))

    status, told = imported(stack, file)
    wait_until(lambda: not views.queue(lane), 20, "the cancel")

    applied = [one["operation"] for one in views.timeline(lane) if one["what"] == "intent"]
    client.close()
    assert (status, told["outcomes"]) == (0, {"new": 1, "done": 1})
    assert applied == ["import_order", "cancel_order"]
