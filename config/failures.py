"""What may be told of a failure: where it was, and its words only when they are ours."""

import traceback
from collections.abc import Iterator
from typing import Final

OURS: Final = frozenset(
    {"config", "desk", "events", "imports", "ledger", "oms_client", "orderlane", "sources"}
    | {"storefronts", "tasks", "webhooks", "worker", "celery", "kombu", "redis"}
)
"""Whose errors say what is wrong without quoting what they were given."""


def is_ours(module: str | None) -> bool:
    """Return whether the words of a module's errors may be told."""
    return (module or "").partition(".")[0] in OURS


def told_lines(err: BaseException) -> list[str]:
    """Return a traceback's lines, the causes first; a foreign error's words are left out.

    They may quote a person's data: `invalid literal for int(): 'rita@example.com'`.
    """
    return [line for one in reversed([*_chain(err)]) for line in _lines(one)]


def _chain(err: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = err
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def _lines(err: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(err.__traceback__):
        yield f"{frame.filename}:{frame.lineno} in {frame.name}"
    kind = type(err)
    words = f": {err}" if is_ours(kind.__module__) else ""
    yield f"{kind.__module__}.{kind.__qualname__}{words}"
