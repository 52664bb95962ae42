"""gunicorn's options for the receiver: `gunicorn --config config/gunicorn.py "webhooks.app:create_app()"`.

gunicorn runs this file; nothing of ours imports it. The limits are what keeps a hostile request small.
"""

import importlib
import os
from typing import Any

from gunicorn import glogging  # type: ignore[import-untyped]  # it ships no types
from gunicorn.http import wsgi  # type: ignore[import-untyped]  # it ships no types

from config.logs import start_logs

bind = os.environ.get("ORDERLANE_BIND", "127.0.0.1:8080")
worker_class = "webhooks.patience.PatientWorker"
workers = int(os.environ.get("ORDERLANE_WEB_WORKERS", "1"))
threads = int(os.environ.get("ORDERLANE_WEB_THREADS", "8"))

limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190
timeout = 30
graceful_timeout = 10
keepalive = 5

accesslog = None
control_socket_disable = True  # it would be a second door, with a file in the home directory


class Lines(glogging.Logger):  # type: ignore[misc]  # it ships no types
    """gunicorn's own lines in the form of ours."""

    def setup(self, cfg: Any) -> None:
        """Take gunicorn's handlers away again."""
        super().setup(cfg)
        start_logs(os.environ)


logger_class = Lines


def on_starting(server: Any) -> None:
    """Import the application once for all receivers, and keep gunicorn's name out of the answers.

    Each receiver makes its own application: a new one then starts without importing anything.
    """
    importlib.import_module("webhooks.app")
    with_banner = wsgi.Response.default_headers

    def default_headers(response: wsgi.Response) -> list[str]:
        return [line for line in with_banner(response) if not line.startswith("Server:")]

    wsgi.Response.default_headers = default_headers
