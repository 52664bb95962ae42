"""The demonstration's own settings: sources with fresh secrets, an OMS key, logins for Flower and the desk."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from config.settings import Settings, load
from desk import auth_users
from desk.auth_roles import OPERATE, VIEW

STORE: Final = "acme"
SHOP: Final = "acme-shop"
WAREHOUSE: Final = "acme-warehouse"
OMS: Final = "acme-oms"
EVENTS: Final = "acme-events"
BUS: Final = "acme-bus"
"""The queue by which the warehouse's messages come, too: a stream on the demonstration's Redis."""

SOURCES: Final = {
    SHOP: ("shopify", STORE),
    WAREHOUSE: ("shiphero", STORE),
    EVENTS: ("standard_webhooks", STORE),
    OMS: ("orderdynamics", STORE),
    "acme-shipbob": ("shipbob", STORE),
    "lamps-woo": ("woocommerce", "lamps"),
}
DESK_USERS: Final = {"operator": OPERATE, "viewer": VIEW}
EXTERNAL_IDS: Final = {STORE: "{id}", "lamps": "lamps-{id}"}


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demonstration keeps its settings, and where its Redis and OMS are ('' = not told)."""

    folder: Path
    redis_url: str = field(default="", kw_only=True)
    oms_url: str = field(default="", kw_only=True)

    @property
    def config(self) -> Path:
        """Return the path of its orderlane.toml."""
        return self.folder / "orderlane.toml"

    def secret(self, name: str) -> Path:
        """Return the path of a secret, made at first use, readable by its owner only."""
        path = self.folder / "secrets" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        return path

    @property
    def desk_users(self) -> Path:
        """Return the path of the desk's users."""
        return self.folder / "secrets" / "desk-users"

    def write_desk_users(self) -> None:
        """Let one in who may operate and one who may view, each by a password of its own."""
        for name, role in DESK_USERS.items():
            password = self.secret(f"desk-{name}").read_text()
            auth_users.put(self.desk_users, auth_users.new_user(name, role, password))

    def write(self) -> None:
        """Write the settings and every secret they name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = ["[redis]", f'url = "{self.redis_url}"', ""] if self.redis_url else []
        lines += ["[oms]", f'key = "file:{self.secret("oms-key")}"']
        lines += [f'url = "{self.oms_url}"', ""] if self.oms_url else [""]
        for store, template in EXTERNAL_IDS.items():
            lines += [f"[stores.{store}]", f'external_order_id = "{template}"', ""]
        for name, (dialect, store) in SOURCES.items():
            lines += [
                f"[sources.{name}]",
                f'dialect = "{dialect}"',
                f'store = "{store}"',
                f'secrets = ["file:{self.secret(name)}"]',
                "",
            ]
        if self.redis_url:
            url = f"{self.redis_url}?stream={BUS}"
            lines += [f"[queues.{BUS}]", f'url = "{url}"', f'source = "{WAREHOUSE}"', ""]
        self.config.write_text("\n".join(lines))

    def settings(self, environ: Mapping[str, str]) -> Settings:
        """Return the settings as the processes of the demonstration read them."""
        return load(environ)
