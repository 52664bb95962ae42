"""The queues that events are consumed from: `[queues.NAME]`, chosen by the scheme of their URL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from config.secret import SecretRef

SIGNATURE: Final = "signature"
TRANSPORT: Final = "transport"
SEALS: Final = (SIGNATURE, TRANSPORT)
KEYS: Final = frozenset({"url", "source", "seal", "prefetch", "password", "headers"})


class Form(NamedTuple):
    """How the URL of a broker is written: an example, and the options behind its `?`.

    one_of: options of which exactly one is given; known: the others.
    """

    example: str
    one_of: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


_AMQP: Final = Form("amqp://USER@HOST:5672/VHOST?queue=NAME", frozenset({"queue"}))
_REDIS: Final = Form(
    "redis://HOST:6379/0?stream=NAME&group=orderlane",
    frozenset({"stream", "list"}),
    frozenset({"group", "body", "redeliver_after"}),
)
FORMS: Final[dict[str, Form]] = {
    "amqp": _AMQP,
    "amqps": _AMQP,
    "redis": _REDIS,
    "rediss": _REDIS,
    "sqs": Form(
        "sqs://sqs.REGION.amazonaws.com/ACCOUNT/NAME",
        known=frozenset({"region", "tls", "redeliver_after"}),
    ),
    "azure": Form("azure://KEYNAME@NAMESPACE.servicebus.windows.net/NAME"),
}


@dataclass(frozen=True, slots=True)
class QueueDoor:
    """A queue, and the source whose messages come in by it.

    seal: `signature`, the dialect's own inside the message, or `transport`: whoever may write to
    the queue is believed. headers: those of every message that does not bring them itself.
    """

    name: str
    url: SplitResult
    source: str
    seal: str = SIGNATURE
    prefetch: int = 20
    password: SecretRef | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, str]:
        """Return the options of the URL."""
        return dict(parse_qsl(self.url.query))

    @property
    def path(self) -> list[str]:
        """Return the parts of the URL's path, decoded."""
        return [unquote(part) for part in self.url.path.split("/") if part]

    @property
    def user(self) -> str | None:
        """Return the URL's user."""
        return unquote(self.url.username) if self.url.username else None

    @property
    def redeliver_after_s(self) -> float:
        """Return how long another consumer waits before it takes over what was not acknowledged."""
        return float(self.options.get("redeliver_after", 30))

    def secret(self) -> str | None:
        """Return the password as it is now, None when there is none; raise SecretError."""
        return self.password.value() if self.password else None

    @property
    def shown(self) -> str:
        """Return the queue for people and logs: without user and password."""
        place = self.url.netloc.rpartition("@")[2]
        return self.url._replace(netloc=place).geturl()

    def __repr__(self) -> str:
        return f"QueueDoor({self.name!r}, {self.shown!r}, {self.source!r}, seal={self.seal!r})"


def queue_doors_of(
    document: Mapping[str, Any], env: Mapping[str, str], problems: list[str]
) -> dict[str, QueueDoor]:
    """Return the queues by name; every fault is added to `problems`."""
    found = {}
    for name, table in document.get("queues", {}).items():
        try:
            door = _door(name, table, env)
            faults = [*_faults_of_url(door), *_faults_of_table(door, table, document)]
        except ValueError as err:
            faults = [str(err)]
        problems += [f"[queues.{name}] {fault}" for fault in faults]
        if not faults:
            found[name] = door
    return found


def sealed_by_transport(document: Mapping[str, Any]) -> set[str]:
    """Return the sources that a queue believes without a signature: they may have no secret."""
    tables = document.get("queues", {}).values()
    return {table.get("source", "") for table in tables if table.get("seal") == TRANSPORT}


def _door(name: str, table: Mapping[str, Any], env: Mapping[str, str]) -> QueueDoor:
    """Return a queue as it is told; raise ValueError for a URL that is none or holds a password."""
    url = urlsplit(str(table.get("url", "")))
    _ = url.port  # raises for one that is no number
    if url.password:
        raise ValueError('url holds a password: write password = "env:NAME" beside it')
    password = table.get("password")
    return QueueDoor(
        name,
        url,
        str(table.get("source", "")),
        str(table.get("seal", SIGNATURE)),
        table.get("prefetch", 20),
        SecretRef(str(password), env) if password else None,
        {str(key): str(value) for key, value in table.get("headers", {}).items()},
    )


def _faults_of_url(door: QueueDoor) -> Iterator[str]:
    form = FORMS.get(door.url.scheme)
    if form is None:
        yield f"url must begin with one of {', '.join(f'{scheme}://' for scheme in FORMS)}"
        return
    options = door.options
    unknown = options.keys() - form.one_of - form.known
    chosen = options.keys() & form.one_of
    if not door.url.hostname or unknown or (form.one_of and len(chosen) != 1):
        yield f"url {door.shown!r} is not written as {form.example}"
    if not form.one_of and not door.path:
        yield f"url {door.shown!r} names no queue: {form.example}"
    try:
        positive = door.redeliver_after_s > 0
    except ValueError:
        positive = False
    if not positive:
        yield "redeliver_after must be a number of seconds above 0"


def _faults_of_table(
    door: QueueDoor, table: Mapping[str, Any], document: Mapping[str, Any]
) -> Iterator[str]:
    sources = document.get("sources", {})
    if unknown := table.keys() - KEYS:
        yield f"{', '.join(sorted(unknown))} unknown; known: {', '.join(sorted(KEYS))}"
    if door.source not in sources:
        known = ", ".join(sorted(sources)) or "none"
        yield f"source {door.source!r} is not a declared source (declared: {known})"
    if door.seal not in SEALS:
        yield f"seal is {door.seal!r}: write one of {', '.join(SEALS)}"
    elif door.seal == SIGNATURE and not sources.get(door.source, {}).get("secrets"):
        yield 'its source has no secret: give it one, or write seal = "transport" here'
    if not isinstance(door.prefetch, int) or not 1 <= door.prefetch <= 1000:
        yield "prefetch must be a whole number from 1 to 1000"
