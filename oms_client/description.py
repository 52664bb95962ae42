"""Tell in words what a declaration says: for `describe()` and the command line's help."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from marshmallow import Schema, fields

from oms_client.kinds import kind_of
from oms_client.parameters import Param

if TYPE_CHECKING:
    from oms_client.endpoints import Endpoint

_NEEDS: Final = {"required": "required", "optional": "optional", "key": "one of these"}
_WORDS: Final[tuple[tuple[type[fields.Field[Any]], str], ...]] = (
    (fields.Integer, "whole number"),
    (fields.Decimal, "amount"),
    (fields.AwareDateTime, "instant (UTC)"),
    (fields.Boolean, "true or false"),
    (fields.String, "text"),
)
_ERRORS: Final = "Refused or NotFound (nothing was done), Unauthorized, Throttled, NotSent; "
_WRITE_ERRORS: Final = _ERRORS + "Ambiguous: it may have been done, so read it back first"
_READ_ERRORS: Final = _ERRORS + "Unavailable: no usable answer, read again later"
_UNITS: Final = "Instants in UTC, amounts in the CurrencyCode beside them, quantities in units."
_ONE_PAGE: Final = "; .pages() and .items() raise Incomplete when the one page is full"


def describe(endpoint: "Endpoint") -> str:
    """Return title, call, parameters, body, answer and errors, a line or a block for each."""
    blocks = (
        [endpoint.title, f"{endpoint.method} {endpoint.path}"],
        [endpoint.about],
        _listed("Parameters:", [parameter_line(param) for param in endpoint.parameters]),
        _listed("Body, a JSON object:", body_lines(endpoint)),
        _listed("Answer:", shape_lines(endpoint.answer)),
        [_UNITS],
        _listed("Errors:", [f"{_errors(endpoint)}."]),
    )
    return "\n\n".join("\n".join(block) for block in blocks if any(block))


def parameter_line(param: Param) -> str:
    """Return one line: keyword, need, the vendor's name, meaning."""
    kind = kind_of(param)
    meaning = f": {kind.meaning}" if kind.meaning else ""
    return f"{param.keyword} ({_NEEDS[param.need]}, {kind.word}, sent as {param.name}){meaning}"


def body_lines(endpoint: "Endpoint") -> list[str]:
    """Return a line for each field of the body; [] for no body."""
    if isinstance(endpoint.body, bool):
        return ["its fields are not known"] if endpoint.body else []
    return shape_lines(endpoint.body)


def shape_lines(kind: type[Schema] | None) -> list[str]:
    """Return a line for each field of a form or shape, inner ones indented; [] for none."""
    return list(_field_lines(kind(), "")) if kind else []


def _field_lines(schema: Schema, indent: str) -> Iterator[str]:
    for name, one in schema.fields.items():
        inner = one.inner if isinstance(one, fields.List) else one
        word = _word(inner) if inner is one else f"list of {_word(inner)}s"
        told = f"{word}, required" if one.required else word
        yield f"{indent}{name} ({told}){_known(inner)}"
        if isinstance(inner, fields.Nested):
            yield from _field_lines(inner.schema, indent + "  ")


def _word(one: fields.Field[Any]) -> str:
    told = (word for kind, word in _WORDS if isinstance(one, kind))
    return str(one.metadata.get("word") or next(told, "object"))


def _known(one: fields.Field[Any]) -> str:
    words = one.metadata.get("known")
    return f": {', '.join(words)}" if words else ""


def _errors(endpoint: "Endpoint") -> str:
    one_page = endpoint.takes("page_size") and not endpoint.takes("page_number")
    return (_WRITE_ERRORS if endpoint.write else _READ_ERRORS) + _ONE_PAGE * one_page


def _listed(head: str, lines: list[str]) -> list[str]:
    return [head, *(f"  {line}" for line in lines)] if lines else []
