"""`python -m tests.fuzz.guided json`: bytes that an instrumented run finds, at the readers of strangers' bytes.

Needs `pip install atheris`, which the locks do not hold: it is built for few systems. Arguments after
the name are libFuzzer's: `-max_total_time=60 -seed=1`.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import atheris

with atheris.instrument_imports():
    from events.envelope import Unreadable, reference
    from ledger import keys
    from sources import strict_json
    from sources.dialect import SealBroken
    from sources.registry import DIALECTS

KEY: Final = b"k" * 32


def json(data: bytes) -> None:
    """The guard before JSON raises Unreadable, or nothing."""
    with suppress(Unreadable):
        strict_json.loads(data)


def seals(data: bytes) -> None:
    """No header breaks a verify function but by SealBroken; a seal that nobody made holds nowhere."""
    text = data.decode("latin-1")
    for dialect in DIALECTS.values():
        headers = dict.fromkeys(dialect.headers, text)
        with suppress(SealBroken):
            dialect.verify(data, headers, [KEY], 0.0)
            raise AssertionError(f"{dialect.name} took it for genuine")


def envelopes(data: bytes) -> None:
    """No body breaks a reading of the outside but by Unreadable."""
    head, _, body = data.partition(b"\n")
    text = head.decode("latin-1")
    for dialect in DIALECTS.values():
        with suppress(Unreadable):
            dialect.envelope(body, dict.fromkeys(dialect.headers, text))


def names(data: bytes) -> None:
    """A reference or an event's id stays in its shard whatever it is made of."""
    text = data.decode("utf-8", "ignore")
    with suppress(Unreadable):
        assert "\n" not in reference("order", text)
    eid = keys.event_id(text, "shop", text)
    assert keys.prefix_of_event(eid) == keys.prefix_of_store(text)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    one.__name__: one for one in (json, seals, envelopes, names)
}

if __name__ == "__main__":
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()
