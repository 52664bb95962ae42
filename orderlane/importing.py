"""`orderlane import`: historic orders from a file, checked, through lanes and effects like live ones."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console

from config.settings import ConfigError
from desk.book import Book
from imports.faults import FileRefused
from imports.fields import KIBO, ORDERDYNAMICS, TARGETS
from imports.template import FORMATS, template
from orderlane.importing_lane import Lanes, resumed
from orderlane.importing_record import Progress, fingerprint
from orderlane.importing_report import bar, sentence, table
from orderlane.importing_run import Job, run


@click.command(
    "import",
    epilog="Examples:  orderlane import --template csv > orders.csv   ·   "
    "orderlane import orders.csv --dry-run   ·   orderlane import orders.csv --store acme --resume",
)
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--template", "form", type=click.Choice(FORMATS), help="Write a template, and end.")
@click.option("--target", type=click.Choice(TARGETS), default=ORDERDYNAMICS, show_default=True)
@click.option("--store", help="Whose orders these are (default: the only store there is).")
@click.option("--dry-run", is_flag=True, help="Check every row, hand none over.")
@click.option("--rate", type=click.FloatRange(min=0), default=0.0, help="Rows a second at most.")
@click.option(
    "--in-flight",
    type=click.IntRange(1, 1000),
    default=50,
    show_default=True,
    help="Orders handed over and not settled yet, at most.",
)
@click.option("--resume", is_flag=True, help="Go on where the last run of this file ended.")
@click.option(
    "--rejects", type=click.Path(path_type=Path), help="Default: FILE.rejects.csv or .jsonl."
)
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def import_orders(  # one parameter an option
    file: Path | None,
    form: str | None,
    target: str,
    store: str | None,
    dry_run: bool,
    rate: float,
    in_flight: int,
    resume: bool,
    rejects: Path | None,
    output: str,
) -> None:
    """Import the historic orders of FILE (.jsonl or .csv); exit 1 when a row needs a person."""
    if form:
        click.echo(template(form), nl=False)
        return
    if file is None or file.suffix not in (".csv", ".jsonl"):
        raise click.UsageError("name a FILE.jsonl or FILE.csv (--template shows what goes in)")
    job = Job(
        path=file,
        target=target,
        rejects=rejects or file.with_name(f"{file.stem}.rejects{file.suffix}"),
        record=None if dry_run else record_of(file),
        rate=rate,
    )
    _refuse_overwriting(job)
    lanes = None if dry_run else _lanes(target, store, in_flight)
    progress = _progress(job, lanes, resume=resume)
    _carried_out(job, progress, lanes)
    _report(job, progress, output)


def record_of(file: Path) -> Path:
    """Return where the progress of a file's import is kept."""
    return file.with_name(f"{file.name}.progress")


def _refuse_overwriting(job: Job) -> None:
    if job.rejects.resolve() == job.path.resolve():
        raise click.UsageError("--rejects is FILE itself: name another place")
    if job.record is None and record_of(job.path).exists() and job.rejects.exists():
        told = f"{job.rejects} belongs to an import that is not finished"
        raise click.UsageError(f"{told}: name another place with --rejects")


def _lanes(target: str, store: str | None, in_flight: int) -> Lanes:
    book = Book.opened()
    if target == KIBO and book.settings.kibo is None:
        raise ConfigError("Kibo is not set: ORDERLANE_KIBO_URL, or url under [kibo]")
    stores = book.settings.stores
    if store is None and len(stores) != 1:
        raise ConfigError(f"name the store with --store (known: {', '.join(stores) or 'none'})")
    return Lanes.opened(book, target, store or stores[0], in_flight)


def _progress(job: Job, lanes: Lanes | None, *, resume: bool) -> Progress:
    if resume and (lanes is None or job.record is None):
        raise click.UsageError("a dry run hands nothing over: there is nothing to resume")
    with job.path.open("rb") as file:
        fresh = Progress(fingerprint(file), job.target, lanes.store if lanes else "")
    if not resume or lanes is None or job.record is None:
        return fresh
    progress = fresh.resumed(job.record)
    resumed(lanes, progress.waiting, progress.outcomes)
    return progress


def _carried_out(job: Job, progress: Progress, lanes: Lanes | None) -> None:
    console = Console(stderr=True, highlight=False)
    with bar(console) as shown:
        task = shown.add_task(
            "checking" if lanes is None else "importing",
            total=job.path.stat().st_size,
            completed=progress.place.offset,
            rows=progress.rows,
            before=progress.rows,
        )
        try:
            run(
                job,
                progress,
                lanes,
                lambda now: shown.update(task, completed=now.place.offset, rows=now.rows),
            )
        except FileRefused as err:
            raise ConfigError(f"{job.path}: {err}") from err
        except OSError as err:
            raise ConfigError(f"{err.filename}: {err.strerror}") from err
        except KeyboardInterrupt:
            told = "stopped: --resume goes on" if lanes else "stopped"
            raise ConfigError(f"{told} (line {progress.place.line} is done)") from None
    if job.record:
        job.record.unlink()


def _report(job: Job, progress: Progress, output: str) -> None:
    if output == "json":
        told = {name: getattr(progress, name) for name in ("rows", "refused", "outcomes", "totals")}
        click.echo(json.dumps({**told, "rejects": str(job.rejects) if progress.refused else None}))
    else:
        console = Console(highlight=False)
        console.print(table(progress.totals))
        told_text = sentence(progress.rows, progress.refused, progress.outcomes, str(job.rejects))
        console.print(told_text, soft_wrap=True)
    if progress.refused or progress.outcomes.get("parked"):
        sys.exit(1)
