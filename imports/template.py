"""A template of an import file: what every field is, and one order that fits."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from imports.columns import columns_of
from imports.csv_rows import built
from imports.field import Field, misfit
from imports.fields import leaves

FORMATS: Final = ("csv", "jsonl")


def template(form: str) -> str:
    """Return the template in one of FORMATS; its comment lines begin with `# `."""
    paths = dict(leaves())
    comments = [f"# {path}: {_told(field)}" for path, field in paths.items()]
    body = _csv(paths) if form == "csv" else _jsonl(paths)
    return "\n".join([*_HEADS[form], *comments, *body]) + "\n"


_HEADS: Final = {
    "csv": (
        "# One order a line. Further lines with the same externalOrderID add their orderItems;",
        "# their other cells stay empty. orderItems.1, orderPayments.1 ... are columns, too.",
        "# An empty cell is an absent field. Lines like this one may stand before the header only.",
    ),
    "jsonl": (
        '# One JSON object a line: customer.firstName is {"customer": {"firstName": ...}},',
        "# and name.0 the first entry of a list. Lines that begin with # are passed over.",
    ),
}


def _told(field: Field) -> str:
    needed = "required" if field.required else "optional"
    default = (
        "" if field.default is None else f", default {msgspec.json.encode(field.default).decode()}"
    )
    return f"{needed}, {misfit(field).removeprefix('must be ')}{default}"


def _csv(paths: dict[str, Field]) -> Iterator[str]:
    for cells in (list(paths), [field.example for field in paths.values()]):
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        yield text.getvalue()


def _jsonl(paths: dict[str, Field]) -> Iterator[str]:
    shown: dict[str, Any] = built(
        zip(columns_of(list(paths)), (field.example for field in paths.values()), strict=True)
    )
    yield msgspec.json.encode(shown).decode()
