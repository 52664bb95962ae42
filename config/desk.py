"""The desk's own settings: `[desk]`, and where it listens."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from config.secret import SecretRef
from config.settings import ConfigError, document_of

NO_USERS = (
    "the desk does not start without users: name their file by ORDERLANE_DESK_USERS=file:/path, or "
    'users = "file:/path" under [desk], and make one: orderlane desk user add NAME --role operate'
)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Where its users stand, the address people open ('': this machine only), where it listens."""

    users: SecretRef
    url: str = ""
    address: str = "127.0.0.1"
    port: int = 8090


def desk_settings(environ: Mapping[str, str] | None = None) -> DeskSettings:
    """Return the desk's settings; raise ConfigError naming what is missing or wrong."""
    env = os.environ if environ is None else environ
    told = document_of(env).get("desk", {})
    users = env.get("ORDERLANE_DESK_USERS") or told.get("users", "")
    url = str(env.get("ORDERLANE_DESK_URL") or told.get("url", "")).rstrip("/")
    port = env.get("ORDERLANE_DESK_PORT") or "8090"
    if not users:
        raise ConfigError(NO_USERS)
    if url and not url.startswith(("https://", "http://")):
        raise ConfigError(
            f"ORDERLANE_DESK_URL is {url!r}: write it whole, as https://desk.example.com"
        )
    if not port.isdigit():
        raise ConfigError(f"ORDERLANE_DESK_PORT is {port!r}: a port is a number")
    return DeskSettings(
        users=SecretRef(users, env),
        url=url,
        address=env.get("ORDERLANE_DESK_ADDRESS") or "127.0.0.1",
        port=int(port),
    )
