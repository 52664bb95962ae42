"""What a dialect looks at in the headers is what it declares: the rest of a delivery is never kept."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest

from events.envelope import Unreadable
from sources.dialect import SealBroken
from sources.registry import DIALECTS
from tests.unit.sources.conftest import FIXTURES, NOW, is_beside
from tests.unit.sources.keys import SIGNED


class Watched(Mapping[str, str]):
    """Headers that remember which names were asked for."""

    def __init__(self, held: Mapping[str, str]) -> None:
        self.held = {name.lower(): value for name, value in held.items()}
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name.lower())
        return self.held[name.lower()]

    def __iter__(self) -> Any:
        raise AssertionError("a dialect asks for headers by their names")

    def __len__(self) -> int:
        return len(self.held)


@pytest.mark.parametrize("name", SIGNED)
def test_a_dialect_declares_every_header_that_it_looks_at(name: str, deliver: Any) -> None:
    declared = {header.lower() for header in DIALECTS[name].headers}
    bodies = [path for path in (FIXTURES / name).glob("*.json") if not is_beside(path)]
    asked: set[str] = set()
    for path in bodies:
        sent = deliver(name, path.read_bytes(), path.stem.replace("-", "/"))
        for headers in (Watched(sent.headers), Watched({})):
            with suppress(SealBroken):
                sent.dialect.verify(sent.raw, headers, [sent.secret], NOW)
            with suppress(Unreadable):
                sent.dialect.envelope(sent.raw, headers)
            asked |= headers.asked

    assert bodies
    assert asked <= declared, f"add to headers= of sources/{name}.py: {asked - declared}"


@pytest.mark.parametrize("name", SIGNED)
def test_the_declared_headers_are_enough_to_read_a_delivery_again(name: str, deliver: Any) -> None:
    for path in (FIXTURES / name).glob("*.json"):
        if is_beside(path):
            continue
        sent = deliver(name, path.read_bytes(), path.stem.replace("-", "/"))
        kept = {
            header: sent.headers[header]
            for header in sent.dialect.headers
            if header in sent.headers
        }

        assert sent.dialect.verify(sent.raw, Watched(kept), [sent.secret], NOW) == 0
        assert sent.dialect.envelope(sent.raw, Watched(kept)) == sent.envelope()
