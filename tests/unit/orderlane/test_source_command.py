"""`orderlane source`: what is told of a delivery before a sender sends one."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.routes import ROUTES
from orderlane.cli import cli
from orderlane.source_asks import ASKS
from tests.unit.sources.conftest import FIXTURES
from tests.unit.sources.keys import SIGNED, options_text, secret_text
from worker.effects.table import TABLE


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    tables = ['[oms]\nurl = "http://127.0.0.1:9"\n[redis]\nurl = "redis://127.0.0.1:9/0"\n']
    for name in SIGNED:
        (tmp_path / name).write_text(secret_text(name))
        tables.append(
            f'[sources.{name}]\ndialect = "{name}"\nstore = "acme"\nsecrets = ["file:{tmp_path / name}"]\n'
            + options_text(name)
        )
    (tmp_path / "orderlane.toml").write_text("".join(tables))
    monkeypatch.setenv("ORDERLANE_CONFIG", str(tmp_path / "orderlane.toml"))
    monkeypatch.setenv("COLUMNS", "300")

    def called(*words: str, told: bytes = b"") -> Result:
        return CliRunner().invoke(cli, ["source", *words], input=told)

    return called


@pytest.mark.parametrize("name", SIGNED)
def test_a_delivery_of_each_dialect_is_followed_to_its_end(run, name: str) -> None:
    told = run("check", name, "--output", "json")

    steps = {step["step"]: step for step in json.loads(told.stdout)}
    assert told.exit_code == (0 if all(step["ok"] for step in steps.values()) else 1)
    assert steps["source"]["ok"]
    assert steps["seal"]["ok"]
    assert steps["envelope"]["ok"], steps
    assert "place" in steps
    assert all(step["ok"] or step["remedy"] for step in steps.values())


def test_a_storefronts_new_order_would_ask_for_its_create(run) -> None:
    steps = json.loads(run("check", "shopify", "--output", "json").stdout)

    assert [step["step"] for step in steps] == [
        "source",
        "seal",
        "envelope",
        "place",
        "payload",
        "OMS",
    ]
    assert "file:" in steps[1]["found"]
    assert "task orders.create, queue orders" in steps[3]["found"]
    assert "create_order" in steps[5]["found"]


@pytest.mark.parametrize(
    ("raw", "step", "said"),
    [
        (b'{"type": "order.held"', "envelope", "dialect"),
        (b'{"type": "nothing.here", "data": {}}', "place", "topic"),
        (b'{"type": "order.held", "data": {}}', "place", "no order"),
        (b'{"type": "order.held", "data": {"order": {"id": "7"}}}', "payload", "docs/events.md"),
    ],
    ids=["no JSON", "an unknown topic", "no order", "no reason"],
)
def test_what_fails_is_told_with_its_remedy(run, raw: bytes, step: str, said: str) -> None:
    told = run("check", "standard_webhooks", "--file", "-", "--output", "json", told=raw)

    last = json.loads(told.stdout)[-1]
    assert told.exit_code == 1
    assert (last["step"], last["ok"]) == (step, False)
    assert said in last["remedy"]


def test_of_a_thin_delivery_the_check_says_that_its_source_decides(run) -> None:
    thin = FIXTURES / "bigcommerce" / "store-order-created.json"

    last = json.loads(run("check", "bigcommerce", "--file", str(thin), "--output", "json").stdout)[
        -1
    ]

    assert (last["step"], last["ok"]) == ("payload", True)
    assert "asked for order" in last["found"]


@pytest.mark.parametrize(
    ("place", "said"),
    [("76733", "level_set, inventory.unplaced"), ("1", "2 of inventory.unplaced")],
)
def test_each_count_of_a_delivery_is_told(run, tmp_path: Path, place: str, said: str) -> None:
    with (tmp_path / "orderlane.toml").open("a") as config:
        config.write(f'[sources.shiphero.locations]\n"{place}" = "EAST"\n')
    counts = FIXTURES / "shiphero" / "Inventory Update.json"

    told = run(
        "check",
        "shiphero",
        "--topic",
        "Inventory Update",
        "--file",
        str(counts),
        "--output",
        "json",
    )

    steps = {step["step"]: step["found"] for step in json.loads(told.stdout)}
    assert said in steps["payload"]
    assert ("update_onhand_inventory" in steps["OMS"]) is (place == "76733")


def test_a_source_that_is_not_declared_is_named(run) -> None:
    told = run("check", "nobody")

    assert told.exit_code != 0
    assert "[sources.nobody]" in str(told.exception)


def test_a_secret_that_can_be_guessed_is_named(run, tmp_path: Path) -> None:
    (tmp_path / "shopify").write_text("changeme")

    told = run("check", "shopify")

    assert "[sources.shopify] has a secret" in str(told.exception)


def test_the_sources_are_listed(run) -> None:
    listed = json.loads(run("list", "--output", "json").stdout)

    assert [row["name"] for row in listed] == SIGNED
    assert secret_text("shopify") not in json.dumps(listed)


def test_the_vectors_are_held_against_the_dialects(run) -> None:
    told = run("test-vectors")

    assert told.exit_code == 0
    assert len(re.findall(r"\bfits\b", told.stdout)) >= len(SIGNED)


def test_a_vector_that_does_not_hold_ends_in_1(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def says_no(*_: object) -> str:
        return "the seal does not hold"

    monkeypatch.setattr("sources.vectors.judge", says_no)

    assert run("test-vectors").exit_code == 1


def test_each_task_is_said_to_ask_for_operations_that_exist() -> None:
    assert ASKS.keys() == {route.task for route in ROUTES.values()}
    assert {name for names in ASKS.values() for name in names} == TABLE.keys()
