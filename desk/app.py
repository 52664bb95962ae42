"""The desk's WSGI application: `orderlane desk` runs it under gunicorn."""

import os
from pathlib import Path
from typing import Any, Final

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    jsonify,
    redirect,
    request,
    send_from_directory,
    url_for,
)
from markupsafe import Markup

from config.desk import DeskSettings, desk_settings
from config.sentry import report_to_sentry
from config.settings import Settings, load
from desk import api, auth_users, headers, metrics, problems, words
from desk.auth import FORM_FIELD, Guard, needs, person
from desk.auth_limit import LoginLimit
from desk.auth_place import Place
from desk.auth_roles import ANYBODY, OPERATE, PROBE
from desk.auth_sessions import Sessions, form_token
from desk.auth_users import Users
from desk.book import Book
from desk.pages_audit import Audit
from desk.pages_deeds import SAID
from desk.pages_events import Events
from desk.pages_glance import Glance
from desk.pages_login import Door
from desk.pages_orders import Orders, now_ms
from desk.pages_verbs import Verbs
from desk.pages_waiting import Waiting
from ledger.counters import Counters

STATIC: Final = Path(__file__).parent / "static"
FORM_LIMIT: Final = 64 * 1024


def create_app(settings: Settings | None = None, desk: DeskSettings | None = None) -> Flask:
    """Return the desk; raise ConfigError when the settings do not hold or nobody could come in."""
    told = load() if settings is None else settings
    where = desk_settings() if desk is None else desk
    report_to_sentry(told, os.environ)
    users = auth_users.required(where.users)
    return build(Book(told), users, Place(where.url))


def build(book: Book, users: Users, place: Place) -> Flask:
    """Return the WSGI application around a book."""
    app = Flask("desk", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = FORM_LIMIT
    app.url_map.merge_slashes = False
    client = book.ledger.client
    guard = Guard(users, Sessions(client), place)
    guard.register(app)
    headers.register(app, place)
    problems.register(app)
    app.register_blueprint(metrics.blueprint(book))
    app.register_blueprint(api.blueprint(book))
    app.register_blueprint(_pages(book, guard, Counters(client), LoginLimit(client)))
    app.context_processor(_words)
    _add_probes(app, book)
    return app


def _pages(book: Book, guard: Guard, counters: Counters, limit: LoginLimit) -> Blueprint:
    pages = Blueprint("desk", "desk", url_prefix="/desk", template_folder="templates")
    pages.add_url_rule("/static/<path:filename>", "static", _static)
    parts = (
        Door(guard, limit),
        Glance(book, counters),
        Waiting(book, counters),
        Orders(book),
        Events(book),
        Verbs(book),
        Audit(book),
    )
    for part in parts:
        part.register(pages)
    return pages


@needs(ANYBODY)
def _static(filename: str) -> Response:
    return send_from_directory(STATIC, filename)


def _words() -> dict[str, Any]:
    """Return what every template may use."""
    return {
        "person": person(),
        "may_operate": person().may(OPERATE),
        "said": SAID.get(request.args.get("done", ""), ""),
        "form_field": _form_field,
        "now_ms": now_ms(),
        "breaking": words.breaking,
        "clock": words.clock_text,
        "iso": words.iso_text,
        "number": words.number_text,
        "short_id": words.short_id,
        "since": words.since_text,
        "span": words.span_text,
    }


def _form_field() -> Markup:
    """Return the field that shows a form to be ours."""
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return field.format(FORM_FIELD, form_token(g.cookie))


def _add_probes(app: Flask, book: Book) -> None:
    @app.get("/")
    @needs(ANYBODY)
    def home() -> Any:
        return redirect(url_for("desk.glance"), 308)

    @app.get("/livez")
    @needs(PROBE)
    def live() -> Response:
        return jsonify(status="alive")

    @app.get("/readyz")
    @needs(PROBE)
    def ready() -> Response:
        book.ledger.client.ping()
        return jsonify(status="ready")
