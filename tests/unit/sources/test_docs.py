"""The tables of docs/sources.md are those of the code."""

import re

import pytest

from config.routes import ROUTES
from sources.order_states import MEANINGS
from sources.registry import DIALECTS
from tests.unit.sources.keys import SIGNED, key_of
from tests.unit.sources.page import PAGE, parts, tables

IN_THE_BODY = (
    "woocommerce",
    "extensiv",
    "easypost",
    "aftership",
    "shippo",
    "shipstation",
    "adobe_events",
    "adobe_commerce",
)
"""The dialects whose identity no header tells."""


def test_the_tables_are_those_that_the_command_prints() -> None:
    assert parts(PAGE.read_text("utf-8")) == tables(), "run python -m tests.unit.sources.page"


@pytest.mark.parametrize("name", SIGNED)
def test_what_a_dialect_says_of_its_seal_is_so(name: str) -> None:
    said = DIALECTS[name].about
    key = key_of(name, b"k" * 32)
    sealed = DIALECTS[name].seal(b"{}", key, topic="a/b", identity="msg_1", now=1e9)
    identity = re.findall(r"`([^`]+)`", said.identity)[0]

    assert said.signature.strip("`") in sealed
    assert sealed.get(identity) == "msg_1" or name in IN_THE_BODY


STATES = [name for name, dialect in DIALECTS.items() if dialect.statuses]


@pytest.mark.parametrize("name", STATES)
def test_what_a_dialect_says_of_what_it_derives_is_so(name: str) -> None:
    told = " ".join(events for _, events in DIALECTS[name].about.derived)

    assert set(re.findall(r"`([a-z_.]+)`", told)) <= set(ROUTES)
    assert set(DIALECTS[name].statuses.values()) <= set(MEANINGS)
