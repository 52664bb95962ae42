"""The house keeps its own rules: task names, queues, and our folder names."""

import importlib.metadata
from pathlib import Path

import pytest

from config import queues
from config.routes import ROUTES
from worker.app import app
from worker.base import LaneTask

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    "config",
    "desk",
    "events",
    "imports",
    "ledger",
    "oms_client",
    "oms_sandbox",
    "orderlane",
    "sources",
    "storefronts",
    "tasks",
    "webhooks",
    "worker",
]


@pytest.fixture(scope="module")
def tasks(monkeypatch_module: None) -> dict[str, LaneTask]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if isinstance(task, LaneTask)}


@pytest.fixture(scope="module")
def monkeypatch_module() -> None:
    """Give Celery's lazily read options the broker they need; nothing connects."""
    patch = pytest.MonkeyPatch()
    patch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")
    yield
    patch.undo()


def test_every_route_has_its_task_and_every_task_its_route(tasks: dict[str, LaneTask]):
    assert set(tasks) == {route.task for route in ROUTES.values()}


def test_every_queue_is_one_that_a_worker_listens_to(tasks: dict[str, LaneTask]):
    assert {route.queue for route in ROUTES.values()} == set(queues.ALL)
    assert {queue.name for queue in app.conf.task_queues} == set(queues.ALL)


def test_celery_carries_no_data_and_no_waiting(tasks: dict[str, LaneTask]):
    assert app.conf.task_acks_late is False
    assert app.conf.task_ignore_result is True
    assert list(app.conf.accept_content) == ["json"]
    assert app.conf.worker_enable_remote_control is True


def test_no_installed_package_owns_one_of_our_folder_names():
    owners = importlib.metadata.packages_distributions()

    assert {room: owners[room] for room in ROOMS if room in owners} == {}


def test_every_folder_with_code_is_a_package_that_is_shipped():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert folders == set(ROOMS)
