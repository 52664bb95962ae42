"""An endpoint of the OMS as a declaration, and what it becomes on a client: a callable."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Protocol, Self, overload
from urllib.parse import quote

from oms_client import paging
from oms_client.answers import Answer
from oms_client.description import describe
from oms_client.errors import FieldError
from oms_client.parameters import Param, required
from oms_client.schemas import base
from oms_client.schemas.base import Form, Shape
from oms_client.values import QueryValue, json_bytes, query_text

# Query parameters and body fields of a write that name its target, and the answer's field that
# must then say the same. The vendor's cancel_shipment calls its ShipmentId "Shipment".
_TARGETS = {
    "internalorderid": "internalorderid",
    "externalorderid": "externalorderid",
    "shipmentid": "shipmentid",
    "shipment": "shipmentid",
    "invoiceid": "invoiceid",
    "returnid": "returnid",
}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one call ready to be sent; `asked` is what a write's answer must name (see _TARGETS)."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes | None = field(repr=False)
    asked: Mapping[str, object] = field(repr=False)


class Caller(Protocol):
    """Say what an endpoint needs of its client."""

    def call(self, endpoint: "Endpoint", request: Request) -> Answer:
        """Send the request and return the answer, or raise an OmsError."""
        ...


class Family:
    """Group endpoints as the vendor does; its attributes are the declarations."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    @classmethod
    def endpoints(cls) -> "dict[str, Endpoint]":
        """Return the declarations by operation, in their order."""
        return {name: one for name, one in vars(cls).items() if isinstance(one, Endpoint)}


@dataclass(eq=False)
class Endpoint:
    """Declare one operation; on a family's instance it is a callable (`Call`).

    `body` is the form of the JSON object it takes, True where the form is not known. `answer` is
    the shape of what it gives, None where that is not known. Both only serve check() and load().
    `about` is a sentence on what it does, where the title does not say it. `write` is False for
    whatever only reads (every GET). `fresh_connection` keeps a call of money off pooled
    connections, which the other side may close just as we write. `makes` names the answer's id
    field that belongs to a newly made object rather than to the one asked for.
    """

    title: str
    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    query: tuple[Param, ...] = ()
    body: type[Form] | bool = False
    answer: type[Shape] | None = None
    about: str = ""
    write: bool = True
    fresh_connection: bool = False
    makes: str | None = None
    operation: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.write = self.write and self.method != "GET"

    def __set_name__(self, owner: type[Family], name: str) -> None:
        self.operation = name

    @overload
    def __get__(self, family: None, owner: type[Family]) -> Self: ...

    @overload
    def __get__(self, family: Family, owner: type[Family]) -> "Call": ...

    def __get__(self, family: Family | None, owner: type[Family]) -> "Self | Call":
        return self if family is None else Call(self, family.caller)

    @cached_property
    def parameters(self) -> tuple[Param, ...]:
        """List what a call takes: the placeholders of the path, then the query."""
        return (*required(*_PLACEHOLDER.findall(self.path)), *self.query)

    @cached_property
    def _needs(self) -> dict[str, str]:
        """Say of each keyword whether it is needed."""
        return {param.keyword: param.need for param in self.parameters}

    def takes(self, keyword: str) -> bool:
        """Say whether a call takes this keyword."""
        return keyword in self._needs

    def describe(self) -> str:
        """Tell title, call, parameters, body, answer and errors in words."""
        return describe(self)

    def check(self, body: Mapping[str, Any]) -> list[FieldError]:
        """List what the form finds wrong with a body; [] when nothing, or when it has no form.

        ValueError for a body that JSON cannot carry.
        """
        if isinstance(self.body, bool):
            return []
        return base.faults(self.body, json.loads(json_bytes(body), parse_float=Decimal))

    def load(self, answer: Answer) -> dict[str, Any]:
        """Read an answer by its shape: instants as aware datetime, amounts as Decimal.

        Names stay the vendor's; what the shape does not name is kept as it came. ValueError names
        each field whose value is of another kind. Without a shape, the body is given as it is.
        """
        return base.read(self.answer, answer.body) if self.answer else answer.body

    def request(self, body: Mapping[str, Any] | None, values: Mapping[str, QueryValue]) -> Request:
        """Make the request; TypeError or ValueError for what the endpoint or the wire cannot take."""
        self._check(body, values)
        texts = {
            param.name: query_text(param.keyword, values[param.keyword])
            for param in self.parameters
            if param.keyword in values
        }
        named = {**texts, **(body or {})}
        return Request(
            method=self.method,
            path=_PLACEHOLDER.sub(lambda found: _segment(texts[found[1]]), self.path),
            params=tuple((p.name, texts[p.name]) for p in self.query if p.name in texts),
            body=None if body is None else json_bytes(body),
            asked=self._targets(named) if self.write else {},
        )

    def _check(self, body: Mapping[str, Any] | None, values: Mapping[str, QueryValue]) -> None:
        accepted = self._needs
        alternatives = [word for word, need in accepted.items() if need == "key"]
        unknown = [word for word in values if word not in accepted]
        missing = [w for w, need in accepted.items() if need == "required" and w not in values]
        if unknown:
            raise TypeError(f"{self.operation}() takes {_listed(accepted)}; not {_listed(unknown)}")
        if missing:
            raise TypeError(f"{self.operation}() needs {_listed(missing)}")
        if alternatives and not any(word in values for word in alternatives):
            raise TypeError(f"{self.operation}() needs one of {_listed(alternatives)}")
        if bool(self.body) != (body is not None):
            raise TypeError(f"{self.operation}() {'needs a' if self.body else 'takes no'} body")

    def _targets(self, named: Mapping[str, object]) -> dict[str, object]:
        texts = {k.lower(): v for k, v in named.items() if isinstance(v, str | int)}
        targets = {_TARGETS[name]: value for name, value in texts.items() if name in _TARGETS}
        return {k: v for k, v in targets.items() if k != (self.makes or "").lower()}


@dataclass(frozen=True, slots=True)
class Call:
    """Call one endpoint of one client."""

    endpoint: Endpoint
    caller: Caller

    def __call__(self, *, body: Mapping[str, Any] | None = None, **query: QueryValue) -> Answer:
        """Send it once and return the answer, or raise an OmsError.

        Keywords are the vendor's parameter names in snake_case; a wrong or missing one is a
        TypeError, a value that cannot be sent a ValueError, both before anything is sent.
        """
        return self.caller.call(self.endpoint, self.endpoint.request(body, query))

    def describe(self) -> str:
        """Tell title, call, parameters, body, answer and errors in words."""
        return self.endpoint.describe()

    def check(self, body: Mapping[str, Any]) -> list[FieldError]:
        """List what is wrong with a body, before it is sent; see Endpoint.check."""
        return self.endpoint.check(body)

    def load(self, answer: Answer) -> dict[str, Any]:
        """Read an answer's values by the endpoint's shape; see Endpoint.load."""
        return self.endpoint.load(answer)

    def pages(
        self, *, page_size: int = 100, body: Mapping[str, Any] | None = None, **query: QueryValue
    ) -> Iterator[Answer]:
        """Yield the answers page by page, up to and with the first short page.

        A list that has a page size but no page numbers has one page only: if that one is full,
        Incomplete is raised after it. An endpoint without a page size is a TypeError.
        """
        numbered = self.endpoint.takes("page_number")
        if not self.endpoint.takes("page_size"):
            raise TypeError(f"{self.endpoint.operation}() has no pages")

        def fetch(number: int) -> Answer:
            place = {"page_number": number} if numbered else {}
            return self(body=body, page_size=page_size, **place, **query)

        return paging.pages(self.endpoint.operation, fetch, page_size=page_size, numbered=numbered)

    def items(
        self, *, page_size: int = 100, body: Mapping[str, Any] | None = None, **query: QueryValue
    ) -> Iterator[Any]:
        """Yield the items of all pages; see pages()."""
        pages = self.pages(page_size=page_size, body=body, **query)
        return (item for answer in pages for item in answer.body["Items"])


def _listed(words: Mapping[str, object] | list[str]) -> str:
    return ", ".join(words) or "no query parameters"


def _segment(text: str) -> str:
    if text in {".", ".."}:
        raise ValueError("a path cannot be made of dots")
    return quote(text, safe="")
