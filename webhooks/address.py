"""Where a delivery comes from, as far as that can be believed."""

from collections.abc import Mapping
from typing import Any


def address_of(environ: Mapping[str, Any], trusted_hops: int) -> str:
    """Return the address of the client: of the socket, or what the outermost of one's own proxies saw.

    Each proxy appends the address it was called from to X-Forwarded-For; what stands further left was
    written by a stranger.
    """
    socket = str(environ.get("REMOTE_ADDR", ""))
    if not trusted_hops:
        return socket
    told = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    return (told[-trusted_hops].strip() if len(told) >= trusted_hops else "") or socket
