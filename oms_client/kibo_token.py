"""Kibo's access token: fetched by client credentials (RFC 6749, 4.4), shared, renewed in time."""

import base64
import logging
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from time import monotonic
from typing import TypeGuard

from oms_client import faults
from oms_client.endpoints import Request
from oms_client.errors import NotSent, OmsError, Throttled, Unauthorized
from oms_client.kibo_wire import SealedWire, sealed
from oms_client.wire import Reply

logger = logging.getLogger(__name__)

# https://kibocommerce.com/oms-dev/get-started/auth/
TOKEN_PATH = "/oauthserver/oauth2/token"  # noqa: S105  # a path
EARLY_S = 60.0
"""So long before its end a token is renewed, or a tenth of its life if that is shorter."""

Credential = str | Callable[[], str]
_HEADER_SAFE = re.compile(r"[!-~]+")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Token:
    """Hold an access token and the API key it was given for."""

    value: str = field(repr=False)
    api_key: str = field(repr=False)
    renew_at: float  # on the monotonic clock


@dataclass(frozen=True, slots=True)
class _Pair:
    # An object, so that no frame of a traceback shows the words.
    key: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def usable(self) -> bool:
        words = (self.key, self.secret)
        return ":" not in self.key and all(_HEADER_SAFE.fullmatch(word) for word in words)


class TokenKeeper:
    """Keep one token for all threads; only one of them fetches at a time, the others wait for it.

    `key` and `secret` may be callables, asked at each call: a new key takes a new token at once.
    """

    def __init__(
        self,
        wire: SealedWire,
        key: Credential,
        secret: Credential,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._wire = wire
        self._key = key
        self._secret = secret
        self._clock = clock
        self._fetching = threading.Lock()
        self._token: Token | None = None

    def token(self, operation: str, deadline: float, refused: Token | None = None) -> Token:
        """Return a living token that is not the refused one; `deadline` is on the monotonic clock.

        Raises Unauthorized when key and secret are not accepted, Throttled, or NotSent: in every
        case nothing of the operation itself was sent.
        """
        pair = _Pair(_asked(self._key), _asked(self._secret))
        if not pair.usable:
            raise Unauthorized(operation, "key or secret is empty or holds what no header can")
        if token := self._living(pair, refused):
            return token
        if not self._fetching.acquire(timeout=max(0.0, deadline - monotonic())):
            raise NotSent(operation, "nothing was sent: no token came within the call's deadline")
        try:
            token = self._living(pair, refused)
            if token is None:
                token = self._token = self._fetch(operation, pair, deadline)
            return token
        finally:
            self._fetching.release()

    def _living(self, pair: _Pair, refused: Token | None) -> Token | None:
        token = self._token
        if token is None or token is refused or token.api_key != pair.key:
            return None
        return token if self._clock() < token.renew_at else None

    def _fetch(self, operation: str, pair: _Pair, deadline: float) -> Token:
        asked_at = self._clock()
        reply = self._ask(pair, deadline)
        logger.info("Kibo token: HTTP %s", reply.status, extra={"status": reply.status})
        token = _token_in(reply, pair, asked_at)
        if token is None:
            raise _refusal(operation, reply) from reply.failure
        return token

    def _ask(self, pair: _Pair, deadline: float) -> Reply:
        basic = base64.b64encode(f"{pair.key}:{pair.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Content-Type": _FORM}
        request = Request("POST", TOKEN_PATH, (), b"grant_type=client_credentials", {})
        secrets = (pair.secret, pair.key, basic)
        return self._wire.deliver(sealed(request, headers, secrets), deadline)


def _asked(credential: Credential) -> str:
    return (credential() if callable(credential) else credential).strip()


def _token_in(reply: Reply, pair: _Pair, asked_at: float) -> Token | None:
    body = faults.json_object(reply.body) or {}
    value, life_s = body.get("access_token"), body.get("expires_in")
    if reply.status != 200 or reply.failure or not (_is_token(value) and _is_life(life_s)):
        return None
    life = float(life_s)
    return Token(value, pair.key, asked_at + life - min(EARLY_S, life / 10))


def _is_token(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(_HEADER_SAFE.fullmatch(value))


def _is_life(value: object) -> TypeGuard[int | Decimal]:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value > 0


def _refusal(operation: str, reply: Reply) -> OmsError:
    """Say what became of a call for which there is no token: its own write was never sent."""
    kind, message = _PROBLEMS.get(reply.status, (NotSent, "nothing was sent: no token was given"))
    return kind(
        operation,
        message,
        status=reply.status or None,
        trace_id=faults.trace_id(reply.headers, None),
        retry_after_s=faults.retry_after_s(reply.headers),
    )


_NOT_ACCEPTED: tuple[type[OmsError], str] = (Unauthorized, "key and secret were not accepted")
_PROBLEMS: dict[int, tuple[type[OmsError], str]] = {
    400: _NOT_ACCEPTED,
    401: _NOT_ACCEPTED,
    403: _NOT_ACCEPTED,
    429: (Throttled, "the token endpoint turned the call away for its rate"),
}
