"""Log lines: one a fact, nothing personal, nothing that forges another."""

import json
import logging
import sys

import pytest

from config.logs import JsonLines, TextLines, log_config
from events.envelope import Unreadable

CANARY = "rita.canary@example.com"


def record(message: str, *args: object, failure: bool = False, **extra: object):
    info = sys.exc_info() if failure else None
    made = logging.LogRecord("worker.journal", logging.INFO, __file__, 1, message, args, info)
    vars(made).update(extra)
    return made


def test_a_line_is_one_json_object_with_what_it_is_about():
    facts = {"event": "17-a", "task": "orders.create", "order": "acme/order:1", "attempt": 2}

    line = JsonLines().format(record("event %s done", "17-a", **facts, state="done", reason=""))

    told = json.loads(line)
    assert facts.items() <= told.items()
    assert told["level"] == "info"
    assert told["message"] == "event 17-a done"
    assert told["at"].endswith("+00:00")
    assert "reason" not in told


def test_a_field_that_nobody_allowed_stays_out():
    line = JsonLines().format(record("x", event="17-a", email=CANARY, body={"name": CANARY}))

    assert CANARY not in line


@pytest.mark.parametrize("form", [JsonLines(), TextLines()])
@pytest.mark.parametrize("written", ["a\r\n2026-01-01 forged", "\x1b[31mred", "\u202egnp", "\x00"])
def test_control_characters_neither_forge_a_line_nor_colour_one(form, written: str):
    line = form.format(record("order %s", written, order=written))

    assert line.isprintable()
    assert "\n" not in line


@pytest.mark.parametrize("form", [JsonLines(), TextLines()])
def test_a_failure_is_told_by_its_place_and_not_by_foreign_words(form):
    try:
        try:
            int(CANARY)
        except ValueError as err:
            raise Unreadable("total: not a number") from err
    except Unreadable:
        line = form.format(record("failed", failure=True))

    assert CANARY not in line
    assert "builtins.ValueError" in line
    assert "events.envelope.Unreadable: total: not a number" in line
    assert "test_logs.py" in line


@pytest.mark.parametrize(
    ("told", "formatter"),
    [
        ({"ORDERLANE_LOG": "json"}, JsonLines),
        ({"ORDERLANE_LOG": "text"}, TextLines),
        ({}, JsonLines),
    ],
)
def test_the_form_is_told_and_without_a_terminal_it_is_json(told: dict, formatter: type):
    assert log_config(told)["formatters"]["line"]["()"] is formatter


def test_the_level_is_told():
    assert log_config({"ORDERLANE_LOG_LEVEL": "DEBUG"})["root"]["level"] == "DEBUG"
