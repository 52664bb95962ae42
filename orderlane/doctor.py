"""`orderlane doctor`: looks at everything once, and says what to do."""

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console

from config.settings import ConfigError, Settings, load, load_for_verbs
from orderlane.options import output_option

if TYPE_CHECKING:
    from desk.doctor import Finding

COLOURS: Final = {"good": "green", "warning": "yellow", "fault": "red"}


@click.command(
    epilog="Examples:  orderlane doctor   ·   orderlane doctor --output json | jq '.findings[] | select(.severity != \"good\")'"
)
@output_option
def doctor(output: str) -> None:
    """Look at settings, secrets, Redis, OMS, workers and queues; exit 1 when there is a fault."""
    from desk.book import Book
    from desk.doctor import examine, is_well
    from desk.doctor_oms import check_oms
    from desk.doctor_redis import check_redis
    from desk.doctor_work import check_work
    from orderlane.doctor_settings import check_settings, check_versions

    found = [*check_settings(os.environ)]
    with Console(stderr=True).status("looking"):
        book = Book(_settings())
        found += examine(book, (check_redis, check_oms, check_work, check_versions))
    if output == "json":
        click.echo(json.dumps({"findings": [asdict(finding) for finding in found]}, indent=2))
    else:
        _print(found)
    sys.exit(0 if is_well(found) else 1)


def _print(found: list["Finding"]) -> None:
    console = Console(highlight=False)
    for finding in found:
        colour = COLOURS[finding.severity]
        console.print(f"[{colour}]{finding.severity:7}[/]  [bold]{finding.check}[/]: ", end="")
        console.print(finding.told, markup=False, soft_wrap=True)
        for word in (finding.means, finding.remedy):
            if word:
                console.print(f"         {word}", markup=False, soft_wrap=True)


def _settings() -> Settings:
    """Return the settings, of a house whose sources do not hold what can be had without them."""
    try:
        return load()
    except ConfigError:
        return load_for_verbs()
