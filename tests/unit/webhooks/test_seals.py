import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from config.secret import SecretRef
from sources.dialect import Dialect, Headers, SealBroken
from webhooks.seals import Seals, SecretsGone
from webhooks.senders import Sender

RAW = b'{"refs": []}'
NOW = 1_764_000_000.0


@pytest.mark.parametrize("key", ["FIRST", "SECOND"])
def test_each_of_several_secrets_opens(rig, key: str) -> None:
    seals = Seals(rig.senders)

    sender = seals.check("shop", RAW, rig.headers(RAW, key=key), NOW)

    assert sender is rig.senders["shop"]


def test_another_secret_does_not_open(rig) -> None:
    seals = Seals(rig.senders)

    with pytest.raises(SealBroken):
        seals.check("shop", RAW, rig.headers(RAW, key="STRANGE"), NOW)


def test_a_secret_is_replaced_without_a_restart(rig, tmp_path: Path) -> None:
    place = tmp_path / "secret"
    place.write_text(rig.environ["FIRST"])
    source = replace(rig.senders["shop"].source, secrets=(SecretRef(f"file:{place}"),))
    seals = Seals({"shop": replace(rig.senders["shop"], source=source)})
    seals.check("shop", RAW, rig.headers(RAW, key="FIRST"), NOW)

    (tmp_path / "next").write_text(rig.environ["SECOND"])
    (tmp_path / "next").rename(place)

    assert seals.check("shop", RAW, rig.headers(RAW, key="SECOND"), NOW)
    with pytest.raises(SealBroken):
        seals.check("shop", RAW, rig.headers(RAW, key="FIRST"), NOW)


@pytest.mark.parametrize("lost", ["", "short", "changemechangemechangeme"])
def test_one_secret_of_no_use_is_told_and_the_other_tried(
    rig, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    headers = rig.headers(RAW, key="SECOND")
    rig.environ["FIRST"] = lost

    sender = Seals(rig.senders).check("shop", RAW, headers, NOW)

    assert sender is rig.senders["shop"]
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "env:FIRST" in caplog.text


def test_no_secret_left_is_our_fault_and_not_the_senders(rig) -> None:
    headers = rig.headers(RAW)
    rig.environ.update(FIRST="", SECOND="short")

    with pytest.raises(SecretsGone):
        Seals(rig.senders).check("shop", RAW, headers, NOW)


class Counted:
    """A dialect's verify that refuses, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, raw: bytes, headers: Headers, secrets: Sequence[bytes], now: float) -> int:
        assert secrets
        self.asked += 1
        raise SealBroken


@pytest.mark.parametrize("name", ["shop", "other", "nobody", ""])
def test_a_refused_delivery_costs_the_same_whoever_it_is_for(rig, name: str) -> None:
    shop = rig.senders["shop"]
    counts = {"shop": Counted(), "other": Counted()}
    dialects: dict[str, Dialect] = {
        key: replace(shop.dialect, name=key, verify=count) for key, count in counts.items()
    }
    seals = Seals({key: Sender(shop.source, dialects[key], b"") for key in dialects})

    with pytest.raises(SealBroken):
        seals.check(name, RAW, {}, NOW)

    assert [count.asked for count in counts.values()] == [1, 1]


def test_the_throw_away_secret_opens_nothing(rig) -> None:
    agreeable = replace(rig.senders["shop"].dialect, verify=lambda *_: 0)
    seals = Seals({"shop": replace(rig.senders["shop"], dialect=agreeable)})

    with pytest.raises(SealBroken):
        seals.check("nobody", RAW, {}, NOW)
