"""How a source is asked back: `[sources.NAME.api]`, which may be absent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from config.secret import SecretError, SecretRef


@dataclass(frozen=True, slots=True)
class SourceApi:
    """Where a source's API is, and with what it is asked.

    key: the token, or the user of a login whose password is `secret`. version: of the API, where
    it has several. calls in window_s seconds: its rate limit, 0 for the one it publishes.
    loopback: the address may be this machine's own (a sandbox); no other private one may ever be.
    poll_s: how often what was updated is asked for, 0 for never. Where the source cannot list
    its orders, nothing is asked for.
    """

    url: str
    key: SecretRef
    secret: SecretRef | None = None
    version: str = ""
    calls: int = 0
    window_s: float = 0.0
    poll_s: float = 600.0
    loopback: bool = False


_KNOWN: Final = tuple(field.name for field in fields(SourceApi))
_NUMBERS: Final = ("calls", "window_s", "poll_s")


def api_of(
    name: str, table: Mapping[str, Any], env: Mapping[str, str], problems: list[str]
) -> SourceApi | None:
    """Return a source's API, None when `[sources.NAME.api]` is not told."""
    told = table.get("api")
    if told is None:
        return None
    faults = [f"[sources.{name}.api] {fault}" for fault in _faults(told, env)]
    problems += faults
    if faults:
        return None
    return SourceApi(
        url=told["url"],
        key=SecretRef(told["key"], env),
        secret=SecretRef(told["secret"], env) if "secret" in told else None,
        version=told.get("version", ""),
        calls=int(told.get("calls", 0)),
        window_s=float(told.get("window_s", 0)),
        poll_s=float(told.get("poll_s", 600)),
        loopback=told.get("loopback", False),
    )


def _faults(told: Mapping[str, Any], env: Mapping[str, str]) -> Iterator[str]:
    for name in told.keys() - set(_KNOWN):
        yield f"{name} is unknown; known: {', '.join(_KNOWN)}"
    for name in ("url", "key"):
        if not told.get(name):
            yield f"lacks {name}"
    for name in {"url", "key", "secret", "version"} & told.keys():
        if not isinstance(told[name], str):
            yield f"{name} must be a text"
    for name in {"key", "secret"} & told.keys():
        try:
            SecretRef(str(told[name]), env).value()
        except SecretError as err:
            yield str(err)
    for name in set(_NUMBERS) & told.keys():
        if (
            isinstance(told[name], bool)
            or not isinstance(told[name], int | float)
            or told[name] < 0
        ):
            yield f"{name} is {told[name]!r}: it must be a number, not below 0"
    if not isinstance(told.get("loopback", False), bool):
        yield "loopback must be true or false"
