"""The doctor finds each thing that is broken, says what it means, and what to do."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from config.settings import ConfigError, Settings, load, load_for_verbs
from desk.book import Book
from desk.doctor import FAULT, GOOD, WARNING, Finding, examine, is_well
from desk.doctor_oms import check_oms
from desk.doctor_redis import _clock, _keeps, _version, check_redis
from desk.doctor_work import check_work
from orderlane import doctor_settings
from orderlane.doctor_settings import check_settings, check_versions
from tests.integration.figures_rig import House, effect_record, shard_of
from tests.integration.lane_rig import KEY
from worker.pulse import KEY as PULSE
from worker.pulse import Pulse

ROOT = Path(__file__).resolve().parents[2]
STRONG = "kP9x2mV7qLr4Tz8wYb3NcD6f"
CHECKS = (check_redis, check_oms, check_work, check_versions)


class Patient:
    """A small house that is well, and everything that can be broken in it."""

    def __init__(self, client: "redis.Redis", url: str, oms_url: str, store: str, folder: Path):
        self.house, self.client, self.folder, self.store = (
            House(client, store),
            client,
            folder,
            store,
        )
        self.env = {
            "ORDERLANE_CONFIG": str(folder / "orderlane.toml"),
            "ORDERLANE_REDIS_URL": url,
            "ORDERLANE_OMS_URL": oms_url,
        }
        self.secret("shop", STRONG)
        self.secret("oms", KEY)
        (folder / "orderlane.toml").write_text(
            f'[oms]\nkey = "file:{folder}/oms"\n[sources.{store}]\ndialect = "shopify"\n'
            f'store = "{store}"\nsecrets = ["file:{folder}/shop"]\n'
        )
        self.given = self.house.give("1", "orders/create")
        Pulse(client, 60).beat()

    def secret(self, name: str, text: str, mode: int = 0o600) -> None:
        path = self.folder / name
        path.write_text(text)
        path.chmod(mode)

    @property
    def book(self) -> Book:
        return Book(self.settings, self.house.ledger)

    @property
    def settings(self) -> Settings:
        return load(self.env)

    def findings(self) -> list[Finding]:
        return [*check_settings(self.env), *examine(self.book, CHECKS)]

    def finding(self, check: str) -> Finding:
        """Return the gravest finding of a check."""
        found = [one for one in self.findings() if one.check == check]
        return min(found, key=lambda one: [FAULT, WARNING, GOOD].index(one.severity))


@pytest.fixture
def patient(own_redis, own_client, sandbox_url: str, store: str, tmp_path: Path):
    tmp_path.chmod(0o700)
    return Patient(own_client, own_redis.url, sandbox_url, store, tmp_path)


def test_a_house_that_is_well_gets_no_fault(patient: Patient):
    found = patient.findings()

    grave = [one for one in found if one.severity == FAULT]
    assert grave == []
    assert is_well(found)
    assert {one.check for one in found} >= {"settings", "persistence", "oms", "workers", "balance"}


def late(patient: Patient) -> None:
    lane = patient.given.lane
    patient.client.zincrby(f"{shard_of(patient.given)}:READY", -120_000, lane)


def off_balance(patient: Patient) -> None:
    patient.client.hincrby(f"{shard_of(patient.given)}:cnt", "received", 1)


def parked(patient: Patient) -> None:
    patient.house.park(patient.given.event_id, "REFUSED_X")


def quarantined(patient: Patient) -> None:
    patient.house.give("2", "x", state="quarantined", reason="UNKNOWN_TOPIC")


def doubtful(patient: Patient) -> None:
    ledger, eid = patient.house.ledger, patient.given.event_id
    claim = ledger.claim(eid, "w")
    effect = ("hold_order|1", effect_record("IN_DOUBT", {}))
    ledger.defer(claim.lane, claim.token, eid, delay_ms=60_000, reason="IN_DOUBT", effect=effect)
    patient.client.zincrby(f"{shard_of(patient.given)}:DOUBT", -1_000_000, claim.lane)


def jumped(patient: Patient) -> None:
    patient.client.hincrby(f"{shard_of(patient.given)}:cnt", "jumps", 1)


def no_worker(patient: Patient) -> None:
    patient.client.delete(*patient.client.keys(f"{PULSE}*"))


def weak_secret(patient: Patient) -> None:
    patient.secret("shop", "change-me-change-me-change-me")


def missing_secret(patient: Patient) -> None:
    (patient.folder / "shop").unlink()


def open_secret(patient: Patient) -> None:
    patient.secret("shop", STRONG, 0o666)


def readable_secret(patient: Patient) -> None:
    patient.secret("shop", STRONG, 0o644)
    patient.folder.chmod(0o755)


def wrong_key(patient: Patient) -> None:
    patient.secret("oms", "another-key")


def no_key(patient: Patient) -> None:
    (patient.folder / "oms").unlink()


def no_oms(patient: Patient) -> None:
    patient.env["ORDERLANE_OMS_URL"] = "http://127.0.0.1:9"


def plain_oms(patient: Patient) -> None:
    patient.env["ORDERLANE_OMS_URL"] = "http://oms.invalid"


def breaker(patient: Patient) -> None:
    patient.client.hset("ol:{oms}:gate", "open", 9_999_999_999_999)


def pause(patient: Patient) -> None:
    patient.client.hset("ol:{oms}:gate", "pause", 9_999_999_999_999)


def volatile(patient: Patient) -> None:
    patient.client.config_set("appendfsync", "everysec")


def evicting(patient: Patient) -> None:
    patient.client.config_set("maxmemory-policy", "allkeys-lru")


def nearly_full(patient: Patient) -> None:
    used = int(patient.client.info("memory")["used_memory"])
    patient.client.config_set("maxmemory", int(used * 1.15))


def filling(patient: Patient) -> None:
    used = int(patient.client.info("memory")["used_memory"])
    patient.client.config_set("maxmemory", int(used * 1.4))


BROKEN: dict[Callable[[Patient], None], tuple[str, str, str]] = {
    late: ("queues", FAULT, "orders: an order has been due"),
    off_balance: ("balance", FAULT, "not accounted for"),
    parked: ("parked", WARNING, "REFUSED_X"),
    quarantined: ("quarantine", WARNING, "UNKNOWN_TOPIC"),
    doubtful: ("in doubt", WARNING, "16 min"),
    jumped: ("clock", WARNING, "jumped"),
    no_worker: ("workers", FAULT, "none has swept"),
    weak_secret: ("settings", FAULT, "placeholder"),
    missing_secret: ("settings", FAULT, "cannot be read"),
    open_secret: ("secret file", FAULT, "written by others (666)"),
    readable_secret: ("secret file", WARNING, "read by everybody (644)"),
    wrong_key: ("oms key", FAULT, "refuses it"),
    no_key: ("oms key", FAULT, "cannot be read"),
    no_oms: ("oms", FAULT, "NotSent"),
    plain_oms: ("oms", FAULT, "in the clear"),
    breaker: ("breaker", FAULT, "open for"),
    pause: ("pause", WARNING, "s more"),
    volatile: ("persistence", FAULT, "appendfsync everysec"),
    evicting: ("persistence", FAULT, "allkeys-lru"),
    nearly_full: ("memory", FAULT, "used"),
    filling: ("memory", WARNING, "used"),
}


@pytest.fixture
def mended(patient: Patient) -> Iterator[None]:
    """Put the settings of the file's own Redis right afterwards."""
    yield
    for name, value in (
        ("appendfsync", "always"),
        ("maxmemory-policy", "noeviction"),
        ("maxmemory", 0),
    ):
        patient.client.config_set(name, value)


@pytest.mark.parametrize("break_it", BROKEN, ids=lambda breaks: breaks.__name__)
def test_what_is_broken_is_found_with_its_meaning_and_its_remedy(
    patient: Patient, mended: None, break_it: Callable[[Patient], None]
):
    check, severity, told = BROKEN[break_it]

    break_it(patient)
    found = [one for one in safely(patient) if one.check == check and told in one.told]

    assert [one.severity for one in found] == [severity]
    assert found[0].means
    assert found[0].remedy


def safely(patient: Patient) -> list[Finding]:
    """Return what is found where the settings themselves may be broken, as the command does."""
    found = [*check_settings(patient.env)]
    try:
        book = patient.book
    except ConfigError:
        book = Book(load_for_verbs(patient.env), patient.house.ledger)
    return found + examine(book, CHECKS)


def test_a_redis_that_is_away_is_the_one_fault_told(patient: Patient):
    patient.env["ORDERLANE_REDIS_URL"] = "redis://127.0.0.1:9/0"

    found = examine(Book(patient.settings), (check_redis, check_work))

    assert [(one.check, one.severity) for one in found] == [("redis", FAULT)]


@pytest.mark.parametrize(
    ("ago_s", "severity", "told"),
    [
        (None, WARNING, "never delivered"),
        (5, GOOD, "delivered"),
        (90_000, WARNING, "silent for 25 h"),
    ],
)
def test_each_source_s_last_delivery_is_told(
    patient: Patient, ago_s: int | None, severity: str, told: str
):
    if ago_s is not None:
        at = round((time.time() - ago_s) * 1000)
        patient.client.hset(f"{shard_of(patient.given)}:seen", patient.store, at)

    finding = patient.finding(f"source {patient.store}")

    assert (finding.severity, told in finding.told) == (severity, True)


def test_what_redis_itself_says_of_its_disk_age_and_clock_is_told():
    found = [*_keeps({"aof_last_write_status": "err"}, []), *_version({"redis_version": "6.0.16"})]
    apart, together = next(_clock(-12.0)), next(_clock(0.4))

    assert [one.severity for one in found] == [FAULT, FAULT]
    assert (apart.severity, together.severity) == (WARNING, GOOD)


def test_a_version_that_was_not_tried_is_told(patient: Patient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(doctor_settings.MADE_FOR, "flower", "1.0.")

    finding = patient.finding("versions")

    assert (finding.severity, finding.told[:6]) == (WARNING, "flower")


@pytest.mark.parametrize(("broken", "status"), [(False, 0), (True, 1)])
def test_the_command_exits_by_what_it_found_and_speaks_json(
    patient: Patient, broken: bool, status: int
):
    if broken:
        open_secret(patient)
    argv = [sys.executable, "-m", "orderlane", "doctor", "--output", "json"]

    done = subprocess.run(
        argv, cwd=ROOT, env={**os.environ, **patient.env}, capture_output=True, check=False
    )

    found = json.loads(done.stdout)["findings"]
    assert done.returncode == status, found
    assert any(one["severity"] == "fault" for one in found) == broken
