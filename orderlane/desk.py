"""`orderlane desk`: the web page, its users and API tokens."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from config.desk import desk_settings
from config.settings import ConfigError
from desk import auth_users
from desk.auth_roles import ROLES
from desk.auth_users import TOKEN, USER, Account, UsersError

APP: Final = "desk.app:create_app()"


@click.group(
    invoke_without_command=True,
    epilog="Examples:  orderlane desk   ·   orderlane desk user add ada --role operate",
)
@click.pass_context
def desk(context: click.Context) -> None:
    """Serve the desk's page; it needs a user first."""
    if context.invoked_subcommand is None:
        where = desk_settings()
        auth_users.required(where.users)
        os.execv(sys.executable, serving(f"{where.address}:{where.port}"))  # noqa: S606 it becomes gunicorn


def serving(bind: str) -> list[str]:
    """Return the command that serves the desk at an address."""
    python = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
    return [*python, "--bind", bind, "--workers", "1", "--threads", "4", APP]


def _file() -> Path:
    """Return the file of users; raise ConfigError when it cannot be written from here."""
    scheme, _, place = desk_settings().users.reference.partition(":")
    if scheme != "file":
        raise ConfigError(
            "the desk's users are not in a file of this machine: make the line with --print, and "
            "put it where ORDERLANE_DESK_USERS says"
        )
    return Path(place)


def _keep(account: Account, printed: bool) -> None:
    if printed:
        click.echo(account.line)
        return
    path = _file()
    auth_users.put(path, account)
    click.echo(f"{account.kind} {account.name} ({account.role}) is in {path}", err=True)


role_option = click.option(
    "--role", type=click.Choice(ROLES), required=True, help="view: look. operate: act, too."
)
print_option = click.option(
    "--print", "printed", is_flag=True, help="Write the line to standard output, not to the file."
)


@desk.group()
def user() -> None:
    """Make and remove users."""


@user.command(
    "add",
    epilog="Examples:  orderlane desk user add ada --role operate   ·   "
    "orderlane desk user add ada --role view --password-stdin < password",
)
@click.argument("name")
@role_option
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@print_option
def add_user(name: str, role: str, password_stdin: bool, printed: bool) -> None:
    """Add user NAME, or give it a new password and role; its sessions end."""
    _keep(auth_users.new_user(_named(name), role, _password(password_stdin)), printed)


@desk.group()
def token() -> None:
    """Make and remove tokens for the JSON API."""


@token.command("add", epilog="Example:  orderlane desk token add grafana --role view")
@click.argument("name")
@role_option
@print_option
def add_token(name: str, role: str, printed: bool) -> None:
    """Make an API token; it is shown once."""
    account, made = auth_users.new_token(_named(name), role)
    _keep(account, printed)
    click.echo(made, err=printed)


def _remover(kind: str) -> Callable[[str], None]:
    def remove(name: str) -> None:
        auth_users.remove(_file(), kind, name)
        click.echo(f"{kind} {name} is removed")

    return remove


for group, kind in ((user, USER), (token, TOKEN)):
    group.add_command(
        click.command(
            "remove",
            help=f"Remove {kind} NAME; it takes effect at once.",
            epilog=f"Example:  orderlane desk {kind} remove ada",
        )(click.argument("name")(_remover(kind)))
    )


@desk.command("users", epilog="Example:  orderlane desk users")
def list_users() -> None:
    """List users and tokens with their roles."""
    for account in auth_users.parse(_file().read_text()):
        click.echo(f"{account.kind:<6}{account.role:<9}{account.name}")


def _named(name: str) -> str:
    if not name.isprintable() or not name or len(name.split()) != 1:
        raise UsersError("a name is one word")
    return name


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    told: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return told
