"""Flower in a real browser: a failed task is retried through the ledger, and its row goes on."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from orderlane.processes import wait_until
from orderlane.shop import ShopOrder
from orderlane.stack import Stack, answers
from tests.browser.desk_shop import Shop

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def shop(house: Stack) -> Iterator[Shop]:
    opened = Shop(house)
    yield opened
    opened.close()


@pytest.fixture
def login(house: Stack) -> tuple[str, str]:
    return "orderlane", house.demo.secret("flower-login").read_text()


@pytest.fixture
def flower(open_page: Open, login: tuple[str, str]) -> Page:
    return open_page(http_credentials={"username": login[0], "password": login[1]})


def event_of(shop: Shop, order: ShopOrder) -> str:
    return str(shop.views.lane(shop.lane(order))["parked"])


def shown_as(page: Page, state: str) -> None:
    """Wait until a task's page, loaded again and again, shows a state."""
    badge = page.locator(".badge", has_text=state)
    wait_until(lambda: bool(badge.count() or (page.reload() and badge.count())), 30, state)


def test_a_failed_task_is_retried_with_confirmation_and_seen_to_succeed_once(
    house: Stack, shop: Shop, flower: Page
):
    order = shop.parked()
    eid = event_of(shop, order)
    flower.goto(f"{house.flower_url}/task/{eid}")
    shown_as(flower, "FAILURE")
    box = flower.get_by_role("link", name="Black box").get_attribute("href")

    flower.get_by_role("button", name="Retry").click()
    dialog = flower.get_by_role("dialog")
    expect(dialog).to_contain_text(eid)
    flower.get_by_label("Why").fill("The OMS was wrong")
    dialog.get_by_role("button", name="Retry").click()
    expect(dialog).to_be_hidden()
    shown_as(flower, "SUCCESS")

    assert box == f"{house.desk_url}/events/{eid}"
    assert flower.get_by_role("button", name="Retry").count() == 0
    assert shop.creates(order) == 1
    retried = [one for one in shop.views.timeline(shop.lane(order)) if one["what"] == "retried"]
    assert [(one["who"], one["why"]) for one in retried] == [
        ("flower:orderlane", "The OMS was wrong")
    ]


def test_not_now_leaves_the_task_as_it_is(house: Stack, shop: Shop, flower: Page):
    order = shop.parked()
    flower.goto(f"{house.flower_url}/task/{event_of(shop, order)}")
    shown_as(flower, "FAILURE")

    flower.get_by_role("button", name="Retry").click()
    flower.get_by_role("button", name="Not now").click()

    expect(flower.get_by_role("dialog")).to_be_hidden()
    assert shop.state(order) == "parked"


def test_a_failed_row_of_the_list_has_its_retry_and_is_told_why_it_was_refused(
    house: Stack, shop: Shop, flower: Page, login: tuple[str, str]
):
    order = shop.parked()
    eid = event_of(shop, order)
    url = f"{house.flower_url}/tasks"
    flower.goto(url)
    button = flower.locator(f'[data-orderlane-retry="{eid}"]')
    wait_until(lambda: bool(button.count() or (flower.reload() and button.count())), 20, "the row")

    button.click()
    flower.get_by_role("dialog").get_by_role("button", name="Retry").click()
    shop.wait(order, "idle")

    assert shop.creates(order) == 1


def saved_at(folder: Path) -> float:
    """Return when the last part of the history was written (unix seconds), 0 when none was."""
    return max((part.stat().st_ctime for part in folder.glob("history.*")), default=0.0)


def test_the_history_survives_a_kill_of_flower(house: Stack, shop: Shop, login: tuple[str, str]):
    order = shop.parked()
    eid = event_of(shop, order)

    def row() -> dict[str, str]:
        url = f"{house.flower_url}/api/task/info/{eid}"
        answer = requests.get(url, auth=login, timeout=10)
        return json.loads(answer.text) if answer.ok else {}

    wait_until(lambda: row().get("state") == "FAILURE", 20, "the row")
    folder = house.folder / "flower"
    asked_at = time.time()
    wait_until(lambda: saved_at(folder) > asked_at, 25, "the history")
    pid = house.supervisor.pid("flower")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: house.supervisor.pid("flower") not in (pid, None), 20, "a new Flower")
    wait_until(lambda: answers(f"{house.flower_url}/healthcheck"), 30, "Flower")

    assert row().get("state") == "FAILURE"
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
