"""Documents by name: what a thin delivery may leave to be asked, as paths of our own.

A parameter that is not on the list, or does not fit its pattern, is refused before any connection.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from sources.dialect import Fetch
from storefronts.asking import Answer, Asker, decoded
from storefronts.errors import GONE, Gone, Refused, Unavailable
from storefronts.port import Fetched

DIGITS: Final = re.compile(r"[0-9]{1,20}")
WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
YES_NO: Final = re.compile(r"[Tt]rue|[Ff]alse")
MAX_PAGES: Final = 50

Rows = list[msgspec.Raw]
Read = Callable[[Asker, str, Mapping[str, str]], "Answer | Gone | Rows"]
"""Asks for one part: its path with the ids in it, and what goes into the query."""


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the document. path: with the names of parameters in braces."""

    name: str
    path: str
    read: Read


@dataclass(frozen=True, slots=True)
class Resource:
    """A document. params: what each must look like; those in no path go into the query.

    needed: the names that must be told. The first part decides whether there is such a thing.
    """

    params: Mapping[str, re.Pattern[str]]
    needed: tuple[str, ...]
    parts: tuple[Part, ...]


def document(asker: Asker, table: Mapping[str, Resource], fetch: Fetch) -> Fetched:
    """Return a resource as one JSON object with a member for each part; raise SourceError.

    A part that is not there (any more) is null.
    """
    resource = _checked(asker.name, table, fetch)
    members: dict[str, Any] = {}
    for part in resource.parts:
        in_path = {name for name in fetch.params if f"{{{name}}}" in part.path}
        query = {name: value for name, value in fetch.params.items() if name not in in_path}
        found = part.read(asker, part.path.format(**fetch.params), query)
        if found is GONE and not members:
            return Fetched(b"{}", is_gone=True)
        members[part.name] = _member(found)
    return Fetched(msgspec.json.encode(members))


def _member(found: Answer | Gone | Rows) -> Any:
    if isinstance(found, Gone):
        return None
    return msgspec.Raw(found.body) if isinstance(found, Answer) else found


def _checked(source: str, table: Mapping[str, Resource], fetch: Fetch) -> Resource:
    resource = table.get(fetch.resource)
    if resource is None:
        raise Refused(source, "is asked for a resource that it does not have")
    fits = all(
        name in resource.params and resource.params[name].fullmatch(value)
        for name, value in fetch.params.items()
    )
    if not fits or not fetch.params.keys() >= set(resource.needed):
        raise Refused(source, f"is asked for {fetch.resource} by what is no id of it")
    return resource


def whole(asker: Asker, path: str, query: Mapping[str, str]) -> Answer | Gone:
    """Ask for one object."""
    return asker.ask(path, query)


def paged(size: int, member: str = "", first: Mapping[str, str] | None = None) -> Read:
    """Return a read of a whole list, page by page; raise Unavailable when it has too many.

    size: rows of a full page. member: where the rows stand when the answer is an object.
    """

    def read(asker: Asker, path: str, query: Mapping[str, str]) -> Rows | Gone:
        rows: Rows = []
        for page in range(1, MAX_PAGES + 1):
            answer = asker.ask(path, {**(first or {}), **query, "page": str(page)})
            if isinstance(answer, Gone):
                return GONE
            found = _rows(asker.name, answer, member)
            rows += found
            if len(found) < size:
                return rows
        raise Unavailable(asker.name, f"a list is longer than {MAX_PAGES} pages")

    return read


def _rows(source: str, answer: Answer, member: str) -> Rows:
    if not member:
        rows: Rows = decoded(answer, Rows, source)
        return rows
    named: dict[str, msgspec.Raw] = decoded(answer, dict[str, msgspec.Raw], source)
    inner: Rows = decoded(Answer(bytes(named.get(member, b"[]")), {}), Rows, source)
    return inner
