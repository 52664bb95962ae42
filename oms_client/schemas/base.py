"""What bodies are made of: a Form is strict about what is sent, a Shape tolerant of what comes.

The vendor publishes one body (a customer's address); names, types and known words of all others
are our definition, docs/sandbox.md. Names are the vendor's, in both directions.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, cast

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, pre_load

from oms_client.errors import FieldError


class Form(Schema):
    """Describe a body that is sent: a field it does not name is an error."""

    class Meta:
        """Refuse what is not named."""

        unknown = RAISE


class Shape(Schema):
    """Describe a body that comes: unknown fields are kept, any field may be absent, null or ""."""

    class Meta:
        """Keep what is not named."""

        unknown = INCLUDE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        """Let every field be null."""
        field_obj.allow_none = True

    @pre_load
    def _blanks_are_null(self, data: Any, **_: Any) -> Any:
        """Read "" as null where no text belongs: so the OMS writes what is not there."""
        if not isinstance(data, Mapping):
            return data
        typed = {name for name, one in self.fields.items() if not isinstance(one, fields.String)}
        return {
            name: None if value == "" and name in typed else value for name, value in data.items()
        }


class Page(Shape):
    """One page of a list. TotalCount counts all pages."""

    TraceID = fields.String()
    PageNumber = fields.Integer(strict=True)
    PageSize = fields.Integer(strict=True)
    TotalCount = fields.Integer(strict=True)


class Amount(fields.Decimal):
    """An amount of money as Decimal; a text is refused, it belongs on no JSON number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Decimal:
        if isinstance(value, str | bool):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **more)


def text(*known: str, required: bool = False) -> fields.String:
    """Declare a text; `known` are words seen so far, others are taken, too."""
    return fields.String(required=required, metadata={"known": known})


def whole(*, required: bool = False) -> fields.Integer:
    """Declare a whole number: an id of the OMS, a quantity in units."""
    return fields.Integer(required=required, strict=True)


def number(*, required: bool = False) -> fields.Decimal:
    """Declare a number that is no money: a rate, a weight."""
    return Amount(required=required, metadata={"word": "number"})


def amount(*, required: bool = False) -> fields.Decimal:
    """Declare an amount of money: two places, in the CurrencyCode beside it."""
    return Amount(required=required)


def instant(*, required: bool = False) -> fields.AwareDateTime:
    """Declare an instant: ISO 8601 with its zone, UTC on the wire."""
    return fields.AwareDateTime(format="iso", required=required)


def flag(*, required: bool = False) -> fields.Boolean:
    """Declare true or false."""
    return fields.Boolean(required=required)


def one(part: type[Schema], *, required: bool = False) -> fields.Nested:
    """Declare an object."""
    return fields.Nested(part, required=required)


def many(part: "type[Schema] | fields.Field[Any]", *, required: bool = False) -> "fields.List[Any]":
    """Declare a list of objects, or of values."""
    return fields.List(
        part if isinstance(part, fields.Field) else fields.Nested(part), required=required
    )


@cache
def page_of(item: type[Shape]) -> type[Shape]:
    """Make the shape of a list's answer out of the shape of its items."""
    made = Page.from_dict({"Items": fields.List(fields.Nested(item))}, name=f"{item.__name__}Page")
    return cast("type[Shape]", made)


@cache
def _ready(kind: type[Schema]) -> Schema:
    return kind()


def faults(kind: type[Schema], body: Any) -> list[FieldError]:
    """List what is wrong with a body, as the OMS's own `Errors` would; [] when nothing is."""
    return list(_flat("", _ready(kind).validate(body)))


def read(kind: type[Shape], body: Mapping[str, Any]) -> dict[str, Any]:
    """Read a body: the same names, with datetime and Decimal for values; ValueError naming fields."""
    try:
        return cast("dict[str, Any]", _ready(kind).load(body))
    except ValidationError as err:
        told = "; ".join(f"{name}: {message}" for name, message in _flat("", err.messages))
        raise ValueError(f"the answer is not what {kind.__name__} says: {told}") from err


def _flat(place: str, found: Any) -> Iterator[FieldError]:
    if isinstance(found, list):
        yield from (FieldError(place, str(message)) for message in found)
        return
    for name, inner in found.items():
        if name == "_schema":
            step = place
        elif isinstance(name, int):
            step = f"{place}[{name}]"
        else:
            step = f"{place}.{name}".lstrip(".")
        yield from _flat(step, inner)
