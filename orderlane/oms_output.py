"""What `orderlane oms` says: answers, requests that are not sent, what went wrong."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oms_client import (
    Ambiguous,
    Endpoint,
    Incomplete,
    NotFound,
    NotSent,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)
from oms_client.endpoints import Request

FRAME: Final = 3  # what a column needs beside its text
REMEDIES: Final[Mapping[type[OmsError], str]] = {
    Ambiguous: "it may have been done: read it back before you send it again",
    Incomplete: "there may be more: ask for less, or for a larger --page-size",
    NotFound: "nothing was done: look at the id",
    NotSent: "nothing was sent: look at ORDERLANE_OMS_URL and the network",
    Refused: "nothing was done: the OMS will not do it as it is asked",
    Throttled: "nothing was done: too many calls, send it again later",
    Unauthorized: "nothing was done: look at the key that [oms] or ORDERLANE_OMS_KEY names",
    Unavailable: "nothing was changed: read again later",
}


class Failed(click.ClickException):
    """A call that the OMS did not carry out, or of which nobody knows: exit code 1."""

    exit_code = 1

    def __init__(self, err: OmsError) -> None:
        wait = f" (it asks for {err.retry_after_s:g} s)" if err.retry_after_s else ""
        super().__init__(f"{err}; {REMEDIES.get(type(err), 'look at the OMS')}{wait}")

    def show(self, file: Any = None) -> None:
        """Write one line to standard error."""
        click.echo(f"orderlane: {self.message}", err=True)


def show(body: Mapping[str, Any], output: str) -> None:
    """Write an answer, as JSON or as a table."""
    if output == "json":
        click.echo(_json(body))
        return
    console = Console(highlight=False)
    items = body.get("Items")
    if items == []:
        console.print("nothing found")
        return
    table = _rows(items, body, console.width) if isinstance(items, list) else _names(body)
    console.print(table)


def show_request(
    endpoint: Endpoint, request: Request, content: Mapping[str, Any] | None, output: str
) -> None:
    """Write what would be sent, the key left out; UsageError when its form finds a fault."""
    query = urlencode(request.params)
    target = f"{request.path}?{query}" if query else request.path
    if output == "json":
        click.echo(_json({"Method": request.method, "Target": target, "Body": content}))
    else:
        click.echo(f"{request.method} {target}")
        click.echo(_json(content) if content is not None else "(no body)")
    faults = endpoint.check(content) if content is not None else []
    if faults:
        told = "; ".join(f"{fault.field}: {fault.message}" for fault in faults)
        raise click.UsageError(f"--body: {told}")


def _rows(items: Sequence[Any], body: Mapping[str, Any], width: int) -> Table:
    """Show a list: of the fields that hold no lists or objects as many as fit, the first ones."""
    rows = [item if isinstance(item, dict) else {"Item": item} for item in items]
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: [row.get(name) for row in rows] for name in names}
    told = {name: column for name, column in columns.items() if _is_told(column)}
    shown = _fitting({name: [*map(_cell, column)] for name, column in told.items()}, width)
    more = f"; {len(told) - len(shown)} more fields with --output json"
    caption = f"{len(rows)} of {body.get('TotalCount', len(rows))}"
    table = Table(caption=caption + more * (len(shown) < len(told)))
    for name in shown:
        table.add_column(name, overflow="fold")
    for cells in zip(*shown.values(), strict=True):
        table.add_row(*cells)
    return table


def _fitting(columns: Mapping[str, list[Text]], width: int) -> dict[str, list[Text]]:
    """Return the first columns, one at least, that are no wider together than the screen."""
    widths = [max(len(name), *map(len, cells)) + FRAME for name, cells in columns.items()]
    count = sum(sum(widths[:end]) < width for end in range(1, len(widths) + 1))
    return dict(list(columns.items())[: max(1, count)])


def _names(body: Mapping[str, Any]) -> Table:
    table = Table("field", "value")
    for name, value in body.items():
        table.add_row(name, _cell(value))
    return table


def _is_told(values: Sequence[Any]) -> bool:
    told = [value for value in values if value not in (None, "")]
    return bool(told) and not any(isinstance(value, dict | list) for value in told)


def _cell(value: Any) -> Text:
    plain = "" if value is None else value
    return Text(_json(plain, None) if isinstance(plain, dict | list | bool) else str(plain))


def _json(value: Any, indent: int | None = 2) -> str:
    return json.dumps(value, indent=indent, default=float, ensure_ascii=False)
