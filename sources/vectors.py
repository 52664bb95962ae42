"""Deliveries whose seals others made or accepted: each dialect is held against them.

published_vectors.json holds what vendors and specifications print, and what must be refused of senders that
sign nothing; recorded_vectors.json what their libraries and openssl took for genuine (`make oracles` makes it anew).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from sources.dialect import Dialect, Headers, SealBroken
from sources.registry import DIALECTS, speaking

FITS: Final = "fits"
_FILES: Final = ("published_vectors.json", "recorded_vectors.json")


@dataclass(frozen=True, slots=True)
class Vector:
    """One sealed delivery. by: who made it, or took it for genuine; now: when it was fresh (unix s).

    published: it was found in print; name then says where, else it is the delivery's topic. options:
    what the dialect is told by its source beside the secret. refused: it must not be taken.
    """

    dialect: str
    name: str
    by: str
    secret: str
    headers: Mapping[str, str]
    body: str
    now: float
    published: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False


class _AnyCase(dict[str, str]):
    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__({name.lower(): value for name, value in headers.items()})

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override] # by any case
        return super().get(name.lower(), default)


@cache
def vectors() -> tuple[Vector, ...]:
    """Return every vector, the published ones first."""
    texts = [(files("sources") / name).read_text("utf-8") for name in _FILES]
    return tuple(Vector(**told) for text in texts for told in json.loads(text))


def dialect_of(vector: Vector) -> Dialect:
    """Return the dialect of a vector, as its source speaks it."""
    return speaking(vector.dialect, vector.options, DIALECTS)


def judge(vector: Vector, dialect: Dialect) -> str:
    """Return FITS when the seal holds and no changed delivery passes, else what is wrong."""
    if vector.refused:
        taken = _holds(vector, dialect, vector.body, vector.headers)
        return "is taken, and must be refused" if taken else FITS
    if not _holds(vector, dialect, vector.body, vector.headers):
        return "the seal does not hold"
    for what, body, headers in _changed(vector, dialect):
        if _holds(vector, dialect, body, headers):
            return f"holds with a changed {what}, too"
    return FITS


def _changed(vector: Vector, dialect: Dialect) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Yield the delivery with its body changed, then each header without which the seal breaks.

    Where a sender signs nothing, its body is not sealed: only what lets it in is changed.
    """
    if dialect.signs:
        yield "body", _other(vector.body), vector.headers
    for name, value in vector.headers.items():
        others = {key: value for key, value in vector.headers.items() if key != name}
        if not _holds(vector, dialect, vector.body, others):
            yield name, vector.body, {**others, name: _other(value)}


def _other(text: str) -> str:
    middle = len(text) // 2
    return text[:middle] + ("1" if text[middle] == "0" else "0") + text[middle + 1 :]


def _holds(vector: Vector, dialect: Dialect, body: str, headers: Mapping[str, str]) -> bool:
    told: Headers = _AnyCase(headers)
    try:
        dialect.verify(body.encode(), told, [dialect.secret_bytes(vector.secret)], vector.now)
    except SealBroken:
        return False
    return True
