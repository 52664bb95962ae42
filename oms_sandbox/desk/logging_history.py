"""Flexible events: what the journal tells of one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from oms_sandbox.desk.logging_entities import INITIATORS
from oms_sandbox.endpoint import Answer, Call, Endpoint, required, unchanged
from oms_sandbox.journal import Commit
from oms_sandbox.openapi.answers import FlexibleEvent, ListOf
from oms_sandbox.paging import whole_list
from oms_sandbox.state import Oms, Shelf, numbered

API = "Api"
PERSON = "Person"
SHELVES: Mapping[str, Callable[[Oms], Shelf[Any]]] = {
    "Customer": lambda oms: oms.customers,
    "Invoice": lambda oms: oms.invoices,
    "Note": lambda oms: oms.notes,
    "Order": lambda oms: oms.orders,
    "Return": lambda oms: oms.returns,
    "Shipment": lambda oms: oms.shipments,
    "Ticket": lambda oms: oms.tickets,
}


def get_flexible_events(oms: Oms, call: Call) -> Answer:
    """List the commits that name one object, oldest first."""
    kind, number = call.query["EventInitiatorType"], call.query["OwnerId"]
    numbered(SHELVES[kind](oms), number, "OwnerId")
    events = [
        _event(commit, kind, number)
        for commit in oms.history()
        if number in _numbers(commit, INITIATORS[kind])
    ]
    return unchanged(whole_list(events))


def _numbers(commit: Commit, key: str) -> list[int]:
    order = commit["InternalOrderId"]
    own = [order] if key == "InternalOrderId" and order is not None else []
    return [*own, *commit["EntityIds"].get(key, ())]


def _event(commit: Commit, kind: str, number: int) -> dict[str, Any]:
    return {
        "FlexibleEventId": commit["Index"],
        "EventInitiatorType": kind,
        "OwnerId": number,
        "EventName": commit["Operation"],
        "DoneBy": PERSON if "By" in commit else API,
        "DateTimeUtc": committed_at(commit),
    }


def committed_at(commit: Mapping[str, Any]) -> datetime:
    """Tell in UTC, to the millisecond, when a commit was made."""
    instant = datetime.fromtimestamp(commit["CommittedAt"], UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


ENDPOINTS = (
    Endpoint(
        "get_flexible_events",
        "GET",
        "/v1/logging/FlexibleEvents",
        get_flexible_events,
        answers=ListOf(FlexibleEvent),
        query=required("EventInitiatorType", "OwnerId"),
    ),
)
