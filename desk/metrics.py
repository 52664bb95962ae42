"""`/metrics`: the house in Prometheus's text format. A few round trips, whatever the ledger holds."""

from collections.abc import Iterator
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from flask import Blueprint, Flask, Request, Response, request
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric

from desk.auth import needs
from desk.auth_roles import PROBE
from desk.book import Book
from desk.metrics_ledger import ledger_metrics
from desk.metrics_oms import oms_metrics
from desk.metrics_parts import part_metrics

_FAMILIES: Final = (ledger_metrics, oms_metrics, part_metrics)
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class _House:
    """What prometheus_client asks for its metrics."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def collect(self) -> Iterator[Metric]:
        for metrics in _FAMILIES:
            yield from metrics(self._book)


def scrape(book: Book) -> bytes:
    """Return everything that is measured, as text; never an order's id in it."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_House(book))
    return generate_latest(registry)


def blueprint(book: Book) -> Blueprint:
    """Return the route for an app. It asks for no login, and answers its own network alone."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics", provide_automatic_options=False)
    @needs(PROBE)
    def metrics() -> Response:
        if not _from_here(request):
            return Response(status=HTTPStatus.FORBIDDEN)
        return Response(scrape(book), content_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def metrics_app(book: Book) -> Flask:
    """Return an application that serves the metrics and nothing else."""
    app = Flask("metrics", static_folder=None)
    app.register_blueprint(blueprint(book))
    return app


def _from_here(asked: Request) -> bool:
    """Return whether a request comes from this machine or its network, and through no proxy."""
    if any(name in asked.headers for name in _FORWARDED):
        return False
    peer = ip_address(asked.remote_addr or "0.0.0.0")  # noqa: S104 nobody's address: refused
    return peer.is_loopback or (peer.is_private and not peer.is_unspecified)
