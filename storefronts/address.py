"""Where credentials may be sent: one configured base, at a checked address, and nowhere else.

Neither a delivery nor an answer has a say in it: paths are our own, redirects are not followed.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_NEVER: Final = tuple(
    ipaddress.ip_network(network)
    for network in ("168.63.129.16/32", "192.0.0.0/24", "198.18.0.0/15", "fec0::/10")
)
"""Public by their numbers to some Pythons, yet answered nearby; the first by Azure's own hosts."""
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_PORTS: Final = {"https": 443, "http": 80}


class AddressRefused(OSError):
    """The host stands for an address that is never asked."""


@dataclass(frozen=True, slots=True)
class Base:
    """A source's base URL in its parts. loopback: this machine's own addresses are allowed, alone."""

    scheme: str
    host: str
    port: int
    path: str
    loopback: bool = False

    @property
    def named(self) -> str:
        """Return host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def base_of(url: str, *, loopback: bool = False) -> Base:
    """Return a base URL's parts; ValueError, never quoting it, when it is unsafe."""
    if not url.isascii() or any(char <= " " or char in "\\%" for char in url):
        raise ValueError("url holds characters that no address has")
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("url holds user-info: key and secret have settings of their own")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise ValueError("url holds a query or fragment: leave off all from ? or # on")
    allowed = ("https", "http") if loopback else ("https",)
    if parts.scheme not in allowed or not parts.hostname or parts.port == 0:
        raise ValueError("url is no https address: write it like https://api.example.net")
    port = parts.port or _PORTS[parts.scheme]
    return Base(parts.scheme, parts.hostname, port, parts.path.rstrip("/"), loopback)


def resolve(base: Base) -> list[str]:
    """Return the addresses to connect to, all of them checked; raise AddressRefused, OSError.

    Who connects takes one of these: the name is not asked a second time.
    """
    found = socket.getaddrinfo(base.host, base.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not _may_be_asked(ipaddress.ip_address(address), loopback=base.loopback):
            raise AddressRefused("the host stands for an address that is not public")
    return addresses


def _may_be_asked(address: IpAddress, *, loopback: bool) -> bool:
    inner = _embedded(address)
    if inner is not None:
        return _may_be_asked(inner, loopback=loopback)
    if loopback:
        return address.is_loopback
    public = address.is_global and not (address.is_multicast or address.is_reserved)
    return public and not any(address in network for network in _NEVER)


def _embedded(address: IpAddress) -> IpAddress | None:
    """Return the IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo
