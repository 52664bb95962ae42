"""The one path that every call to the OMS takes."""

import logging
import re
from collections.abc import Callable
from time import monotonic

from oms_client.address import checked_base_url
from oms_client.answers import Answer
from oms_client.catalogue import Catalogue
from oms_client.endpoints import Endpoint, Request
from oms_client.errors import Unauthorized
from oms_client.hooks import Hooks, watched
from oms_client.verdict import UNAUTHORIZED, judge
from oms_client.wire import Reply, Wire

logger = logging.getLogger(__name__)

_HEADER_SAFE = re.compile(r"[!-~]+")


class OmsClient(Catalogue):
    """Call the OMS; threads may share one client. The families of endpoints are its attributes.

    Each call is sent once. `deadline_s` bounds the whole call, `connect_s` its connecting; `key`
    is asked at each call, so a new key needs no restart. `ca_file` replaces the built-in list of
    certificate authorities; the check itself cannot be turned off. A base URL that would expose
    the key is a ValueError.
    """

    def __init__(
        self,
        base_url: str,
        key: Callable[[], str],
        *,
        deadline_s: float = 30.0,
        connect_s: float = 2.0,
        hooks: Hooks | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._base_url = checked_base_url(base_url)
        self._key = key
        self._deadline_s = deadline_s
        self._hooks = hooks or Hooks()
        self._wire = Wire(self._base_url, connect_s, ca_file)

    def __repr__(self) -> str:
        return f"OmsClient({self._base_url!r})"

    def close(self) -> None:
        """Close all connections; a later call is a RuntimeError."""
        self._wire.close()

    def call(self, endpoint: Endpoint, request: Request) -> Answer:
        """Send the request and return the answer, or raise an OmsError."""
        deadline = monotonic() + self._deadline_s

        def ask(started: float) -> Answer:
            reply = self._send(endpoint, request, deadline)
            return judge(endpoint, request, reply, monotonic() - started)

        return watched(self._hooks, logger, "OMS", endpoint, request, ask)

    def _send(self, endpoint: Endpoint, request: Request, deadline: float) -> Reply:
        key = self._usable_key(endpoint)
        reply = self._wire.send(request, key, deadline, fresh=endpoint.fresh_connection)
        if reply.status not in UNAUTHORIZED:
            return reply
        renewed = self._usable_key(endpoint)
        if renewed == key:
            return reply
        # A 401 or 403 is a definite "not done", so this is the only call ever sent again.
        return self._wire.send(request, renewed, deadline, fresh=endpoint.fresh_connection)

    def _usable_key(self, endpoint: Endpoint) -> str:
        key = self._key().strip()
        if not _HEADER_SAFE.fullmatch(key):
            raise Unauthorized(endpoint.operation, "the key is empty or holds what no header can")
        return key
