"""Every topic's fixture, through envelope and translation, against what we expect by hand."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from events import types
from events.envelope import Envelope
from sources.dialect import Dialect
from sources.registry import DIALECTS
from tests.unit.sources.conftest import FIXTURES, is_beside

EXPECTED = sorted(path for name in DIALECTS for path in FIXTURES.glob(f"{name}/*.expected.json"))
SILENT = (types.DELIVERY_NOTED, types.DELIVERY_RECEIVED, types.UNMAPPED)
TRIGGERED = "2026-11-20T09:20:11.482913-05:00"


def topic_of(path: Path) -> str:
    """Return the topic of a fixture file; only Shopify's and BigCommerce's have slashes."""
    stem = path.name.removesuffix(".expected.json").removesuffix(".json")
    return stem.replace("-", "/") if path.parent.name in ("shopify", "bigcommerce") else stem


def plain(value: Any) -> Any:
    """Return a payload as JSON shows it, what is null left out."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def told(dialect: Dialect, envelope: Envelope, raw: bytes, path: Path) -> dict[str, Any]:
    """Return what a delivery tells, in the form of the expectation files.

    What a thin delivery leaves to be asked is answered by the file `<topic>.fetched.json`.
    """
    seen: dict[str, Any] = {
        "type": envelope.type,
        "refs": list(envelope.refs),
        "opens_lane": envelope.opens_lane,
        "version": envelope.version,
    }
    if envelope.type not in SILENT:
        seen["payload"] = plain(dialect.translate(envelope, raw))
    if envelope.type == types.DELIVERY_RECEIVED:
        wanted = dialect.fetch(envelope, raw)
        if wanted:
            seen["fetch"] = {"resource": wanted.resource, **wanted.params}
            fetched = path.with_name(path.name.replace(".expected", ".fetched"))
            raw = fetched.read_bytes() if wanted.needed else raw
        seen["events"] = plain(dialect.derive(envelope, raw, {}).events)
        if rows := dialect.rows(envelope, raw) if wanted else ():
            seen["rows"] = [told(dialect, *row, path) for row in rows]
    return seen


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: f"{path.parent.name}:{topic_of(path)}")
def test_a_topic_tells_what_we_expect_by_hand(path: Path, deliver: Callable[..., Any]) -> None:
    raw = path.with_name(path.name.replace(".expected", "")).read_bytes()
    delivery = deliver(path.parent.name, raw, topic_of(path), X_Shopify_Triggered_At=TRIGGERED)

    if delivery.dialect.signs:
        delivery.verify()
    seen = told(delivery.dialect, delivery.envelope(), raw, path)

    assert seen == json.loads(path.read_text())


@pytest.mark.parametrize("name", DIALECTS)
def test_every_topic_that_leads_to_something_has_a_fixture(name: str) -> None:
    found = {topic_of(path) for path in (FIXTURES / name).glob("*.json") if not is_beside(path)}

    acting = {
        topic for topic, event in DIALECTS[name].topics.items() if event != types.DELIVERY_NOTED
    }

    assert acting <= found


def test_every_fixture_has_its_expectation() -> None:
    found = {path for name in DIALECTS for path in FIXTURES.glob(f"{name}/*.json")}
    bodies = {path for path in found if not is_beside(path)}

    assert {path.with_name(path.name.replace(".expected", "")) for path in EXPECTED} == bodies
