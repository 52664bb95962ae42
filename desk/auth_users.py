"""The file of users and API tokens: one line each, `kind name role hash`, no secret in the clear.

A password is kept as scrypt makes it. A token is 256 random bits, so its SHA-256 is as good and
costs nothing at every call.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.secret import SecretError, SecretRef
from config.settings import ConfigError
from desk.auth_roles import ROLES, VIEW

USER: Final = "user"
TOKEN: Final = "token"  # noqa: S105 it names a kind
TOKEN_PREFIX: Final = "orderlane_"  # noqa: S105 scanners for leaked secrets look for it
LEAST: Final = 12
"""The fewest characters of a password."""
REMEDY: Final = "make one by `orderlane desk user add NAME --role operate`"


class UsersError(ConfigError):
    """The file of users does not hold, or cannot be written; the message names line and remedy."""


@dataclass(frozen=True, slots=True)
class Account:
    """One line of the file."""

    kind: str
    name: str
    role: str
    hash: str

    @property
    def line(self) -> str:
        """Return it as it stands in the file."""
        return f"{self.kind} {self.name} {self.role} {self.hash}"

    @property
    def seal(self) -> str:
        """Return what changes with the password: the sessions of an old one end."""
        return _digest(self.hash)[:16]


def parse(text: str) -> list[Account]:
    """Return the accounts of a file; raise UsersError for a line that is none."""
    lines = [(nth, line.split()) for nth, line in enumerate(text.splitlines(), start=1)]
    told = [(nth, words) for nth, words in lines if words and not words[0].startswith("#")]
    for nth, words in told:
        if len(words) != 4 or words[0] not in (USER, TOKEN) or words[2] not in ROLES:
            raise UsersError(
                f"line {nth} of the desk's users is not `user|token NAME view|operate HASH`: "
                "orderlane desk user add makes one"
            )
    return [Account(*words) for _, words in told]


def new_user(name: str, role: str, password: str) -> Account:
    """Return a user's line; raise UsersError for a short password."""
    if len(password) < LEAST:
        raise UsersError(f"a password has at least {LEAST} characters")
    from werkzeug.security import (
        generate_password_hash,
    )  # slow to import, and most commands need none

    return Account(USER, name, role, generate_password_hash(password))


def new_token(name: str, role: str) -> tuple[Account, str]:
    """Return a token's line and the token itself, which is nowhere else."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    return Account(TOKEN, name, role, _digest(token)), token


class Users:
    """Who may come in, as the file says at this moment."""

    def __init__(self, place: SecretRef) -> None:
        from werkzeug.security import check_password_hash

        self._place = place
        self._fits = check_password_hash
        self._nobody = new_user("nobody", VIEW, secrets.token_hex()).hash

    def all(self) -> list[Account]:
        """Return every account; raise SecretError or UsersError."""
        return parse(self._place.value())

    def by_password(self, name: str, password: str) -> Account | None:
        """Return the user of a name and password. An unknown name takes as long as a wrong password."""
        found = self.by_name(name)
        right = self._fits(found.hash if found else self._nobody, password)
        return found if right else None

    def by_name(self, name: str) -> Account | None:
        """Return a user, None when the file has none of that name (any more)."""
        named = (one for one in self.all() if one.kind == USER and one.name == name)
        return next(named, None)

    def by_token(self, token: str) -> Account | None:
        """Return the owner of an API token."""
        asked = _digest(token)
        tokens = [one for one in self.all() if one.kind == TOKEN]
        return next((one for one in tokens if hmac.compare_digest(one.hash, asked)), None)


def required(place: SecretRef) -> Users:
    """Return the users; raise UsersError, with the remedy, when nobody could come in."""
    users = Users(place)
    try:
        anybody = any(account.kind == USER for account in users.all())
    except SecretError as err:
        raise UsersError(f"{err}: {REMEDY}") from err
    if not anybody:
        raise UsersError(f"the desk has tokens, but no user: {REMEDY}")
    return users


def put(path: Path, account: Account) -> None:
    """Write an account into the file, in the place of one of its kind and name."""
    kept = [one for one in _accounts(path) if (one.kind, one.name) != (account.kind, account.name)]
    _write(path, [*kept, account])


def remove(path: Path, kind: str, name: str) -> None:
    """Take an account out of the file; raise UsersError when it is not there."""
    before = _accounts(path)
    kept = [one for one in before if (one.kind, one.name) != (kind, name)]
    if len(kept) == len(before):
        raise UsersError(f"{path} has no {kind} {name}")
    _write(path, kept)


def _accounts(path: Path) -> list[Account]:
    return parse(path.read_text()) if path.exists() else []


def _write(path: Path, accounts: Iterable[Account]) -> None:
    """Replace the file as a whole, readable by its owner and, if it was, by others."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh.touch(mode=0o600)
        fresh.write_text("".join(f"{account.line}\n" for account in accounts))
        fresh.chmod(mode)
        os.replace(fresh, path)
    except OSError as err:
        raise UsersError(f"{path} cannot be written: {err.strerror}") from err


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
