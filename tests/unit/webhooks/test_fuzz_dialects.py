"""Whatever stands in a sealed body of any dialect, it is stored and answered 200."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.secret import SecretRef
from config.settings import Source
from sources.registry import DIALECTS
from tests.unit.sources.conftest import is_beside
from tests.unit.sources.keys import RSA_SIGNED, rsa_pem
from webhooks.senders import Sender

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SECRET = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"
NOW = 1_764_000_000.0

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.text(min_size=400, max_size=600),
    st.sampled_from(["", " ", "gid://x/y/", "0001-01-01T00:00:00+14:00", "#", "1e99", "{}", "/"]),
    st.just([]),
    st.just({}),
    st.lists(st.none(), min_size=1, max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)


def bodies(name: str) -> list[tuple[str, Any]]:
    """Return every body of a dialect with its topic, which is its file's name."""
    found = (FIXTURES / name).glob("*.json")
    bare = [path for path in sorted(found) if not is_beside(path)]
    return [(path.stem.replace("-", "/"), json.loads(path.read_bytes())) for path in bare]


def spoil(node: Any, data: st.DataObject) -> Any:
    """Return the value with something odd at one place of it."""
    inside = isinstance(node, dict | list) and len(node) > 0
    if not inside or data.draw(st.integers(0, 5)) == 0:
        return data.draw(ODD)
    key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[key] = spoil(node[key], data)
    return copy


@pytest.mark.parametrize("name", sorted({*DIALECTS} - {"amazon"}))  # which comes by queue alone
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_an_odd_body_is_stored_all_the_same(rig, name: str, data: st.DataObject) -> None:
    dialect = DIALECTS[name]
    secret = rsa_pem(name) if name in RSA_SIGNED else SECRET
    rig.senders["shop"] = Sender(
        Source("shop", name, "north", (SecretRef("env:S", {"S": secret}),)), dialect, b"{}"
    )
    rig.ledger.stored.clear()
    topic, body = data.draw(st.sampled_from(bodies(name)))
    raw = json.dumps(spoil(body, data)).encode()
    key = dialect.secret_bytes(secret)
    headers = dialect.seal(raw, key, topic=topic, identity="d-1", now=NOW)

    answer = rig.client(limit=100_000).post("/webhooks/shop", data=raw, headers=headers)

    assert answer.status_code == 200
    assert rig.ledger.last.body == raw
