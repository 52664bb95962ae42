"""`python -m worker`: a worker, as `celery -A worker.app worker` starts it, in three quarters of the CPU time.

Celery's own command line loads every command it knows, Flower's with all of Flower, before the one that is asked for.
"""

import sys

import click
from celery.utils.nodenames import host_format

from worker.app import app


@click.command(
    context_settings={"show_default": True},
    epilog="Example: python -m worker --concurrency 50 --hostname second@%h",
)
@click.option("--concurrency", default=8, help="Events carried out at a time.")
@click.option("--hostname", default="worker@%h", help="Its name; no two may have one.")
@click.option("--loglevel", default="INFO", help="What is logged, and what is graver.")
def main(concurrency: int, hostname: str, loglevel: str) -> None:
    """Carry out events until told to stop: SIGTERM lets those under way end first."""
    worker = app.Worker(
        hostname=host_format(hostname),
        concurrency=concurrency,
        loglevel=loglevel.upper(),
        without_mingle=True,
        without_gossip=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main()
