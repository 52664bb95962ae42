"""What a fault is: where it may strike, what it has at hand there, and what was ordered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from flask import Response

from oms_sandbox.clerk import Clerk, Letter
from oms_sandbox.endpoint import Endpoint

AS_SECONDS = "seconds"
AS_DATE = "date"
RETRY_AFTER_FORMS = (AS_SECONDS, AS_DATE)
LARGEST_BOMB_MB = 50


class Point(Enum):
    BEFORE_PARSING = 1
    BEFORE_COMMIT = 2
    AFTER_COMMIT = 3
    INSIDE_ANSWER = 4

    @property
    def word(self) -> str:
        return self.name.lower()


POINTS = {point.word: point for point in Point}


@dataclass(eq=False)
class Fault:
    """What was ordered; None matches any operation, any order. Durations are seconds."""

    kind: str
    point: Point
    operation: str | None = None
    external_order_id: str | None = None
    times: int = 1
    retry_after_s: int | None = 1
    retry_after_form: str = AS_SECONDS
    wait_s: float = 1.0
    edit: str = "hold"
    megabytes: int = LARGEST_BOMB_MB


@dataclass(frozen=True)
class Scene:
    """Where a fault strikes; `wait` sleeps so many seconds, or until the sandbox stops."""

    environ: Mapping[str, Any]
    wait: Callable[[float], object]
    clerk: Clerk
    letter: Letter
    answer: Response = field(default_factory=Response)
    """The answer so far; before the commit there is none, and this is empty."""


Deed = Callable[[Fault, Scene], Response | None]
"""Gives the answer to send instead, or None to let the request go on."""


def any_call(endpoint: Endpoint) -> bool:
    return True


def writes(endpoint: Endpoint) -> bool:
    return not endpoint.reads


def paged_reads(endpoint: Endpoint) -> bool:
    return endpoint.reads and any(one.key == "PageNumber" for one in endpoint.query)


@dataclass(frozen=True)
class Kind:
    """What a kind does at each point where it may strike; the first is taken unless told.

    `on` tells the calls it can do something to, `of_order` that it needs one that names an order.
    """

    deeds: Mapping[Point, Deed]
    on: Callable[[Endpoint], bool] = any_call
    of_order: bool = False

    @property
    def point(self) -> Point:
        return next(iter(self.deeds))
