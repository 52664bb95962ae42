"""`orderlane oms`: every call of the OMS in the shell, made out of the client's declarations."""

from contextlib import closing
from typing import Any, BinaryIO, Final

import click

from config.settings import ConfigError, load
from oms_client import Call, Endpoint, OmsClient, OmsError
from oms_client.catalogue import FAMILIES
from oms_client.description import body_lines
from oms_client.endpoints import Family
from orderlane.oms_output import Failed, show, show_request
from orderlane.oms_values import body_of, dashed, example, option, refuse_without_key, values_of
from orderlane.options import output_option

ALL: Final = click.Option(["--all", "every_page"], is_flag=True, help="Read every page.")
DRY_RUN: Final = click.Option(["--dry-run"], is_flag=True, help="Show the request; send nothing.")
BODY_HELP: Final = "The body: a file with a JSON object, - for standard input."


class Operation(click.Command):
    """One call: its options are the parameters of the declaration."""

    def __init__(self, endpoint: Endpoint) -> None:
        body = click.Option(["--body"], required=True, type=click.File("rb"), help=BODY_HELP)
        params: list[click.Parameter] = [option(param) for param in endpoint.parameters]
        params += [body] * bool(endpoint.body) + [ALL] * endpoint.takes("page_size") + [DRY_RUN]
        name, title = dashed(endpoint.operation), f"{endpoint.title} ({endpoint.method})"
        super().__init__(name, params=params, short_help=title, callback=self.run)
        self.endpoint = endpoint
        output_option(self)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write title, call, what it does, and the fields of the body."""
        endpoint = self.endpoint
        head = (f"{endpoint.title}: {endpoint.method} {endpoint.path}", endpoint.about)
        body = body_lines(endpoint)
        fields = "\n".join(("\b", "The body's fields:", *(f"  {line}" for line in body)))
        for text in (*head, fields if body else ""):
            if text:
                formatter.write_paragraph()
                with formatter.indentation():
                    formatter.write_text(text)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write an example."""
        formatter.write_paragraph()
        formatter.write(f"Example:  {ctx.command_path} {example(self.endpoint)}\n")

    def run(
        self,
        output: str,
        dry_run: bool,
        body: BinaryIO | None = None,
        every_page: bool = False,
        **given: Any,
    ) -> None:
        """Check everything, then send it once; what became of it is the exit code."""
        refuse_without_key(self.endpoint, given)
        values, content = values_of(self.endpoint, given), body_of(body)
        if every_page and "page_number" in values:
            raise click.UsageError("--all begins with page 1: leave out --page-number")
        try:
            request = self.endpoint.request(content, values)
        except ValueError as err:
            raise click.UsageError(str(err)) from err
        if dry_run:
            show_request(self.endpoint, request, content, output)
            return
        with closing(_client()) as client:
            call = Call(self.endpoint, client)
            show(_answered(call, content, values, every_page=every_page), output)


class Operations(click.Group):
    """The calls of one family, each made when it is asked for."""

    def __init__(self, name: str, family: type[Family]) -> None:
        super().__init__(name, help=family.__doc__)
        self.endpoints = {dashed(one): endpoint for one, endpoint in family.endpoints().items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the calls, in the vendor's order."""
        return list(self.endpoints)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of a call; its name may be written with underscores, too."""
        endpoint = self.endpoints.get(dashed(cmd_name))
        return Operation(endpoint) if endpoint else None


class Families(click.Group):
    """The families, each made when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the families, in the vendor's order."""
        return [dashed(name) for name in FAMILIES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the group of a family; its name may be written with underscores, too."""
        family = FAMILIES.get(cmd_name.replace("-", "_"))
        return Operations(dashed(cmd_name), family) if family else None


@click.group(
    cls=Families,
    epilog="Examples:  orderlane oms order-orchestration get-order --external-order-id 2043   ·   "
    "orderlane oms taxes --help",
)
def oms() -> None:
    """Call the OMS: FAMILY, OPERATION, its parameters.

    Nothing of the ledger is asked or told, so a write made here is a person's, as in the OMS's own
    screens. Exit code: 0 done, 1 not done or not known (the message says which), 2 wrong usage.
    """


def _client() -> OmsClient:
    settings = load()
    try:
        return OmsClient(settings.oms_url, settings.oms_key.value)
    except ValueError as err:
        raise ConfigError(f"ORDERLANE_OMS_URL: {err}") from err


def _answered(
    call: Call, content: dict[str, Any] | None, values: dict[str, Any], *, every_page: bool
) -> dict[str, Any]:
    try:
        if every_page:
            return {"Items": list(call.items(body=content, **values))}
        return call(body=content, **values).body
    except OmsError as err:
        raise Failed(err) from err
