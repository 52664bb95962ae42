"""The field table as a marshmallow schema: slow, but tells every error of a row at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from marshmallow import RAISE, Schema, ValidationError, fields

from imports.faults import Fault
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
    misfit,
)
from imports.fields import ORDER

UNKNOWN: Final = "is unknown"
MISSING: Final = "is missing"


def _between(value: Any, field: Field) -> bool:
    low = field.least is None or value >= field.least
    return low and (field.most is None or value <= field.most)


def _text_fits(value: Any, field: Field) -> bool:
    if not isinstance(value, str) or not _between(len(value), field):
        return False
    return not field.pattern or re.search(field.pattern, value) is not None


def _hash_fits(value: Any, field: Field) -> bool:
    return isinstance(value, dict) and all(
        isinstance(one, str) and 1 <= len(one) <= HASH_VALUE and 1 <= len(name) <= HASH_NAME
        for name, one in value.items()
    )


_FITS: Final[dict[str, Callable[[Any, Field], bool]]] = {
    TEXT: _text_fits,
    INTEGER: lambda value, field: type(value) is int and _between(value, field),
    NUMBER: lambda value, field: type(value) in (int, float) and _between(value, field),
    BOOLEAN: lambda value, field: isinstance(value, bool),
    CHOICE: lambda value, field: isinstance(value, str) and value in field.choices,
    HASH: _hash_fits,
    FREE: lambda value, field: (
        isinstance(value, list) and all(isinstance(one, dict) for one in value)
    ),
}


class _Leaf(fields.Field[Any]):
    def __init__(self, field: Field) -> None:
        super().__init__(**_presence(field))
        self._field = field

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not _FITS[self._field.kind](value, self._field):
            raise ValidationError(misfit(self._field))
        return value


def _presence(field: Field) -> dict[str, Any]:
    messages = {"required": MISSING, "null": misfit(field), "invalid": misfit(field)}
    return {
        "required": field.required and field.default is None,
        "allow_none": field.nullable,
        "error_messages": {**messages, "type": misfit(field)},
    }


def _list_bounds(field: Field) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not _between(len(value), field):
            raise ValidationError(misfit(field))

    return check


def _field(field: Field) -> fields.Field[Any]:
    if field.kind == OBJECT:
        return fields.Nested(_schema(field), **_presence(field))
    if field.kind == LIST:
        entry = fields.Nested(_schema(field))
        return fields.List(entry, validate=_list_bounds(field), **_presence(field))
    return _Leaf(field)


def _schema_of(table: tuple[Field, ...], whole: str) -> Schema:
    made = Schema.from_dict({field.name: _field(field) for field in table})
    schema = made(unknown=RAISE)
    schema.error_messages = {**schema.error_messages, "unknown": UNKNOWN, "type": whole}
    return schema


def _schema(field: Field) -> Schema:
    return _schema_of(field.fields, "must be an object")


_SCHEMA: Final = _schema_of(ORDER, "must be an object")


def tell(row: Any) -> list[Fault]:
    """Return every error of a row, in the order of its fields; none when it fits."""
    return list(_flat(_SCHEMA.validate(row), ""))


def _flat(messages: Any, path: str) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            here = path if name == "_schema" else f"{path}.{name}" if path else str(name)
            yield from _flat(inner, here)
    else:
        yield from (Fault(path, str(message)) for message in messages)
