"""A few reading commands to one Redis over a plain socket: to import a whole client takes longer than to ask.

Speaks RESP2 (https://redis.io/docs/latest/develop/reference/protocol-spec/), for `redis:` and `unix:`.
"""

import socket
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from ledger.errors import LedgerUnavailable

SCHEMES: Final = ("redis", "unix")


class PlainClient:
    """Answers as redis.Redis does; raises LedgerUnavailable for every failure."""

    def __init__(self, url: str, timeout_s: float = 3.0) -> None:
        told = urlsplit(url)
        try:
            self._socket = _connected(told, timeout_s)
            self._answers: BinaryIO = self._socket.makefile("rb")
        except OSError as err:
            raise LedgerUnavailable(f"Redis cannot be reached: {type(err).__name__}") from err
        if told.password:
            user = [unquote(told.username)] if told.username else []
            self._do("AUTH", *user, unquote(told.password))
        number = _database(told)
        if number != "0":
            self._do("SELECT", number)

    def pipeline(self, *, transaction: bool) -> "PlainPipe":
        """Return what sends several commands in one round trip."""
        return PlainPipe(self._all)

    def close(self) -> None:
        """Close the connection."""
        self._answers.close()
        self._socket.close()

    def get(self, key: str) -> bytes | None:
        """GET."""
        found: bytes | None = self._do("GET", key)
        return found

    def hget(self, key: str, field: str) -> bytes | None:
        """HGET."""
        found: bytes | None = self._do("HGET", key, field)
        return found

    def hgetall(self, key: str) -> dict[bytes, bytes]:
        """HGETALL."""
        flat = self._do("HGETALL", key)
        return dict(zip(flat[::2], flat[1::2], strict=True))

    def hmget(self, key: str, fields: Sequence[str]) -> list[bytes | None]:
        """HMGET."""
        found: list[bytes | None] = self._do("HMGET", key, *fields)
        return found

    def lrange(self, key: str, first: int, last: int) -> list[bytes]:
        """LRANGE."""
        found: list[bytes] = self._do("LRANGE", key, str(first), str(last))
        return found

    def smembers(self, key: str) -> set[bytes]:
        """SMEMBERS."""
        return set(self._do("SMEMBERS", key))

    def zrange(self, key: str, first: int, last: int) -> list[bytes]:
        """ZRANGE."""
        found: list[bytes] = self._do("ZRANGE", key, str(first), str(last))
        return found

    def zscore(self, key: str, member: str) -> float | None:
        """ZSCORE."""
        found = self._do("ZSCORE", key, member)
        return None if found is None else float(found)

    def _do(self, *words: str) -> Any:
        return self._all([words])[0]

    def _all(self, commands: Sequence[Sequence[str]]) -> list[Any]:
        try:
            self._socket.sendall(b"".join(map(_asked, commands)))
            return [self._answer() for _ in commands]
        except OSError as err:
            raise LedgerUnavailable(f"Redis does not answer: {type(err).__name__}") from err

    def _answer(self) -> Any:
        line = self._answers.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self._exactly(int(rest))
        if kind == b"*":
            return None if rest == b"-1" else [self._answer() for _ in range(int(rest))]
        raise LedgerUnavailable(rest.decode(errors="replace") or "Redis closed the connection")

    def _exactly(self, size: int) -> bytes:
        found = self._answers.read(size + 2)
        if len(found) != size + 2:
            raise LedgerUnavailable("Redis closed the connection")
        return found[:-2]


class PlainPipe:
    """Commands that are sent together."""

    def __init__(self, send: Callable[[Sequence[Sequence[str]]], list[Any]]) -> None:
        self._send = send
        self._commands: list[Sequence[str]] = []

    def __enter__(self) -> "PlainPipe":
        return self

    def __exit__(self, *_: object) -> None:
        """End; what was not executed was not sent."""

    def get(self, key: str) -> None:
        """GET, later."""
        self._commands.append(("GET", key))

    def hmget(self, key: str, fields: Sequence[str]) -> None:
        """HMGET, later."""
        self._commands.append(("HMGET", key, *fields))

    def execute(self) -> list[Any]:
        """Send all, and return their answers."""
        return self._send(self._commands)


def _asked(words: Sequence[str]) -> bytes:
    parts = [word.encode() for word in words]
    told = b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)
    return b"*%d\r\n%b" % (len(parts), told)


def speaks(url: str) -> bool:
    """Return whether a plain socket will do for this address."""
    return urlsplit(url).scheme in SCHEMES


def _connected(told: SplitResult, timeout_s: float) -> socket.socket:
    if told.scheme == "unix":
        found = socket.socket(socket.AF_UNIX)
        found.settimeout(timeout_s)
        found.connect(unquote(told.path))
        return found
    return socket.create_connection((told.hostname or "localhost", told.port or 6379), timeout_s)


def _database(told: SplitResult) -> str:
    """Return the number of the database: redis://host/1, or ?db=1."""
    asked = parse_qs(told.query).get("db")
    if asked:
        return asked[0]
    path = told.path.strip("/") if told.scheme == "redis" else ""
    return path or "0"
