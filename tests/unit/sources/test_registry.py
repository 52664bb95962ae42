"""Dialects of other packages: installed, found by their entry point, and refused when two claim one."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sources.registry import DIALECTS, GROUP, known, speaking
from sources.woocommerce import DIALECT as WOOCOMMERCE

ACME = """
from sources.dialect import Dialect, Headers
from sources.hmac_seal import body_hmac_verifier

def _unread(*given):
    raise NotImplementedError

ACME = Dialect("acme", {}, body_hmac_verifier("X-Acme-Signature"), _unread, _unread)
NOT_ONE = {"name": "acme"}
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Install a package with an entry point, as pip leaves one behind."""
    made = []

    def place(package: str, name: str = "acme", what: str = "ACME") -> None:
        site = tmp_path / package
        module = package.replace("-", "_")
        info = site / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (site / f"{module}.py").write_text(ACME)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {module}:{what}\n")
        (info / "RECORD").write_text(f"{module}.py,,\n")
        monkeypatch.syspath_prepend(str(site))
        made.append(module)

    yield place
    for module in made:
        sys.modules.pop(module, None)


def test_without_a_package_there_are_ours_alone() -> None:
    assert known() == DIALECTS


def test_a_package_brings_a_dialect(install: Callable[..., None]) -> None:
    install("orderlane-acme")

    assert known().keys() - DIALECTS.keys() == {"acme"}
    assert known()["acme"].name == "acme"


def test_two_packages_that_claim_one_name_are_refused(install: Callable[..., None]) -> None:
    install("orderlane-acme")
    install("other-acme")

    with pytest.raises(ValueError, match=r"'acme' is claimed by .*-acme and by .*-acme: uninstall"):
        known()


def test_a_package_cannot_take_the_place_of_ours(install: Callable[..., None]) -> None:
    install("orderlane-acme", name="shopify")

    with pytest.raises(
        ValueError, match="'shopify' is claimed by orderlane itself and by orderlane-"
    ):
        known()


@pytest.mark.parametrize(
    ("name", "what", "said"),
    [
        ("acme", "NOT_ONE", "is no sources.dialect.Dialect"),
        ("acme", "MISSING", "cannot be loaded: AttributeError"),
        ("acne", "ACME", "calls itself 'acme'"),
    ],
)
def test_what_is_no_dialect_is_named(
    name: str, what: str, said: str, install: Callable[..., None]
) -> None:
    install("orderlane-acme", name, what)

    with pytest.raises(ValueError, match=rf"package orderlane-acme .*{said}|{said}"):
        known()


def test_a_package_that_cannot_be_imported_is_named(
    install: Callable[..., None], tmp_path: Path
) -> None:
    install("orderlane-acme")
    (tmp_path / "orderlane-acme" / "orderlane_acme.py").write_text("import no_such_module_here")

    with pytest.raises(ValueError, match="orderlane-acme cannot be loaded: ModuleNotFoundError"):
        known()


def test_a_source_is_told_its_own_statuses() -> None:
    told = speaking("woocommerce", {"statuses": {"awaiting-engraving": "held"}}, DIALECTS)

    assert told.statuses == {**WOOCOMMERCE.statuses, "awaiting-engraving": "held"}


@pytest.mark.parametrize(
    ("dialect", "options", "said"),
    [
        ("woo", {}, "knows no dialect 'woo'"),
        (
            "woocommerce",
            {"statuses": {"engraving": "hold"}},
            "engraving means 'hold'; write one of",
        ),
        ("woocommerce", {"statuses": ["held"]}, "statuses: not a table"),
        ("woocommerce", {"client_id": "c0ffee"}, "client_id: this dialect can be told"),
        ("shopify", {"statuses": {"paid": "open"}}, "statuses: this dialect can be told its"),
    ],
)
def test_what_a_dialect_cannot_be_told_is_named(dialect: str, options: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        speaking(dialect, options, DIALECTS)  # type: ignore[arg-type] # wrong on purpose
