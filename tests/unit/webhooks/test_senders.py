from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from config.queue_doors import QueueDoor
from config.secret import SecretRef
from config.settings import ConfigError, Settings, Source
from sources.dialect import Dialect
from webhooks.senders import over_http, senders

GOOD = "kV3w-9sQp-27Lz-xB5t-Hd8n-Rm4c"


def settings(environ: dict[str, str], **sources: tuple[str, tuple[str, ...]]) -> Settings:
    return Settings(
        redis_url="redis://localhost/0",
        broker_url="redis://localhost/0",
        oms_url="http://localhost",
        oms_key=SecretRef("env:OMS"),
        sources={
            name: Source(name, dialect, "north", tuple(SecretRef(ref, environ) for ref in refs))
            for name, (dialect, refs) in sources.items()
        },
        external_ids={},
    )


@pytest.fixture
def dialects(rig) -> dict[str, Dialect]:
    return {"plain": rig.senders["shop"].dialect}


def test_a_sender_has_its_source_its_dialect_and_its_answer(dialects: dict[str, Dialect]) -> None:
    found = senders(settings({"A": GOOD}, shop=("plain", ("env:A",))), dialects)

    assert found["shop"].source.name == "shop"
    assert found["shop"].dialect is dialects["plain"]
    assert found["shop"].accepted == b'{"status": "accepted"}'


@pytest.mark.parametrize(
    "weak",
    [
        "kV3w-9sQp-27Lz-xB5t-Hd8",
        "changemechangemechangeme",
        "secretsecretsecretsecretsecret",
        "your-webhook-secret-here",
        "Change-Me-Please-Change-Me!",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abc123abc123abc123abc123abc123",
    ],
)
def test_a_weak_secret_keeps_the_door_shut(weak: str, dialects: dict[str, Dialect]) -> None:
    with pytest.raises(ConfigError, match=r"\[sources.shop\].*'env:A'.*24 random bytes") as caught:
        senders(settings({"A": weak}, shop=("plain", ("env:A",))), dialects)

    assert weak not in str(caught.value)


def test_a_secret_that_its_dialect_cannot_read_keeps_the_door_shut(
    dialects: dict[str, Dialect],
) -> None:
    picky = replace(dialects["plain"], secret_bytes=bytes.fromhex)

    with pytest.raises(ConfigError, match=r"\[sources.shop\].*'env:A'"):
        senders(settings({"A": GOOD}, shop=("plain", ("env:A",))), {"plain": picky})


def test_everything_that_is_wrong_is_named_at_once(dialects: dict[str, Dialect]) -> None:
    told = settings(
        {"A": GOOD, "W": "short"},
        good=("plain", ("env:A",)),
        odd=("klingon", ("env:A",)),
        bare=("plain", ()),
        weak=("plain", ("env:A", "env:W")),
        gone=("plain", ("env:MISSING",)),
    )

    with pytest.raises(ConfigError) as caught:
        senders(told, dialects)

    lines = str(caught.value).splitlines()[1:]
    assert [line.split("]")[0] for line in lines] == [
        "- [sources.odd",
        "- [sources.bare",
        "- [sources.weak",
        "- [sources.gone",
    ]
    assert "write one of plain" in lines[0]
    assert 'secrets = ["env:NAME"]' in lines[1]
    assert "env:MISSING" in lines[3]


def test_a_source_that_only_a_queue_believes_is_a_sender_and_none_over_http(
    dialects: dict[str, Dialect],
) -> None:
    url = urlsplit("redis://bus/0?stream=s")
    doors = {"in": QueueDoor("in", url, "bare", "transport")}
    told = settings({"A": GOOD}, bare=("plain", ()), shop=("plain", ("env:A",)))

    found = senders(replace(told, queue_doors=doors), dialects)

    assert set(found) == {"bare", "shop"}
    assert set(over_http(found)) == {"shop"}


def test_a_queue_that_checks_signatures_does_not_excuse_its_source_from_having_a_secret(
    dialects: dict[str, Dialect],
) -> None:
    doors = {"in": QueueDoor("in", urlsplit("redis://bus/0?stream=s"), "bare")}

    with pytest.raises(ConfigError, match=r"\[sources.bare\] has no secret"):
        senders(replace(settings({}, bare=("plain", ())), queue_doors=doors), dialects)
