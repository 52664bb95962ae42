"""The account at Kibo, for historic orders only: `[kibo]` of the settings, which may be absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from config.secret import SecretRef

AUTH_URL: Final = "https://auth.shopatron.com"


@dataclass(frozen=True, slots=True)
class KiboAccount:
    """Where Kibo is, and the API key and secret its tokens are given for."""

    url: str
    auth_url: str
    key: SecretRef
    secret: SecretRef


def kibo_of(document: Mapping[str, Any], env: Mapping[str, str]) -> KiboAccount | None:
    """Return the account, None when no address is told: ORDERLANE_KIBO_URL, or url under [kibo]."""
    told = document.get("kibo", {})
    url = env.get("ORDERLANE_KIBO_URL") or told.get("url", "")
    if not url:
        return None
    return KiboAccount(
        url=str(url),
        auth_url=str(env.get("ORDERLANE_KIBO_AUTH_URL") or told.get("auth_url", AUTH_URL)),
        key=SecretRef(told.get("key", "env:ORDERLANE_KIBO_KEY"), env),
        secret=SecretRef(told.get("secret", "env:ORDERLANE_KIBO_SECRET"), env),
    )
