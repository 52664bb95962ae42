"""Send requests whose credentials are other headers than the subscription key."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import requests

from oms_client.endpoints import Request
from oms_client.wire import Reply, Wire


@dataclass(frozen=True, slots=True)
class SealedRequest(Request):
    """A request with the headers that say who sends it, and the secrets in them."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def sealed(request: Request, headers: Mapping[str, str], secrets: tuple[str, ...]) -> SealedRequest:
    """Put headers on a request; `secrets` are taken out of any answer that may be quoted."""
    plain = {one.name: getattr(request, one.name) for one in fields(Request)}
    return SealedRequest(**plain, headers=headers, secrets=secrets)


class SealedWire(Wire):
    """Send sealed requests to one base URL."""

    def deliver(self, request: SealedRequest, deadline: float, *, fresh: bool = False) -> Reply:
        """Send once, up to the deadline (monotonic); `fresh` opens a connection for this alone."""
        first, *others = request.secrets
        reply = self.send(request, first, deadline, fresh=fresh)
        body = reply.body
        if reply.status < 300 and body.lstrip().startswith(b"{"):
            return reply  # never quoted, so nothing is taken out of it
        for secret in others:
            body = body.replace(secret.encode(), b"***")
        return replace(reply, body=body)

    def _addressed(self, request: Request, key: str) -> requests.Request:
        addressed = super()._addressed(request, key)
        if isinstance(request, SealedRequest):
            addressed.headers = dict(request.headers)
        return addressed
