"""Where the desk is opened: on this machine only, or at the one address that is told."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Place:
    """The address people open. url '': this machine, by plain HTTP."""

    url: str = ""

    @property
    def secure(self) -> bool:
        """Tell whether it is reached by TLS, which ends in the proxy before it."""
        return self.url.startswith("https://")

    @property
    def cookie(self) -> str:
        """Return the cookie's name; the prefix makes browsers hold it to this host and to TLS."""
        return "__Host-orderlane-desk" if self.secure else "orderlane-desk"

    def knows(self, host: str) -> bool:
        """Tell whether a Host header names this place: any other came by somebody else's name."""
        if self.url:
            return host == urlsplit(self.url).netloc
        return _name(host) in LOOPBACK

    def sent_by_us(self, request: Request) -> bool:
        """Tell whether a form was sent from a page of ours: browsers always say from where."""
        origin = request.headers.get("Origin", "")
        ours = self.url or f"http://{request.host}"
        return origin == ours

    def address_of(self, request: Request) -> str:
        """Return who asks: behind the proxy, what that proxy saw."""
        seen = request.headers.get("X-Forwarded-For", "") if self.url else ""
        return seen.rpartition(",")[2].strip() or request.remote_addr or ""


def _name(host: str) -> str:
    return (
        host[: host.index("]") + 1]
        if host.startswith("[") and "]" in host
        else host.partition(":")[0]
    )
