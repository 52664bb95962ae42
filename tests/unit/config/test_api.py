"""`[sources.NAME.api]`: where a source is asked back."""

from pathlib import Path

import pytest

from config.settings import ConfigError, Settings, load

ENV = {"KEY": "k" * 32, "ORDERLANE_REDIS_URL": "redis://x", "ORDERLANE_OMS_URL": "http://x"}
SOURCE = '[sources.shop]\ndialect="shopify"\nstore="acme"\nsecrets=["env:KEY"]\n'


def told(folder: Path, api: str) -> Settings:
    path = folder / "orderlane.toml"
    path.write_text(SOURCE + api)
    return load({**ENV, "ORDERLANE_CONFIG": str(path)})


def test_a_source_without_an_api_is_not_asked_back(tmp_path: Path):
    assert told(tmp_path, "").sources["shop"].api is None


def test_an_api_is_an_address_and_a_key_by_reference(tmp_path: Path):
    api = told(tmp_path, '[sources.shop.api]\nurl="https://a.example"\nkey="env:KEY"\n')

    found = api.sources["shop"].api
    assert found is not None
    assert (found.url, found.key.value(), found.secret) == ("https://a.example", "k" * 32, None)
    assert (found.poll_s, found.loopback) == (600.0, False)
    assert "kkkk" not in repr(found)


@pytest.mark.parametrize(
    ("api", "fault"),
    [
        ('key="env:KEY"', r"\[sources.shop.api\] lacks url"),
        ('url="https://a.example"', "lacks key"),
        ('url="https://a.example"\nkey="env:NONE"', "'env:NONE' is empty or not set"),
        ('url="https://a.example"\nkey="env:KEY"\nuser="x"', "user is unknown; known: url, key"),
        ('url="https://a.example"\nkey="env:KEY"\ncalls=-1', "calls is -1"),
        ('url="https://a.example"\nkey="env:KEY"\nloopback="yes"', "loopback must be true"),
        ('url=7\nkey="env:KEY"', "url must be a text"),
    ],
)
def test_an_api_that_does_not_hold_is_named_with_what_is_wrong(
    tmp_path: Path, api: str, fault: str
):
    with pytest.raises(ConfigError, match=fault):
        told(tmp_path, f"[sources.shop.api]\n{api}\n")
