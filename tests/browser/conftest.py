"""A real browser, one a test process, for whatever shows a page."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from orderlane.ports import Ports
from orderlane.stack import Stack

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # root may not use it, and containers have none; it opens pages of ours only
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
REMEDY = (
    "there is no browser: `apt-get install chromium`, or name one by ORDERLANE_BROWSER=/path; "
    "ORDERLANE_BROWSER=none leaves these tests out"
)


def found_browser() -> str | None:
    """Return the program that ORDERLANE_BROWSER names, or the first of NAMES on the PATH."""
    told = os.environ.get("ORDERLANE_BROWSER", "")
    if told:
        return told if Path(told).exists() else None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that the tests share; each opens a context of its own."""
    if os.environ.get("ORDERLANE_BROWSER") == "none":
        pytest.skip(
            "left out, as ORDERLANE_BROWSER=none asks: unset it to try the pages in a browser"
        )
    path = found_browser()
    if path is None:
        pytest.fail(REMEDY, pytrace=False)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of a fresh context; what its console calls an error fails the test."""
    contexts, errors = [], []

    def opened(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda err: errors.append(str(err)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The whole house with its desk; quiet times are short."""
    folder = tmp_path_factory.mktemp("house")
    with Stack(folder, Ports(), calls=1000, desk=True, concurrency=4) as running:
        yield running
