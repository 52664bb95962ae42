"""One HTTP exchange over pooled sessions. What the network or the other side does becomes a Reply."""

import http.client
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from weakref import WeakSet

import requests
import urllib3

from oms_client.deadline import DeadlineAdapter, Flight, current_flight
from oms_client.endpoints import Request

KEY_HEADER = "Ocp-Apim-Subscription-Key"
MAX_BODY_BYTES = 5 * 1024 * 1024
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "Content-Type": "application/json",
    "User-Agent": "orderlane",
}
_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
)


class BodyTooLarge(OSError):
    """The body, inflated, is larger than any answer of the OMS may be."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what the wire gave: an answer, or the failure that took its place or cut it short.

    `departed` is False only when it is certain that not one byte was written.
    """

    departed: bool
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    failure: Exception | None = None


class _Session(requests.Session):
    def __init__(self, verify: bool | str) -> None:
        super().__init__()
        self.trust_env = False
        self.verify = verify
        self.headers.update(_HEADERS)
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.mount("https://", DeadlineAdapter())
        self.mount("http://", DeadlineAdapter())

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Find none, so that none is followed; allow_redirects would still read its body unbounded."""


class Wire:
    """Send requests to one base URL: a session per thread, certificates always checked."""

    def __init__(self, base_url: str, connect_s: float, ca_file: str | None) -> None:
        self._base_url = base_url
        self._connect_s = connect_s
        self._verify = ca_file or True
        self._local = threading.local()
        self._lock = threading.Lock()
        self._sessions: WeakSet[_Session] = WeakSet()  # weak: a thread's session ends with it
        self._closed = False

    def send(self, request: Request, key: str, deadline: float, *, fresh: bool) -> Reply:
        """Send once, up to the deadline (monotonic); `fresh` opens a connection for this alone."""
        if self._closed:
            raise RuntimeError("this OmsClient is closed")
        if not fresh:
            return self._exchange(self._own_session(), request, key, deadline)
        with _Session(self._verify) as session:
            return self._exchange(session, request, key, deadline)

    def close(self) -> None:
        """Close every thread's connections; the wire cannot be used again."""
        with self._lock:
            self._closed = True
            sessions = list(self._sessions)
        for session in sessions:
            session.close()

    def _own_session(self) -> _Session:
        session: _Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = _Session(self._verify)
            with self._lock:
                self._sessions.add(session)
        return session

    def _exchange(self, session: _Session, request: Request, key: str, deadline: float) -> Reply:
        flight = Flight(deadline)
        status, headers = 0, {}
        token = current_flight.set(flight)
        try:
            timeout = (min(self._connect_s, flight.left()), flight.left())
            prepared = session.prepare_request(self._addressed(request, key))
            with session.send(prepared, stream=True, timeout=timeout) as got:
                status, headers = got.status_code, dict(got.headers)
                body = _bounded(got)
            return Reply(True, status, headers, _redacted(status, body, key))
        except _FAILURES as err:
            return Reply(flight.departed, status, headers, failure=_root(err))
        finally:
            current_flight.reset(token)

    def _addressed(self, request: Request, key: str) -> requests.Request:
        return requests.Request(
            request.method,
            self._base_url + request.path,
            params=request.params,
            headers={KEY_HEADER: key},
            data=request.body,
        )


def _bounded(response: requests.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(65536):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(f"the body is over {MAX_BODY_BYTES} bytes")
    return bytes(body)


def _redacted(status: int, body: bytes, key: str) -> bytes:
    """Take our key out of what may be quoted in an error: debug pages echo request headers."""
    quotable = status >= 300 or not body.lstrip().startswith(b"{")
    return body.replace(key.encode(), b"***") if quotable else body


def _root(err: Exception) -> Exception:
    """Return the innermost failure, bare: outer ones quote the URL, and their frames hold the key.

    What is no OSError may quote what was received, so only its name is kept.
    """
    for inner in (getattr(err, "reason", None), *err.args, err.__cause__):
        if isinstance(inner, Exception):
            return _root(inner)
    bare = err if isinstance(err, OSError) else ConnectionError(type(err).__name__)
    return bare.with_traceback(None)
