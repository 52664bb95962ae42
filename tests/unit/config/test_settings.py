"""The settings: everything that is missing is named at once, with its remedy."""

from pathlib import Path

import pytest

from config import routes, settings
from config.secret import SecretError, SecretRef
from config.settings import ConfigError, Timing, load, load_for_verbs
from events import payloads, types

TOML = """
[stores.lamps]
external_order_id = "lamps-{id}"
[sources.shop]
dialect = "shopify"
store = "acme"
secrets = ["env:OLD", "env:NEW"]
[sources.woo]
dialect = "woocommerce"
store = "lamps"
secrets = ["env:OLD"]
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "orderlane.toml"
    path.write_text(TOML)
    return {
        "ORDERLANE_CONFIG": str(path),
        "ORDERLANE_REDIS_URL": "redis://127.0.0.1:1/0",
        "ORDERLANE_OMS_URL": "http://127.0.0.1:2",
        "OLD": "old-secret",
        "NEW": "new-secret",
    }


def test_sources_stores_and_external_ids_are_read(environ: dict[str, str]):
    found = settings.load(environ)

    assert [ref.value() for ref in found.sources["shop"].secrets] == ["old-secret", "new-secret"]
    assert found.stores == ["acme", "lamps"]
    assert found.external_order_id("acme", "7") == "7"
    assert found.external_order_id("lamps", "7") == "lamps-7"
    assert found.broker_url == found.redis_url


def test_everything_that_is_missing_is_named_at_once(environ: dict[str, str]):
    for name in ("ORDERLANE_REDIS_URL", "ORDERLANE_OMS_URL", "NEW"):
        del environ[name]

    with pytest.raises(ConfigError) as caught:
        settings.load(environ)

    for named in ("ORDERLANE_REDIS_URL", "ORDERLANE_OMS_URL", "env:NEW"):
        assert named in str(caught.value)


def test_two_stores_must_not_give_two_orders_one_external_id(
    environ: dict[str, str], tmp_path: Path
):
    (tmp_path / "orderlane.toml").write_text(TOML.replace("lamps-{id}", "{id}"))

    with pytest.raises(ConfigError, match="same ExternalOrderId"):
        settings.load(environ)


@pytest.mark.parametrize("template", ["X", "{name}-{id}", "{", "{store}"])
def test_an_external_id_that_does_not_tell_orders_apart_is_refused(
    environ: dict[str, str], tmp_path: Path, template: str
):
    (tmp_path / "orderlane.toml").write_text(TOML.replace("lamps-{id}", template))

    with pytest.raises(ConfigError, match=r"must hold \{id\}"):
        settings.load(environ)


@pytest.mark.parametrize("value", ["abc", "-1", "0", "nan", "inf"])
@pytest.mark.parametrize(
    "variable",
    [
        "ORDERLANE_OMS_CALLS",
        "ORDERLANE_OMS_WINDOW_S",
        "ORDERLANE_BODY_LIMIT",
        "ORDERLANE_TIME_SCALE",
    ],
)
def test_a_number_that_is_none_is_named(environ: dict[str, str], variable: str, value: str):
    with pytest.raises(ConfigError, match=variable):
        settings.load({**environ, variable: value})


def test_a_time_that_is_unknown_is_named_with_the_known_ones(
    environ: dict[str, str], tmp_path: Path
):
    (tmp_path / "orderlane.toml").write_text(TOML + "[timing]\nquite = 5\nlease = 2")

    with pytest.raises(ConfigError, match=r"quite is unknown; known: .*quiet"):
        settings.load(environ)


def test_a_time_of_the_file_is_taken(environ: dict[str, str], tmp_path: Path):
    (tmp_path / "orderlane.toml").write_text(TOML + "[timing]\nlease = 2")

    assert settings.load(environ).timing.ms("lease") == 2000


def test_a_broken_file_is_named(environ: dict[str, str], tmp_path: Path):
    (tmp_path / "orderlane.toml").write_text("[sources")

    with pytest.raises(ConfigError, match=r"orderlane\.toml"):
        settings.load(environ)


def test_times_shrink_together_in_their_ratios():
    full, small = Timing(), Timing(scale=0.02)

    assert small.s("quiet") / small.s("lease") == pytest.approx(full.s("quiet") / full.s("lease"))
    assert small.ms("lease") == 100


def test_a_secret_file_is_read_anew_when_it_changes(tmp_path: Path):
    path = tmp_path / "secret"
    path.write_text("first\n")
    ref = SecretRef(f"file:{path}")
    first = ref.value()
    replacement = tmp_path / "new"
    replacement.write_text("second\n")
    replacement.rename(path)

    assert (first, ref.value()) == ("first", "second")


@pytest.mark.parametrize("reference", ["env:NOT_SET", "file:/no/such/file", "plain-text", ""])
def test_a_secret_that_cannot_be_had_names_its_reference(reference: str):
    with pytest.raises(SecretError, match="secret"):
        SecretRef(reference, {}).value()


def test_a_secret_is_not_in_its_repr():
    ref = SecretRef("env:X", {"X": "hidden-value"})
    ref.value()

    assert "hidden-value" not in repr(ref)


def test_every_routed_type_is_a_type_of_the_vocabulary_with_a_payload():
    without_payload = {types.DELIVERY_RECEIVED}

    assert set(routes.ROUTES) == set(payloads.SCHEMAS) | without_payload


def test_a_person_s_verbs_need_no_source_no_queue_and_no_secret(tmp_path: Path) -> None:
    told = (
        '[sources.shop]\ndialect = "shopify"\nstore = "north"\nsecrets = ["env:NOT_THERE"]\n'
        '[queues.bus]\nurl = "redis://127.0.0.1:6379/9"\nqueue = "events"\nsource = "shop"\n'
    )
    config = tmp_path / "orderlane.toml"
    config.write_text(told)
    env = {"ORDERLANE_CONFIG": str(config), "ORDERLANE_REDIS_URL": "redis://here"}

    assert load_for_verbs(env).redis_url == "redis://here"
    with pytest.raises(ConfigError, match="NOT_THERE"):
        load(env)


def test_a_source_is_told_the_oms_s_names_of_its_places_and_whether_it_can_be_asked(
    environ: dict[str, str],
):
    path = Path(environ["ORDERLANE_CONFIG"])
    path.write_text(f'{TOML}[sources.woo.locations]\ndefault = "EAST"\n')

    found = load(environ).sources

    assert found["woo"].options == {"locations": {"default": "EAST"}, "asked_back": False}
    assert found["shop"].options == {}
