"""The field table as a compiled msgspec type: says in microseconds whether a row fits, not why not."""

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from imports.field import (
    BOOLEAN,
    CHOICE,
    FREE,
    HASH,
    HASH_NAME,
    HASH_VALUE,
    INTEGER,
    LIST,
    NUMBER,
    OBJECT,
    TEXT,
    Field,
)
from imports.fields import ORDER


def _type_of(field: Field) -> Any:
    return _KINDS[field.kind](field)


def _text(field: Field) -> Any:
    pattern = field.pattern or None
    return Annotated[str, Meta(min_length=field.least, max_length=field.most, pattern=pattern)]


def _hash(field: Field) -> Any:
    name = Annotated[str, Meta(min_length=1, max_length=HASH_NAME)]
    return dict[name, Annotated[str, Meta(min_length=1, max_length=HASH_VALUE)]]


def _list(field: Field) -> Any:
    entry = _struct(field.name, field.fields)
    return Annotated[list[entry], Meta(min_length=field.least, max_length=field.most)]  # type: ignore[valid-type] # made at run time


_KINDS: Final[dict[str, Any]] = {
    TEXT: _text,
    INTEGER: lambda field: Annotated[int, Meta(ge=field.least, le=field.most)],
    NUMBER: lambda field: Annotated[float, Meta(ge=field.least, le=field.most)],
    BOOLEAN: lambda field: bool,
    CHOICE: lambda field: Literal[field.choices],
    HASH: _hash,
    FREE: lambda field: list[dict[str, Any]],
    OBJECT: lambda field: _struct(field.name, field.fields),
    LIST: _list,
}


def _struct(name: str, fields: tuple[Field, ...]) -> Any:
    return msgspec.defstruct(
        name,
        [_declared(field) for field in fields],
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
    )


def _declared(field: Field) -> tuple[Any, ...]:
    kind = _type_of(field)
    if field.nullable:
        return (field.name, kind | None, None)
    if field.default is None:
        return (field.name, kind)
    # From a factory, or msgspec would leave the default out where it was not said.
    return (field.name, kind, msgspec.field(default_factory=lambda: field.default))


Order: Final[Any] = _struct("Order", ORDER)
"""A historic order that fits the table; written, its defaults are said and nulls are not."""

decode: Final = msgspec.json.Decoder(Order).decode
_encode = msgspec.json.Encoder(order="deterministic").encode


def encode(order: Any) -> bytes:
    """Return a row in its one spelling: equal content, equal bytes."""
    return _encode(order)
