"""How the state's objects are written: as pickles, of which only plain data and our own are read."""

from __future__ import annotations

import importlib
import io
import pickle
from typing import Any

OURS = "oms_sandbox."
PLAIN = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("collections", "Counter"),
    ("collections", "OrderedDict"),
    ("collections", "defaultdict"),
    ("collections", "deque"),
    ("datetime", "datetime"),
    ("datetime", "timedelta"),
    ("datetime", "timezone"),
    ("decimal", "Decimal"),
}


def dumps(item: object) -> bytes:
    return pickle.dumps(item, protocol=5)


def loads(content: bytes) -> Any:
    """Read what dumps wrote; raises UnpicklingError for anything else that calls code."""
    return _Reader(io.BytesIO(content)).load()


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in PLAIN and not module.startswith(OURS):
            raise pickle.UnpicklingError(f"{module}.{name} is not expected in a state file")
        found = getattr(importlib.import_module(module), name)
        if not isinstance(found, type):
            raise pickle.UnpicklingError(f"{module}.{name} is no class")
        return found
