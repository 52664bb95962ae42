"""The desk's commands: what a filter names is shown, asked for, and done one by one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orderlane.cli import cli
from orderlane.embedded import EmbeddedRedis
from tests.integration.desk_house import CANARIES, House, house_of

WHY = ("--why", "a test")
SETTINGS = """
[redis]
url = "{redis}"
[oms]
url = "http://127.0.0.1:9"
key = "env:KEY"
[sources.shop]
dialect = "standard_webhooks"
store = "{store}"
secrets = ["env:SECRET"]
[stores.{store}]
external_order_id = "{{store}}-{{id}}"
"""


@dataclass
class Desk:
    """A house whose settings the command line reads."""

    house: House

    def run(self, *words: str, said: str = "") -> Result:
        return CliRunner().invoke(cli, list(words), input=said, catch_exceptions=False)

    def json(self, *words: str) -> Any:
        done = self.run(*words, "--output", "json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def state(self, eid: str) -> str:
        return str(self.house.book.views.event(eid)["state"])


@pytest.fixture
def desk(
    state_redis: EmbeddedRedis, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    settings = tmp_path / "orderlane.toml"
    settings.write_text(SETTINGS.format(redis=state_redis.url, store=store))
    monkeypatch.setenv("ORDERLANE_CONFIG", str(settings))
    monkeypatch.setenv("KEY", "a-key")
    monkeypatch.setenv("SECRET", "whsec_ay0xWnCef3M4ZTg0MTBzTDBhYVc0bmNmUjZ0ay0x")
    with house_of(state_redis, "http://127.0.0.1:9", store) as house:
        yield Desk(house)


@pytest.fixture
def parked(desk: Desk) -> str:
    eid = desk.house.deliver("order.created")
    desk.house.park(eid)
    return eid


def test_one_command_tells_why_an_order_waits_and_what_moves_it(desk: Desk, parked: str):
    told = desk.run("order", "show", "1").stdout

    assert "Parked (REFUSED_ODD), because the OMS refused it for good" in told
    assert "delivered" in told
    assert desk.json("order", "show", "1")["waiting"][0]["event"] == parked


def test_an_export_is_one_file_without_a_person(desk: Desk, parked: str, tmp_path: Path):
    target = tmp_path / "for-support.json"
    desk.run("order", "export", "1", "--file", str(target))

    told = json.loads(target.read_text())
    assert told["order"] == desk.house.external
    assert [canary for canary in CANARIES if canary in target.read_text()] == []


def test_parked_events_are_listed_by_filter_and_page(desk: Desk, parked: str):
    (listed,) = desk.json("parked", "--reason", "REFUSED_ODD", "--since", "1h")

    assert (listed["event_id"], listed["source"]) == (parked, "shop")
    assert desk.json("parked", "--after", listed["cursor"]) == []


def test_a_dry_run_shows_and_does_nothing(desk: Desk, parked: str):
    done = desk.run("skip", "--reason", "REFUSED_ODD", "--dry-run", *WHY)

    assert "1 parked" in done.output
    assert desk.state(parked) == "parked"


@pytest.mark.parametrize(("said", "state"), [("n\n", "parked"), ("y\n", "skipped")])
def test_a_filter_asks_before_it_is_carried_out(desk: Desk, parked: str, said, state):
    desk.run("skip", "--reason", "REFUSED_ODD", *WHY, said=said)

    assert desk.state(parked) == state


def test_yes_is_for_those_who_cannot_be_asked(desk: Desk, parked: str):
    done = desk.run("skip", "--source", "shop", "--yes", *WHY)

    assert done.exit_code == 0
    assert desk.state(parked) == "skipped"


def test_nothing_named_is_not_everything(desk: Desk, parked: str):
    done = desk.run("skip", "--yes", *WHY)

    assert done.exit_code == 2
    assert desk.state(parked) == "parked"


def test_one_that_is_refused_ends_with_one(desk: Desk, parked: str):
    waiting = desk.house.deliver("order.cancelled")
    done = desk.run("skip", parked, waiting, *WHY)

    assert done.exit_code == 1
    assert "1 of 2 done" in done.output
    assert f"not done: {waiting}" in done.output


def test_an_unverified_mark_done_warns(desk: Desk, parked: str):
    done = desk.run("mark-done", parked, "--unverified", *WHY)

    assert "the OMS is not read" in done.stderr
    assert desk.state(parked) == "done"


def test_a_mark_done_without_an_oms_is_refused(desk: Desk, parked: str):
    done = desk.run("mark-done", parked, *WHY)

    assert done.exit_code == 1
    assert "the OMS could not be read" in done.output
    assert desk.state(parked) == "parked"


def test_an_order_is_dropped_by_its_name(desk: Desk, parked: str):
    desk.run("drop", "1", *WHY)

    assert desk.state(parked) == "skipped"
    assert desk.house.book.views.lane(desk.house.lane)["tombstone"] == "1"


def test_an_order_is_paused_shown_and_resumed(desk: Desk, parked: str):
    desk.run("pause", "1", *WHY)
    assert [one["subject"] for one in desk.json("paused")] == [desk.house.lane]

    desk.run("resume", "1", *WHY)
    assert desk.json("paused") == []


def test_the_audit_log_tells_who_and_why(desk: Desk, parked: str):
    desk.run("retry", parked, "--who", "rita", *WHY)

    newest = desk.json("audit", "--limit", "1")[0]
    assert (newest["who"], newest["verb"], newest["why"]) == ("rita", "retry", "a test")
