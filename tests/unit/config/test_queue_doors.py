"""`[queues.NAME]`: chosen by URL, sealed explicitly, and no password where a log could show it."""

from pathlib import Path

import pytest

from config import settings
from config.queue_doors import FORMS
from config.settings import ConfigError, Settings

GOOD = {
    "amqp": "amqp://us%40er@rabbit.internal:5672/%2F?queue=warehouse.events",
    "redis": "redis://bus.internal:6379/0?stream=events&group=orderlane",
    "sqs": "sqs://sqs.eu-west-1.amazonaws.com/123456789012/acme-events",
    "azure": "azure://listen@acme.servicebus.windows.net/events",
}


def loaded(tmp_path: Path, queue: str, source: str = 'secrets = ["env:KEY"]') -> Settings:
    path = tmp_path / "orderlane.toml"
    path.write_text(
        f'[sources.bus]\ndialect = "cloudevents"\nstore = "acme"\n{source}\n[queues.in]\n{queue}\n'
    )
    environ = {"ORDERLANE_CONFIG": str(path), "ORDERLANE_REDIS_URL": "r", "ORDERLANE_OMS_URL": "o"}
    return settings.load({**environ, "KEY": "k", "PASSWORD": "p455w0rd"})


def refused(tmp_path: Path, queue: str, **source: str) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, queue, **source)
    return str(caught.value)


@pytest.mark.parametrize("url", GOOD.values(), ids=GOOD)
def test_a_queue_is_chosen_by_its_url(tmp_path: Path, url: str):
    door = loaded(tmp_path, f'url = "{url}"\nsource = "bus"').queue_doors["in"]

    assert (door.source, door.seal, door.prefetch) == ("bus", "signature", 20)
    assert door.url.scheme in FORMS


def test_user_vhost_and_password_are_read_where_they_stand(tmp_path: Path):
    told = f'url = "{GOOD["amqp"]}"\nsource = "bus"\npassword = "env:PASSWORD"'
    door = loaded(tmp_path, told).queue_doors["in"]

    assert (door.user, door.path, door.secret()) == ("us@er", ["/"], "p455w0rd")


def test_neither_user_nor_password_is_shown(tmp_path: Path):
    told = f'url = "{GOOD["amqp"]}"\nsource = "bus"\npassword = "env:PASSWORD"'
    door = loaded(tmp_path, told).queue_doors["in"]

    assert "p455w0rd" not in f"{door} {door.shown}"
    assert "er@" not in f"{door} {door.shown}"
    assert door.shown == "amqp://rabbit.internal:5672/%2F?queue=warehouse.events"


def test_a_password_in_the_url_is_refused_without_being_repeated(tmp_path: Path):
    told = refused(tmp_path, 'url = "amqp://me:p455w0rd@rabbit/?queue=q"\nsource = "bus"')

    assert 'password = "env:NAME"' in told
    assert "p455w0rd" not in told


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("kafka://bus/events", "amqp://, amqps://, redis://"),
        ("", "must begin with one of"),
        ("amqp://rabbit/", "amqp://USER@HOST:5672/VHOST?queue=NAME"),
        ("redis://bus/0?stream=a&list=b", "?stream=NAME"),
        ("redis://bus/0?stream=a&claim=b", "?stream=NAME"),
        ("redis://bus/0?stream=a&redeliver_after=soon", "redeliver_after must be a number"),
        ("redis://bus/0?stream=a&redeliver_after=0", "redeliver_after must be a number"),
        ("sqs://sqs.eu-west-1.amazonaws.com", "names no queue"),
        ("azure://acme.servicebus.windows.net/", "names no queue"),
        ("amqp://rabbit:port/?queue=q", "Port could not be cast"),
    ],
)
def test_a_url_that_does_not_hold_is_told_with_its_form(tmp_path: Path, url: str, remedy: str):
    told = refused(tmp_path, f'url = "{url}"\nsource = "bus"')

    assert "[queues.in]" in told
    assert remedy in told


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ('source = "nobody"', "'nobody' is not a declared source (declared: bus)"),
        ('source = "bus"\nseal = "none"', "write one of signature, transport"),
        ('source = "bus"\nprefetch = 0', "from 1 to 1000"),
        ('source = "bus"\nprefetch = "many"', "from 1 to 1000"),
        ('source = "bus"\npassphrase = "x"', "passphrase unknown; known: headers, password"),
    ],
)
def test_a_setting_that_does_not_hold_is_told_with_its_remedy(
    tmp_path: Path, line: str, remedy: str
):
    assert remedy in refused(tmp_path, f'url = "{GOOD["redis"]}"\n{line}')


def test_a_source_that_only_a_queue_believes_by_its_transport_needs_no_secret(tmp_path: Path):
    told = f'url = "{GOOD["redis"]}"\nsource = "bus"\nseal = "transport"'

    assert loaded(tmp_path, told, source="").queue_doors["in"].seal == "transport"


def test_without_a_secret_a_signature_cannot_be_checked(tmp_path: Path):
    told = refused(tmp_path, f'url = "{GOOD["redis"]}"\nsource = "bus"', source="")

    assert "[sources.bus] lacks secrets" in told
    assert 'write seal = "transport" here' in told
