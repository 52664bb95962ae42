import pytest

from config.secret import SecretRef
from config.settings import ConfigError, Settings, Source
from webhooks.app import create_app

GOOD = "kV3w-9sQp-27Lz-xB5t-Hd8n-Rm4c"


def told(secret: str = GOOD, broker: str = "redis://localhost:1/0") -> Settings:
    ref = SecretRef("env:S", {"S": secret})
    return Settings(
        redis_url="redis://localhost:1/0",
        broker_url=broker,
        oms_url="http://localhost",
        oms_key=SecretRef("env:OMS"),
        sources={"shop": Source("shop", "shopify", "north", (ref,))},
        external_ids={},
    )


def test_the_app_starts_without_a_connection() -> None:
    answer = create_app(told()).test_client().get("/livez")

    assert answer.status_code == 200


def test_the_app_does_not_start_on_a_weak_secret() -> None:
    with pytest.raises(ConfigError, match=r"\[sources.shop\]"):
        create_app(told("changemechangemechangeme"))
