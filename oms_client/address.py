"""Where the key may be sent."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def checked_base_url(base_url: str) -> str:
    """Return the base URL without its last slash; ValueError, never quoting it, if it is unsafe."""
    if not base_url.isascii() or any(char <= " " or char == "\\" for char in base_url):
        raise ValueError("base_url: holds characters that no address has; write it again")
    if "@" in base_url:
        raise ValueError("base_url: holds user-info; take it out, the key travels in a header")
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("base_url: is not an address; write it like https://api.example.net")
    if parts.query or parts.fragment:
        raise ValueError("base_url: holds a query or fragment; leave off all from ? or # on")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError(
            f"base_url: http would carry the key in the clear to {parts.hostname}; use https "
            "(http is for loopback hosts only)"
        )
    return base_url.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
