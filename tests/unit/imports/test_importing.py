"""The command's parts: lanes that are filled in bounds, a record to go on from, totals."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from click.testing import CliRunner

from config.secret import SecretRef
from config.settings import ConfigError, Settings, Source
from desk.book import Book
from imports.faults import FileRefused, RowRefused
from imports.fields import ORDERDYNAMICS
from imports.rows import Place
from imports.validation import check_row
from ledger import keys
from ledger.ledger import Ledger
from ledger.records import Intake, LedgerUnavailable
from orderlane.cli import cli
from orderlane.importing_lane import SOURCE, Lanes, Numbering, delivery_of
from orderlane.importing_record import Progress
from orderlane.importing_report import count
from orderlane.importing_run import Job, Pace, run
from tests.unit.imports.orders import at, line, order

URL = "redis://127.0.0.1:1/0"


def settings(store: str, template: str = "{id}") -> Settings:
    source = Source("shop", "shopify", store, ())
    key = SecretRef("env:KEY", {"KEY": "key"})
    return Settings(URL, URL, "http://127.0.0.1:9", key, {"shop": source}, {store: template})


def checked(**fields: Any) -> Any:
    return check_row(order(**fields), ORDERDYNAMICS)


@pytest.mark.parametrize(
    ("template", "external", "ref"),
    [
        ("{id}", "1001", "order:1001"),
        ("{id}", "#10/01 é", "order:%2310%2F01%20%C3%A9"),
        ("acme-{id}", "acme-1001", "order:1001"),
        ("{store}-{id}.x", "acme-7.x", "order:7"),
    ],
)
def test_a_row_finds_the_lane_of_its_live_events(template: str, external: str, ref: str):
    assert Numbering(settings("acme", template), "acme").reference(external) == ref


@pytest.mark.parametrize(
    ("template", "external"),
    [("acme-{id}", "1001"), ("{id}", " 1001"), ("{id}", "gid://shopify/Order/1"), ("{id}", " ")],
)
def test_an_id_that_no_event_of_the_store_could_have_is_refused(template: str, external: str):
    with pytest.raises(RowRefused, match="externalOrderID: is not an id of store acme"):
        Numbering(settings("acme", template), "acme").reference(external)


def test_a_store_that_is_not_in_the_settings_is_refused():
    with pytest.raises(ConfigError, match="'other' is not a store"):
        Numbering(settings("acme"), "other")


def test_equal_rows_are_equal_deliveries_and_a_password_is_not_kept():
    row = order(locale="en-US")
    row["customer"]["password"] = "opensesame"

    one = delivery_of(check_row(row, ORDERDYNAMICS), ORDERDYNAMICS, "acme", "order:1")
    other = delivery_of(checked(), ORDERDYNAMICS, "acme", "order:1")

    assert one == other
    assert b"opensesame" not in one.body
    assert one.envelope.identity == "orderdynamics|H-1"


@pytest.fixture
def lanes(redis_client: "redis.Redis", store: str) -> Iterator[Lanes]:
    """Lanes of a real ledger whose orders are settled by hand; no pause lasts."""
    told = settings(store)
    book = Book(told, Ledger(redis_client))
    yield Lanes(book, ORDERDYNAMICS, store, Numbering(told, store), at_most=2, sleep=lambda s: None)
    redis_client.delete("orders")  # the bells, which nobody answers


def settle_first(lanes: Lanes) -> Callable[[float], None]:
    """Return a pause in which a worker would settle the oldest order."""

    def pause(seconds: float) -> None:
        client = lanes.book.ledger.client
        eid = lanes.waiting[0]
        client.hset(f"{keys.prefix_of_event(eid)}:ev:{eid}", "state", "done")

    return pause


def test_no_more_than_told_are_unsettled_at_a_time(lanes: Lanes):
    most = 0
    lanes.sleep = settle_first(lanes)

    for number in range(5):
        lanes.take(checked(externalOrderID=f"H-{number}"))
        most = max(most, len(lanes.waiting))
    lanes.drain(lambda: None)

    assert most == 2
    assert lanes.outcomes == {"new": 5, "done": 5}


def test_the_same_row_again_is_known_and_another_content_is_refused(lanes: Lanes):
    lanes.take(checked())
    lanes.take(checked())

    with pytest.raises(RowRefused, match="another content"):
        lanes.take(checked(currency="EUR"))

    assert lanes.outcomes == {"new": 1, "known before": 1, "conflict": 1}
    assert lanes.waiting == [keys.event_id(lanes.store, SOURCE, "orderdynamics|H-1")]


def test_a_redis_that_is_away_for_a_moment_is_waited_for(lanes: Lanes):
    real, failures = lanes.book.ledger, [LedgerUnavailable("away")] * 3

    def ingest(*given: Any) -> Intake:
        if failures:
            raise failures.pop()
        return real.ingest(*given)

    lanes.book = SimpleNamespace(  # type: ignore[assignment] # all that is asked of it
        settings=lanes.book.settings,
        views=lanes.book.views,
        ledger=SimpleNamespace(ingest=ingest, client=real.client),
    )
    lanes.take(checked())

    assert (failures, lanes.outcomes) == ([], {"new": 1})


class Stop(Exception):
    """The run ends here, as by a kill that lets the record stand."""


class Kept:
    """Lanes that keep what they are given, and stop once at the nth."""

    store = "acme"

    def __init__(self, stop_at: int = 0) -> None:
        self.taken: list[str] = []
        self.waiting: list[str] = []
        self.outcomes: dict[str, int] = {}
        self._stop_at = stop_at

    def take(self, order: Any) -> None:
        if len(self.taken) + 1 == self._stop_at:
            self._stop_at = 0
            raise Stop
        self.taken.append(order.externalOrderID)

    def drain(self, tick: Callable[[], None]) -> None:
        tick()


def job_of(path: Path) -> Job:
    return Job(path, ORDERDYNAMICS, path.with_suffix(".rejects"), path.with_suffix(".progress"))


def test_a_stopped_run_goes_on_behind_its_last_row_and_its_rejects(tmp_path: Path):
    path = tmp_path / "orders.jsonl"
    rows = [order(externalOrderID=f"H-{number}", currency="?" if number in (1, 6) else "USD")
            for number in range(8)]  # fmt: skip
    path.write_bytes(b"".join(map(line, rows)))
    job, kept, fresh = job_of(path), Kept(stop_at=4), Progress("f", ORDERDYNAMICS, "acme")

    with pytest.raises(Stop):
        run(job, fresh, kept, lambda now: None)  # type: ignore[arg-type] # lanes by their shape
    with job.rejects.open("ab") as file:
        file.write(b"what was written after the record\n")
    progress = Progress("f", ORDERDYNAMICS, "acme").resumed(job.record or path)
    run(job, progress, kept, lambda now: None)  # type: ignore[arg-type] # lanes by their shape

    assert kept.taken == [f"H-{number}" for number in (0, 2, 3, 4, 5, 7)]
    assert (progress.rows, progress.refused, progress.place.offset) == (8, 2, path.stat().st_size)
    told = [json.loads(one)["_line"] for one in job.rejects.read_text().splitlines()]
    assert told == [2, 7]
    assert sum(line[0] for line in progress.totals.values()) == 6


def test_a_rejects_file_that_lost_rows_is_not_gone_on_with(tmp_path: Path):
    path = tmp_path / "orders.jsonl"
    path.write_bytes(line(order(currency="?")) * 2)
    job, progress = job_of(path), Progress("f", ORDERDYNAMICS, "acme")
    run(job, progress, Kept(), lambda now: None)  # type: ignore[arg-type] # lanes by their shape
    job.rejects.write_bytes(b"")

    with pytest.raises(FileRefused, match="has lost refused rows"):
        run(job, progress, Kept(), lambda now: None)  # type: ignore[arg-type] # lanes by their shape


def test_no_file_of_another_run_is_written_over(tmp_path: Path):
    path, rejects = tmp_path / "orders.jsonl", tmp_path / "orders.rejects.jsonl"
    path.write_bytes(line(order()))
    rejects.write_text("refused before\n")
    (tmp_path / "orders.jsonl.progress").write_text("{}")

    itself = CliRunner().invoke(cli, ["import", str(path), "--dry-run", "--rejects", str(path)])
    dry = CliRunner().invoke(cli, ["import", str(path), "--dry-run"])

    assert (itself.exit_code, dry.exit_code) == (2, 2)
    assert "not finished" in dry.output
    assert path.read_bytes() == line(order())
    assert rejects.read_text() == "refused before\n"


@pytest.mark.parametrize("name", ["file", "target", "store"])
def test_the_record_of_another_job_is_refused(tmp_path: Path, name: str):
    path = tmp_path / "record"
    Progress("f", "t", "s", Place(7, 1)).save(path)
    now = Progress("f", "t", "s")

    assert now.resumed(path).place == Place(7, 1)
    setattr(now, name, "other")
    with pytest.raises(ConfigError, match=f"belongs to another {name}"):
        now.resumed(path)


def test_without_a_record_a_resume_begins_anew(tmp_path: Path):
    now = Progress("f", "t", "s")

    assert now.resumed(tmp_path / "none") is now


def test_totals_are_by_day_status_and_currency_in_cents():
    totals: dict[str, list[int]] = {}
    for row in (order(), order(), order(orderStatus="READY"), at("importedCreationDate", ...)):
        count(totals, check_row(row, ORDERDYNAMICS))

    assert totals == {
        "2024-01-31|SHIPPED|USD": [2, 5000],
        "2024-01-31|READY|USD": [1, 2500],
        "no date|SHIPPED|USD": [1, 2500],
    }


def test_a_rate_spaces_the_rows(monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    pace = Pace(10.0)

    for _ in range(3):
        pace.wait()

    assert sum(slept) > 0.29 * 2
    assert Pace(0.0)._gap_s == 0


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["--template", "csv"], 0, "externalOrderID,manufacturerID"),
        (["{good}", "--dry-run"], 0, "1 fit, 0 refused"),
        (["{bad}", "--dry-run"], 1, "0 fit, 1 refused"),
        (["{good}", "--dry-run", "--resume"], 2, "nothing to resume"),
        ([], 2, "name a FILE.jsonl or FILE.csv"),
    ],
    ids=["template", "good", "bad", "dry resume", "no file"],
)
def test_the_command_ends_with_a_status_and_a_word(
    tmp_path: Path, words: list[str], status: int, told: str
):
    files = {"good": tmp_path / "good.jsonl", "bad": tmp_path / "bad.jsonl"}
    files["good"].write_bytes(line(order()))
    files["bad"].write_bytes(line(order(currency="?")))

    done = CliRunner().invoke(cli, ["import", *(word.format(**files) for word in words)])

    assert (done.exit_code, told in done.output) == (status, True), done.output
    assert (tmp_path / "bad.rejects.jsonl").exists() == (words[:1] == ["{bad}"])


def test_a_run_to_kibo_without_an_account_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "orders.jsonl"
    path.write_bytes(line(order()))
    monkeypatch.setenv("ORDERLANE_CONFIG", str(tmp_path / "none.toml"))
    monkeypatch.setenv("ORDERLANE_REDIS_URL", URL)
    monkeypatch.setenv("ORDERLANE_OMS_URL", "http://127.0.0.1:9")

    done = CliRunner().invoke(cli, ["import", str(path), "--target", "kibo"])

    assert isinstance(done.exception, ConfigError)
    assert "ORDERLANE_KIBO_URL" in str(done.exception)
