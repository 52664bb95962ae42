"""What operators do while traffic flows: change secrets, and deploy what names a task anew."""

import json
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Final

from config.queues import ALL
from ledger.connection import connect
from orderlane.demo import SOURCES, Demo

PREVIOUS: Final = "-previous"
RENAMED: Final = ".renamed"
_MISNAMED: Final = 20
_LONGEST_S: Final = 3.0


def two_secrets(demo: Demo) -> None:
    """Let every source have two secrets: the one in use, and the one before it."""
    text = demo.config.read_text()
    for name in SOURCES:
        one, other = demo.secret(name), demo.secret(name + PREVIOUS)
        text = text.replace(f'["file:{one}"]', f'["file:{one}", "file:{other}"]')
    demo.config.write_text(text)


def change_secrets(demo: Demo, overlap_s: float, sleep: Callable[[float], None]) -> None:
    """Let senders seal with new secrets; the old ones are good for a while, then they are gone."""
    for name in SOURCES:
        current = demo.secret(name)
        _put(demo.secret(name + PREVIOUS), current.read_text())
        _put(current, _fresh())
    sleep(overlap_s)
    for name in SOURCES:
        _put(demo.secret(name + PREVIOUS), _fresh())


def misname_bells(redis_url: str) -> int:
    """Let bells go out under names that no worker knows; return how many.

    A worker throws such a message away, as Celery does: nothing but the sweep rings again.
    """
    misnamed, ends = 0, time.monotonic() + _LONGEST_S
    with connect(redis_url) as client:
        while misnamed < _MISNAMED and time.monotonic() < ends:
            found = client.brpop(list(ALL), timeout=0.2)
            if found is None:
                continue
            queue, message = found
            told = json.loads(message)
            new = not told["headers"]["task"].endswith(RENAMED)
            if new:
                told["headers"]["task"] += RENAMED
                misnamed += 1
            client.lpush(queue, json.dumps(told))
            if not new:  # all that wait are misnamed
                break
    return misnamed


def _fresh() -> str:
    return b64encode(secrets.token_bytes(32)).decode()


def _put(path: Path, text: str) -> None:
    """Write a secret as a whole: nobody may read half of one."""
    beside = path.with_suffix(".new")
    beside.touch(mode=0o600)
    beside.write_text(text)
    beside.replace(path)
