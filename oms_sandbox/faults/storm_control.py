"""The control routes of the storm: begin it, watch it, end it."""

from __future__ import annotations

from typing import Any

from flask import Response, g, request

from oms_sandbox.answers import success
from oms_sandbox.checks import (
    Table,
    flag,
    list_of,
    nullable,
    object_of,
    one_of,
    optional,
    required,
    seconds,
    share,
    weights_of,
    whole,
)
from oms_sandbox.endpoints import OPERATIONS
from oms_sandbox.faults.faults import KINDS
from oms_sandbox.faults.storm import Storm
from oms_sandbox.faults.storm_mix import Weather
from oms_sandbox.reading import given
from oms_sandbox.sandbox import Sandbox

STORM: Table = {
    "Seed": required(whole(0)),
    "WriteRate": optional(share, default=lambda: 0.3),
    "ReadRate": optional(share, default=lambda: 0.05),
    "Kinds": optional(nullable(weights_of(tuple(KINDS)))),
    "Deadline": optional(seconds, default=lambda: 30.0),
    "Quiet": optional(seconds, default=lambda: 330.0),
    "MaxSeconds": optional(nullable(seconds)),
    "BeyondQuiet": optional(flag, default=bool),
    "InARow": optional(whole(), default=lambda: 2),
    "Operations": optional(nullable(list_of(one_of(OPERATIONS), fewest=1))),
}


def begin_storm(sandbox: Sandbox) -> Response:
    """Begin a storm; one that blows already is over, and its counts are gone."""
    body = object_of(STORM)("", given(request.args, request.get_data()).body())
    sandbox.storm = Storm(
        Weather(
            seed=body["Seed"],
            write_rate=body["WriteRate"],
            read_rate=body["ReadRate"],
            kinds=body["Kinds"],
            deadline_s=body["Deadline"],
            quiet_s=body["Quiet"],
            longest_s=body["MaxSeconds"],
            beyond_quiet=body["BeyondQuiet"],
            in_a_row=body["InARow"],
            operations=body["Operations"] and tuple(body["Operations"]),
        )
    )
    return success(201, _shown(sandbox), g.trace_id)


def watch_storm(sandbox: Sandbox) -> Response:
    return success(200, _shown(sandbox), g.trace_id)


def end_storm(sandbox: Sandbox) -> Response:
    """End the storm and tell what it was; what it holds up goes on when its time comes."""
    answer = success(200, _shown(sandbox), g.trace_id)
    sandbox.storm = None
    return answer


def _shown(sandbox: Sandbox) -> dict[str, Any]:
    storm, waiting = sandbox.storm, sandbox.waits.count
    if storm is None:
        return {"Storm": None, "Asked": 0, "Struck": {}, "Points": {}, "Waiting": waiting}
    points = storm.struck()
    return {
        "Storm": _weather(storm.weather),
        "Asked": storm.asked(),
        "Struck": {kind: sum(counts.values()) for kind, counts in points.items()},
        "Points": points,
        "Waiting": waiting,
    }


def _weather(weather: Weather) -> dict[str, Any]:
    return {
        "Seed": weather.seed,
        "WriteRate": weather.write_rate,
        "ReadRate": weather.read_rate,
        "Kinds": weather.kinds,
        "Deadline": weather.deadline_s,
        "Quiet": weather.quiet_s,
        "MaxSeconds": weather.longest_s,
        "BeyondQuiet": weather.beyond_quiet,
        "InARow": weather.in_a_row,
        "Operations": weather.operations,
    }
