"""Flower's Retry: a failed (parked) task goes on through the ledger's own verb, never by sending it again.

Flower has no place for a button of others, so two of its templates get one at a known mark; a test
holds the marks against the Flower that is installed (flower==2.2.*).
"""

import binascii
import json
import re
import uuid
from base64 import b64decode
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

import flower.urls  # type: ignore[import-untyped]  # it ships no types
from flower.api import BaseApiHandler  # type: ignore[import-untyped]  # it ships no types
from tornado import template
from tornado.web import HTTPError, StaticFileHandler, authenticated, url

from desk.book import Book
from desk.verbs import act
from ledger import keys
from ledger.operator import NotParked, Order, RequestReused
from ledger.records import LedgerUnavailable

STATIC: Final = Path(__file__).parent / "flower_static"
PARTS: Final = {
    "task.html": (
        '<div class="detail-actions">',
        """
      {% set event = orderlane_event(task.uuid) %}
      {% if handler.settings["orderlane_desk"] %}
      <a class="btn btn-outline-secondary" href="{{ handler.settings["orderlane_desk"] }}/events/{{ url_escape(event, plus=False) }}">Black box</a>
      {% end %}
      {% if task.state == "FAILURE" and not read_only %}
      <button class="btn btn-primary" data-orderlane-retry="{{ task.uuid }}">Retry</button>
      <script defer src="{{ reverse_url("orderlane-script", "retry.js") }}" data-api="{{ reverse_url("orderlane-retry", "").rstrip("/") }}"></script>
      {% end %}
""",
    ),
    "tasks.html": (
        '<div class="page-section tasks-page">',
        """
  {% if not handler.application.options.read_only %}
  <script defer src="{{ reverse_url("orderlane-script", "retry.js") }}" data-api="{{ reverse_url("orderlane-retry", "").rstrip("/") }}"></script>
  {% end %}
""",
    ),
}
"""By template: the mark, and what is put behind it."""


_STATUS: Final = {
    keys.NotAnEvent: HTTPStatus.NOT_FOUND,
    NotParked: HTTPStatus.CONFLICT,
    RequestReused: HTTPStatus.CONFLICT,
    LedgerUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


class PatchError(RuntimeError):
    """This Flower's templates are not those that the Retry was made for."""


class Loader(template.Loader):
    """Loads Flower's templates, some with our part in them."""

    def _create_template(self, name: str) -> template.Template:
        source = (Path(self.root) / name).read_text()
        if name in PARTS:
            source = patched(name, source)
        return template.Template(source, name=name, loader=self)


def patched(name: str, source: str) -> str:
    """Return a template with our part behind its mark; raise PatchError."""
    mark, part = PARTS[name]
    if source.count(mark) != 1:
        raise PatchError(f"Flower's {name} has no place for Retry: install flower 2.2")
    return source.replace(mark, mark + part)


def event_of(task_id: str) -> str:
    """Return the event a task id belongs to: a task rung anew has a suffix."""
    return re.sub(r"\.\d+$", "", task_id)


def _retried(book: Book, eid: str, order: Order) -> str | Exception:
    """Return how the verb ended, or what refused it: Flower logs what is raised here as a fault."""
    try:
        return act(book, "retry", eid, order).result
    except tuple(_STATUS) as err:
        return err


class RetryHandler(BaseApiHandler):  # type: ignore[misc]  # Flower ships no types
    """`POST /api/task/retry/<task or event id>`, optional JSON {"why": …}; Idempotency-Key is honoured."""

    @authenticated
    async def post(self, task_id: str) -> None:
        """Let the order go on with a parked event."""
        if self.application.options.read_only:
            raise HTTPError(HTTPStatus.FORBIDDEN, "Flower runs read-only")
        eid = event_of(task_id)
        order = Order(self._request_id(), f"flower:{self._user()}", self._why())
        book: Book = self.settings["orderlane_book"]
        done = await self.run_blocking("task.retry", eid, _retried, book, eid, order)
        if isinstance(done, Exception):
            raise HTTPError(_STATUS[type(done)], str(done).replace("%", "%%"))
        self._row_begins_anew(task_id)
        self.write({"event": eid, "result": done})

    def write_error(self, status_code: int, **told: Any) -> None:
        """Ask a browser for its login: it knows the pages' own, and not that this path is of them."""
        if status_code == HTTPStatus.UNAUTHORIZED:
            self.set_header("WWW-Authenticate", 'Basic realm="flower"')
        super().write_error(status_code, **told)

    def _request_id(self) -> str:
        return str(self.request.headers.get("Idempotency-Key") or uuid.uuid4().hex)[:100]

    def _why(self) -> str:
        try:
            told = json.loads(self.request.body or b"{}")
        except ValueError as err:
            raise HTTPError(HTTPStatus.BAD_REQUEST, "the body is no JSON") from err
        why = told.get("why", "") if isinstance(told, dict) else ""
        return str(why)[:300] or "Retry in Flower"

    def _user(self) -> str:
        """Return who is logged in, to a proxy's OAuth or by the name of the basic login."""
        if isinstance(self.current_user, str):
            return self.current_user
        _, _, credentials = self.request.headers.get("Authorization", "").partition(" ")
        try:
            return b64decode(credentials).decode().partition(":")[0] or "unknown"
        except (binascii.Error, UnicodeDecodeError):
            return "unknown"

    def _row_begins_anew(self, task_id: str) -> None:
        """Let the row leave FAILURE: Celery's event state takes a later STARTED for an earlier one."""
        state: Any = self.application.events.state
        task = state.tasks.get(task_id)
        if task is not None and task.state == "FAILURE":
            task.state = "PENDING"
            task.failed = task.exception = task.traceback = None
            state.search_engine.upsert(task)


def install(book: Book, desk_url: str) -> None:
    """Put Retry into Flower, before its application is made; raise PatchError."""
    flower.urls.handlers[:0] = [
        url(r"/api/task/retry/(.*)", RetryHandler, name="orderlane-retry"),
        url(r"/orderlane/(.*)", StaticFileHandler, {"path": str(STATIC)}, name="orderlane-script"),
    ]
    loader = Loader(flower.urls.settings["template_path"])
    loader.namespace["orderlane_event"] = event_of
    for name in PARTS:
        loader.load(name)
    told = {"template_loader": loader, "orderlane_book": book, "orderlane_desk": desk_url}
    flower.urls.settings.update(told)
