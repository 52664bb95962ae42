"""Carries an import through its file: read, check, hand over, record how far it came."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from imports.csv_rows import CsvFile
from imports.faults import FileRefused, RowRefused
from imports.rejects import CsvRejects, JsonRejects
from imports.rows import Row, json_rows
from orderlane.importing_lane import Lanes
from orderlane.importing_record import Progress
from orderlane.importing_report import count

SAVE_S: Final = 1.0
LOOK_EVERY: Final = 256
"""Rows between two looks at the clock in a dry run."""

Tick = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Job:
    """What is imported and where its files lie. record: None in a dry run.

    rate: rows a second at most, 0 for no bound.
    """

    path: Path
    target: str
    rejects: Path
    record: Path | None
    rate: float = 0.0


def run(job: Job, progress: Progress, lanes: Lanes | None, tick: Tick) -> None:
    """Import from the place of `progress` on; without lanes every row is only checked.

    Raises FileRefused, and LedgerUnavailable when Redis stays away. Progress is kept either way.
    """
    pace = Pace(job.rate)
    with job.path.open("rb") as file, rejects_file(job, progress) as refused:
        rows, rejects = _opened(job, file, refused, progress)
        saver = Saver(job, progress, lanes, refused)
        try:
            for row in rows:
                _deal(row, progress, lanes, rejects)
                pace.wait()
                if saver.due():
                    saver.save()
                    tick(progress)
            if lanes:
                lanes.drain(lambda: tick(progress))
        finally:
            saver.save()
            tick(progress)


def _opened(
    job: Job, file: BinaryIO, refused: BinaryIO, progress: Progress
) -> tuple[Iterator[Row], Any]:
    if job.path.suffix == ".csv":
        table = CsvFile(file)
        return table.rows(progress.place, job.target), CsvRejects(refused, table.header)
    return json_rows(file, progress.place, job.target), JsonRejects(refused)


def _deal(row: Row, progress: Progress, lanes: Lanes | None, rejects: Any) -> None:
    refused = row.refused
    if refused is None:
        try:
            if lanes:
                lanes.take(row.order)
            count(progress.totals, row.order)
        except RowRefused as err:
            refused = err
    if refused:
        rejects.write(row, refused)
        progress.refused += 1
    progress.rows += 1
    progress.place = row.behind


@contextmanager
def rejects_file(job: Job, progress: Progress) -> Iterator[BinaryIO]:
    """Open the rejects file, cut back to what the progress knows; without refused rows remove it.

    Raises FileRefused when it has lost rows that the progress counts.
    """
    known = progress.rejects if progress.refused else 0
    job.rejects.touch()
    with job.rejects.open("r+b") as file:
        if file.seek(0, os.SEEK_END) < known:
            told = f"{job.rejects} has lost refused rows since the last run: begin anew"
            raise FileRefused(f"{told}, without --resume")
        file.truncate(known)
        file.seek(known)
        yield file
    if not progress.refused:
        job.rejects.unlink()


class Saver:
    """Writes the progress now and then, the rejects first."""

    def __init__(
        self, job: Job, progress: Progress, lanes: Lanes | None, refused: BinaryIO
    ) -> None:
        self._job, self._progress = job, progress
        self._lanes, self._refused = lanes, refused
        self._saved = time.monotonic()
        self._rows = 0

    def due(self) -> bool:
        """Return whether it is time to save; a dry run seldom looks at the clock."""
        self._rows += 1
        if self._lanes is None and self._rows % LOOK_EVERY:
            return False
        return time.monotonic() - self._saved > SAVE_S

    def save(self) -> None:
        """Write how far the import has come."""
        self._saved = time.monotonic()
        self._refused.flush()
        os.fsync(self._refused.fileno())
        self._progress.rejects = self._refused.tell()
        if self._lanes:
            self._progress.waiting = self._lanes.waiting
            self._progress.outcomes = dict(self._lanes.outcomes)
        if self._job.record:
            self._progress.save(self._job.record)


class Pace:
    """Keeps to a number of rows a second."""

    def __init__(self, rate: float) -> None:
        self._gap_s = 1 / rate if rate else 0.0
        self._next = time.monotonic()

    def wait(self) -> None:
        """Return when the next row may come."""
        if self._gap_s:
            self._next = max(self._next + self._gap_s, time.monotonic())
            time.sleep(max(0.0, self._next - time.monotonic()))
