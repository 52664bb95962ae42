"""The control routes of the events: subscribe, unsubscribe, list them, send one again."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, g, request

from oms_sandbox.answers import success
from oms_sandbox.checks import (
    LARGEST,
    Table,
    nullable,
    object_of,
    optional,
    required,
    seconds,
    share,
    text,
    whole,
)
from oms_sandbox.errors import invalid, not_found
from oms_sandbox.events.sender import BadSubscription, Subscription
from oms_sandbox.reading import given
from oms_sandbox.sandbox import Sandbox

LONGEST_URL: Final = 2000


def _scale(name: str, value: Any) -> float:
    scale = seconds(name, value)
    if not scale:
        raise invalid(name, f"must be a number above 0 and up to {LARGEST}")
    return scale


SUBSCRIPTION: Table = {
    "Url": required(text(LONGEST_URL)),
    "Secret": required(text()),
    "Seed": optional(nullable(whole(0))),
    "DuplicateShare": optional(share, default=float),
    "DisorderShare": optional(share, default=float),
    "LostShare": optional(share, default=float),
    "TimeScale": optional(_scale, default=lambda: 1.0),
}
EVENT: Table = {"EventId": required(text())}


def subscribe(sandbox: Sandbox) -> Response:
    """Tell this webhook of every commit from now on; one that was told before is not any more."""
    body = object_of(SUBSCRIPTION)("", given(request.args, request.get_data()).body())
    try:
        wanted = Subscription(
            url=body["Url"],
            secret=body["Secret"],
            seed=body["Seed"],
            duplicate_share=body["DuplicateShare"],
            disorder_share=body["DisorderShare"],
            lost_share=body["LostShare"],
            time_scale=body["TimeScale"],
        )
    except BadSubscription as err:
        raise invalid(err.field, str(err)) from err
    with sandbox.oms.lock:
        sandbox.herald.subscribe(wanted)
        return success(201, _shown(sandbox), g.trace_id)


def unsubscribe(sandbox: Sandbox) -> Response:
    """Tell what was sent, and tell nobody of anything any more."""
    with sandbox.oms.lock:
        answer = success(200, _shown(sandbox), g.trace_id)
        sandbox.herald.unsubscribe()
    return answer


def list_events(sandbox: Sandbox) -> Response:
    with sandbox.oms.lock:
        return success(200, _shown(sandbox), g.trace_id)


def resend_event(sandbox: Sandbox) -> Response:
    """Send an event again, byte for byte, whatever became of it: also a lost one."""
    number = object_of(EVENT)("", given(request.args, request.get_data()).body())["EventId"]
    with sandbox.oms.lock:
        sender = sandbox.herald.sender
    if sender is None or not sender.resend(number):
        raise not_found("EventId", number)
    return success(200, {"EventId": number}, g.trace_id)


def _shown(sandbox: Sandbox) -> dict[str, Any]:
    """Show the subscription without its secret, and every event with what became of it."""
    sender = sandbox.herald.sender
    if sender is None:
        return {"Subscription": None, "Events": []}
    told = sender.subscription
    shown = {
        "Url": told.url,
        "Seed": told.seed,
        "DuplicateShare": told.duplicate_share,
        "DisorderShare": told.disorder_share,
        "LostShare": told.lost_share,
        "TimeScale": told.time_scale,
    }
    return {"Subscription": shown, "Events": sender.letters()}
