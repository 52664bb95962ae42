"""The WSGI application: `gunicorn --config config/gunicorn.py "webhooks.app:create_app()"`."""

import os
from typing import cast

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import MethodNotAllowed, TooManyRequests

from config.door import DoorRules
from config.sentry import report_to_sentry
from config.settings import Settings, load
from ledger.connection import connect
from ledger.ledger import Ledger
from ledger.quarantine import Quarantine
from ledger.tally import Tally
from sources.dialect import Headers
from webhooks import body, errors, headers
from webhooks.address import address_of
from webhooks.door import Answer, Door
from webhooks.health import Health
from webhooks.keeping import Keeper
from webhooks.limits import Limits
from webhooks.reception import reception_of
from webhooks.seals import Seals
from webhooks.senders import installed, over_http, senders
from webhooks.teller import Teller, tell_refusals


def create_app(settings: Settings | None = None) -> Flask:
    """Return the receiver; raise ConfigError naming every setting that does not hold."""
    told = load() if settings is None else settings
    report_to_sentry(told, os.environ)
    rules, seals = told.door, Seals(over_http(senders(told, installed())))
    # A sender gives up after 5 s: its answer, be it 503, comes within 2 s.
    client = connect(told.redis_url, timeout_s=1.2, connect_s=0.5)
    reception = reception_of(told, client)
    keeper = Keeper(seals, Quarantine(Ledger(client)), rules)
    door = Door(seals, reception, keep=keeper.take)
    health = Health(client, volatile_allowed=told.allow_volatile_redis)
    app = build(door, health, told.body_limit, rules)
    tell_refusals(app, Teller(Tally(client), frozenset(told.sources)))
    return app


def build(door: Door, health: Health, body_limit: int, rules: DoorRules) -> Flask:
    """Return the WSGI application around a door."""
    limits = Limits(rules.bad_per_address, rules.bad_per_source)
    app = Flask("webhooks", static_folder=None)
    app.url_map.merge_slashes = False  # else a doubled slash is answered by a redirect
    errors.register(app)

    @app.post("/webhooks/<source>", provide_automatic_options=False)
    def receive(source: str) -> Response:
        address = address_of(request.environ, rules.trusted_hops)
        if limits.sheds(address, source):
            raise TooManyRequests
        headers.refuse_without_host(request.environ)
        headers.refuse_repeated(request.environ)
        raw = body.read(request.environ, body_limit)
        if greeting := door.greets(source, "POST", raw, _headers()):
            return _response(greeting)
        told = headers.with_token(_headers(), request.args.get("token"))
        answer = door.deliver(source, raw, told)
        limits.answered(address, source, answer.status)
        return _response(answer)

    @app.route("/webhooks/<source>", methods=["HEAD", "OPTIONS"])
    def greet(source: str) -> Response:
        greeting = door.greets(source, request.method, b"", _headers())
        if greeting is None:
            raise MethodNotAllowed(["POST"])
        return _response(greeting)

    @app.get("/webhooks/<source>", provide_automatic_options=False)
    def challenge(source: str) -> Response:
        echo = door.challenged(source, request.args)
        if echo is None:
            raise MethodNotAllowed(["POST"])
        return Response(echo, content_type="text/plain; charset=utf-8")

    @app.get("/livez", provide_automatic_options=False)
    def live() -> Response:
        return jsonify(status="alive")

    @app.get("/readyz", provide_automatic_options=False)
    def ready() -> Response:
        told = health.ready()
        return errors.problem(503) if told is None else jsonify(told)

    return app


def _headers() -> Headers:
    return cast("Headers", request.headers)  # Werkzeug does not declare it a mapping, but it is one


def _response(answer: Answer) -> Response:
    if not answer.body:
        return errors.problem(answer.status)
    return Response(answer.body, answer.status, content_type="application/json")
