"""A worker started by `python -m worker` is what config.broker says."""

import sys
from pathlib import Path
from subprocess import run

from config.queues import ALL

PRINTED = """
from celery.concurrency import get_implementation
from worker.app import app
print(*[queue.name for queue in app.conf.task_queues], get_implementation(app.Worker().pool_cls).__module__)
"""


def test_it_serves_every_queue_on_threads() -> None:
    environ = {"ORDERLANE_REDIS_URL": "redis://127.0.0.1:1/0", "PYTHONPATH": "."}
    root = Path(__file__).parents[3]
    told = run([sys.executable, "-c", PRINTED], env=environ, cwd=root, capture_output=True, text=True, check=True)  # fmt: skip

    assert told.stdout.split() == [*ALL, "celery.concurrency.thread"]


def test_help_shows_an_example_and_starts_without_flower_and_sentry() -> None:
    told = run([sys.executable, "-X", "importtime", "-m", "worker", "--help"], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)  # fmt: skip

    assert "Example: python -m worker" in told.stdout
    assert "worker.app" in told.stderr
    assert not [name for name in ("flower", "sentry_sdk") if name in told.stderr]
