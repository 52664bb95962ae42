"""Requests that fit a schema, and the same with one value after another put in their place."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

TEXTS = (
    "",
    "0",
    "1",
    "-1",
    "1000000000",
    "1000000001",
    "12345678901",
    "true",
    "yes",
    "A",
    "A" * 20,
    "A" * 101,
    "A" * 251,
    "A" * 4001,
    "A,B",
    "A,A",
    "A,",
    "US",
    "us",
    "USD",
    "QUJD",
    "QUI=",
    "QUJ",
    "QUJDRA====",
    "Order",
    "Shipped",
    "Shipping",
    "2026-01-31T12:00:00.000Z",
    "2026-01-31T12:00:00Z",
    "2026-01-31T12:00:00+00:00",
    "2026-01-31",
)
VALUES = (
    *TEXTS,
    *(None, True, -1, 0, 1, 100, 101, 10**9, 10**9 + 1, 0.5, 0.25, 0.00005, 1e300),
    *([], [1], ["A"], ["A", "A"], ["A,B"], {}, {"Stranger": 1}),
)
FITTING = ("A" * 10, "US", "USD", "QUJD", "2026-01-31T12:00:00Z", "198.51.100.7")


def variants(schema: dict[str, Any]) -> Iterator[Any]:
    """Give an instance that fits, and instances in which one place holds each of the values."""
    whole = sample(schema)
    yield whole
    for place in _places(whole):
        for value in VALUES:
            yield _with(whole, place, value)
        yield _without(whole, place)


def sample(schema: dict[str, Any]) -> Any:
    """Make an instance with every field, its lists of one entry."""
    if "anyOf" in schema:
        return sample(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    made = {
        "object": lambda: {name: sample(one) for name, one in schema.get("properties", {}).items()},
        "array": lambda: [sample(schema["items"])],
        "boolean": lambda: True,
        "integer": lambda: 1,
        "number": lambda: 1,
        "string": lambda: _fitting(schema.get("pattern", "")),
    }
    return made[schema.get("type", "string")]()


def _fitting(pattern: str) -> str:
    return next(text for text in FITTING if re.search(pattern, text))


Place = tuple[str | int, ...]


def _places(instance: Any, place: Place = ()) -> Iterator[Place]:
    """Name every place inside an instance."""
    inside = enumerate(instance) if isinstance(instance, list) else instance.items()
    for key, value in inside:
        yield (*place, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*place, key))


def _with(instance: Any, place: Place, value: Any) -> Any:
    changed = deepcopy(instance)
    _inside(changed, place)[place[-1]] = value
    return changed


def _without(instance: Any, place: Place) -> Any:
    changed = deepcopy(instance)
    del _inside(changed, place)[place[-1]]
    return changed


def _inside(instance: Any, place: Place) -> Any:
    for key in place[:-1]:
        instance = instance[key]
    return instance
