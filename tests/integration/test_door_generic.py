"""CloudEvents and BigCommerce at the real door, written and signed by other people's libraries."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from events import types
from ledger.records import QUARANTINED, QUEUED
from orderlane.embedded import EmbeddedRedis
from tests.integration.door_rig import (
    LOOPBACK,
    STORE,
    DoorRig,
    fixture,
    fresh_id,
    running_door,
    standard_headers,
)

BUS_SECRET = "whsec_" + base64.b64encode(b"b\x02Zp\x9e\x7f3q\xd2vE8\x10sL0\xaaW4n\xcfR6t").decode()
SHOP_SECRET = "9f2c4e8a1b7d3c5f6e0a9b8d7c6e5f4a"
BATCHED = "application/cloudevents-batch+json"


@pytest.fixture(scope="module")
def door(state_redis: EmbeddedRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DoorRig]:
    folder: Path = tmp_path_factory.mktemp("generic")
    tables = [f'[oms]\nurl = "http://{LOOPBACK}:9"\n']
    for name, secret in (("cloudevents", BUS_SECRET), ("bigcommerce", SHOP_SECRET)):
        (folder / f"{name}.key").write_text(secret)
        tables.append(
            f'[sources.{name}]\ndialect = "{name}"\nstore = "{STORE}"\n'
            f'secrets = ["file:{folder / name}.key"]\n'
        )
    config = folder / "generic.toml"
    config.write_text("\n".join(tables))
    with running_door(folder, state_redis, ORDERLANE_CONFIG=str(config)) as rig:
        yield rig


def event(ident: str, **data: Any) -> CloudEvent:
    attributes = {"specversion": "1.0", "id": ident, "source": "/acme", "type": "order.held"}
    return CloudEvent(
        {**attributes, "datacontenttype": "application/json"},
        {"order": {"id": ident}, "reason": "fraud_review", **data},
    )


def sent_by_bus(
    door: DoorRig, raw: bytes, headers: dict[str, str], identity: str, *, changed: bytes = b""
) -> int:
    sealed = {**headers, **standard_headers(BUS_SECRET, identity, raw)}
    return door.post("cloudevents", changed or raw, sealed).status_code


def shop_headers(identity: str, raw: bytes) -> dict[str, str]:
    return standard_headers(base64.b64encode(SHOP_SECRET.encode()).decode(), identity, raw)


@pytest.mark.parametrize("mode", ["structured", "binary"])
def test_an_event_of_the_official_sdk_is_queued_once(door: DoorRig, mode: str) -> None:
    ident = fresh_id()
    message = {
        "structured": to_structured_event(event(ident)),
        "binary": to_binary_event(event(ident, type="order.held")),
    }[mode]

    codes = [
        sent_by_bus(door, message.body, dict(message.headers), attempt)
        for attempt in (ident, f"{ident}-again")
    ]

    assert codes == [200, 200]
    record = door.event("cloudevents", f"/acme|{ident}")
    assert (record["type"], record["state"]) == (types.ORDER_HELD, QUEUED)
    assert len(door.views.queue(record["lane"])) == 1


def test_a_binary_event_replayed_under_another_ce_id_is_not_taken_in_again(door: DoorRig) -> None:
    ident = fresh_id()
    message = to_binary_event(event(ident, type="order.held"))

    for ce_id in (ident, fresh_id()):
        headers = {**message.headers, "ce-id": ce_id}
        assert sent_by_bus(door, message.body, headers, ident) == 200

    lane = door.event("cloudevents", f"/acme|{ident}")["lane"]
    assert len(door.views.queue(lane)) == 1


def test_a_batch_is_queued_as_one_delivery(door: DoorRig) -> None:
    raw, identity = json.dumps(fixture_batch()).encode(), fresh_id()

    assert sent_by_bus(door, raw, {"Content-Type": BATCHED}, identity) == 200
    assert door.event("cloudevents", identity)["state"] == QUEUED


def fixture_batch() -> list[Any]:
    """Return a batch about an order that no other test knows."""
    order = {"order": {"id": fresh_id()}, "reason": "fraud_review"}
    attributes = {"specversion": "1.0", "source": "/acme", "type": "order.held", "data": order}
    return [{**attributes, "id": fresh_id()} for _ in range(2)]


def test_a_changed_event_is_401_and_not_stored(door: DoorRig) -> None:
    message = to_structured_event(event(fresh_id()))
    changed = message.body.replace(b"fraud_review", b"fraud_revieW")
    before = door.received()

    code = sent_by_bus(door, message.body, dict(message.headers), fresh_id(), changed=changed)

    assert (code, door.received()) == (401, before)


@pytest.mark.parametrize(
    ("scope", "state"),
    [("store/order/created", QUEUED), ("store/nobody/knows", QUARANTINED)],
    ids=["ids are fetched by the worker", "what nobody mapped waits for a person"],
)
def test_a_thin_event_is_kept(door: DoorRig, scope: str, state: str) -> None:
    body = fixture("bigcommerce/store-order-statusUpdated.json")
    raw, identity = json.dumps({**body, "scope": scope, "hash": fresh_id()}).encode(), fresh_id()

    assert door.post("bigcommerce", raw, shop_headers(identity, raw)).status_code == 200
    record = door.event("bigcommerce", identity)
    assert (record["state"], record["topic"]) == (state, scope)
