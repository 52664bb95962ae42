"""The port: what can be asked of a source, whoever it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sources.dialect import Fetch
from storefronts.errors import Gone


@dataclass(frozen=True, slots=True)
class Account:
    """How a source is asked. key, secret: asked for at each call. Times in seconds.

    version: of the API, '' for the one this code was written for.
    """

    url: str
    key: Callable[[], str]
    secret: Callable[[], str] | None = None
    version: str = ""
    loopback: bool = False
    deadline_s: float = 30.0
    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An order as its storefront shows it now.

    version, placed_at: times as `events.envelope.instant` writes them. body: as the body of a
    delivery of its own dialect. updated, created, cancelled: the topics under which it would come.
    """

    id: str
    version: str
    placed_at: str
    is_cancelled: bool
    body: bytes
    updated: str
    created: str
    cancelled: str


class Gate(Protocol):
    """The source's rate limit, shared by all who ask it."""

    def ask(self) -> None:
        """Wait for leave, a short while; raise when there is none."""

    def tell(self, report: str, rest_s: float | None) -> None:
        """Tell how the call went: ok, failed, refused or throttled."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The document of a resource: a JSON object with a member for each part, null for one that is gone.

    is_gone: there is no such thing (any more), and the object is empty.
    """

    body: bytes
    is_gone: bool = False


class Source(Protocol):
    """A source that can be asked for what a thin delivery names."""

    def get(self, fetch: Fetch) -> Fetched:
        """Return the document of a resource; raise SourceError."""


class Storefront(Source, Protocol):
    """A source that can be asked for its orders."""

    def get_order(self, order_id: str) -> Shown | Gone:
        """Return an order as it is now; raise SourceError."""

    def find_order(self, reference: str) -> Shown | Gone:
        """Return the order that a reference (`kind:value`) belongs to; raise SourceError."""

    def updated_since(self, since: datetime) -> Iterator[Shown]:
        """Yield the orders updated since a time, the longest untouched first; raise SourceError."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int
    window_s: float
