"""The one path that every question to a source takes: leave, one call, and what the answer means."""

import base64
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any, Final
from urllib.parse import quote, urlencode

import msgspec

from storefronts.address import base_of
from storefronts.errors import (
    GONE,
    Gone,
    Refused,
    SourceError,
    Throttled,
    Unauthorized,
    Unavailable,
)
from storefronts.port import Account, Gate
from storefronts.wire import FAILURES, Reply, Wire

logger = logging.getLogger(__name__)

_SECONDS: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_HEADER_SAFE: Final = re.compile(r"[!-~]{1,4096}")
_RESTS: Final = (
    ("retry-after", 1.0),
    ("x-rate-limit-reset", 1.0),
    ("x-rate-limit-time-reset-ms", 0.001),
)
"""Headers that say when to come again, and their unit in seconds."""

_LONGEST_REST_S: Final = 3600.0

_QUESTION: Final = {"Content-Type": "application/json"}

Login = Callable[[Account], Mapping[str, str]]


def token_in(header: str) -> Login:
    """Return a login that is one token in a header."""
    return lambda account: {header: account.key()}


def basic(account: Account) -> Mapping[str, str]:
    """Return the header of HTTP Basic."""
    word = f"{account.key()}:{account.secret() if account.secret else ''}"
    return {"Authorization": "Basic " + base64.b64encode(word.encode()).decode()}


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON answer: its bytes, whole, and the headers that paging needs."""

    body: bytes
    headers: Mapping[str, str]


class Asker:
    """Asks one account of one source. proof: a path that answers whenever base and key are right."""

    def __init__(self, name: str, account: Account, gate: Gate, login: Login, proof: str) -> None:
        self.name = name
        self._account = account
        self._gate = gate
        self._login = login
        self._proof = proof
        self._proven = False
        base = base_of(account.url, loopback=account.loopback)
        self._wire = Wire(base, deadline_s=account.deadline_s, ca_file=account.ca_file)

    def __repr__(self) -> str:
        return f"Asker({self.name!r})"

    def ask(self, path: str, query: Mapping[str, str] | None = None) -> Answer | Gone:
        """Return the answer to a GET, GONE for what is not there; raise SourceError.

        A 404 counts only from a source that has answered otherwise: from a wrong base it would
        speak of every order.
        """
        answer = self._ask(path, query or {})
        if answer is not GONE:
            self._proven = True
        elif not self._proven:
            if self._ask(self._proof, {}) is GONE:
                raise Unavailable(self.name, "nothing is found there at all: look at its url")
            self._proven = True
        return answer

    def ask_graphql(self, path: str, question: bytes) -> Answer | Gone:
        """Return the answer to a GraphQL query, which travels by POST and changes nothing; raise SourceError."""
        return self._ask(path, {}, question)

    def _ask(
        self, path: str, query: Mapping[str, str], question: bytes | None = None
    ) -> Answer | Gone:
        target = path + (f"?{urlencode(query, quote_via=quote)}" if query else "")
        login = self._headers()
        self._gate.ask()
        started, outcome, rest_s, status = monotonic(), "failed", None, 0
        try:
            reply = self._send(target, login, question)
            status = reply.status
            found = _judged(self.name, reply)
            outcome = "ok"
            return found
        except SourceError as err:
            outcome, rest_s = err.outcome, err.retry_after_s
            raise
        finally:
            self._gate.tell(outcome, rest_s)
            shown = {"source": self.name, "status": status, "outcome": outcome}
            took = round((monotonic() - started) * 1000)
            logger.info("asked %s: HTTP %s, %s, %s ms", *shown.values(), took, extra=shown)

    def _headers(self) -> Mapping[str, str]:
        try:
            headers = dict(self._login(self._account))
        except ValueError as err:  # a secret that cannot be had; the message names its reference
            raise Unauthorized(self.name, str(err)) from None
        if not all(_HEADER_SAFE.fullmatch(value.replace(" ", "")) for value in headers.values()):
            raise Unauthorized(self.name, "the key is empty or holds what no header can")
        return {"Accept": "application/json", "User-Agent": "orderlane", **headers}

    def _send(self, target: str, headers: Mapping[str, str], question: bytes | None) -> Reply:
        try:
            if question is None:
                return self._wire.get(target, headers)
            return self._wire.post(target, {**headers, **_QUESTION}, question)
        except (
            FAILURES
        ) as err:  # its text may quote what was sent or received: only its name is kept
            told = f"no whole answer ({type(err).__name__})"
        raise Unavailable(self.name, told)


def _judged(name: str, reply: Reply) -> Answer | Gone:
    status = reply.status
    if status in (401, 403):
        raise Unauthorized(name, f"HTTP {status}: the key was not accepted")
    if status == 429:
        raise Throttled(name, "HTTP 429: too many calls", _rest_s(reply.headers))
    if status == 204:
        return Answer(b"[]", reply.headers)
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or kind.endswith("+json")
    if status == 404 and is_json:
        return GONE
    if status in (400, 405, 406, 409, 410, 422) and is_json:
        raise Refused(name, f"HTTP {status}: it will not have it so")
    if status != 200 or not is_json or not _is_json(reply.body):
        raise Unavailable(name, f"HTTP {status}: no JSON to go by", _rest_s(reply.headers))
    return Answer(reply.body, reply.headers)


def _is_json(body: bytes) -> bool:
    try:
        msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _rest_s(headers: Mapping[str, str]) -> float | None:
    for header, unit in _RESTS:
        text = headers.get(header, "").strip()
        if _SECONDS.fullmatch(text):
            return min(float(text) * unit, _LONGEST_REST_S)
    try:
        wait = parsedate_to_datetime(headers["retry-after"]) - parsedate_to_datetime(
            headers["date"]
        )
    except (KeyError, ValueError, TypeError):
        return None
    return min(max(0.0, wait.total_seconds()), _LONGEST_REST_S)


def decoded(answer: Answer, kind: Any, source: str) -> Any:
    """Return an answer in its form; raise Unavailable when it has another."""
    try:
        return msgspec.json.decode(answer.body, type=kind, strict=False)
    except (msgspec.MsgspecError, RecursionError) as err:
        told = type(err).__name__
    raise Unavailable(source, f"an answer of another form ({told})")
