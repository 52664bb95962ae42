"""An order at a sandbox that misbehaves: what a bare socket sees of the answers, and short calls."""

import json
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

import oms_sandbox
from tests.integration.sandbox_rig import FOREVER_S, KEY, PATIENCE_S, Oms, connected, order

MANY = {"LineItems": [{"Sku": "A", "Quantity": 3, "UnitPrice": 10}]}


@dataclass
class Seen:
    """What came over the wire; `end` is closed or reset."""

    head: str
    body: bytes
    end: str

    @property
    def status(self) -> int:
        return int(self.head.split()[1]) if self.head else 0

    def header(self, name: str) -> str | None:
        lines = (line.partition(": ") for line in self.head.split("\r\n")[1:])
        found = {key.lower(): value for key, _, value in lines}
        return found.get(name.lower())

    @property
    def length(self) -> int:
        return int(self.header("Content-Length") or -1)

    @property
    def json(self) -> dict:
        return json.loads(self.body)

    def inflated(self) -> bytes:
        return zlib.decompress(self.body, 16 + zlib.MAX_WBITS)


def look(url: str) -> Seen:
    """Create order 1001 on a connection of its own and read until it ends."""
    address, body = urlsplit(url), json.dumps(order("1001")).encode()
    headers = {**KEY, "Host": "x", "Content-Length": len(body), "Connection": "close"}
    lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
    head = "".join(["POST /v1/orders HTTP/1.1\r\n", *lines, "\r\n"])
    received, end = b"", "closed"
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE_S) as client:
        client.sendall(head.encode() + body)
        try:
            while chunk := client.recv(65536):
                received += chunk
        except ConnectionResetError:
            end = "reset"
    told, _, content = received.partition(b"\r\n\r\n")
    return Seen(told.decode(), content, end)


@dataclass
class Adversary(Oms):
    """A sandbox with order 1001 under way."""

    def call(self, method: str, path: str, body: object = None, **query: object):
        return self.session.request(
            method, self.url + path, json=body, params=query, timeout=PATIENCE_S
        )

    def begin(self, **changes: object) -> dict:
        """Create 1001, three of A unless told otherwise."""
        return self.call("POST", "/v1/orders", {**order("1001"), **MANY, **changes}).json()

    def shipments(self, **query: object) -> list[dict]:
        found = self.call(
            "GET", "/v1/orderfulfillment/shipments", ExternalOrderId="1001", **query
        ).json()
        return found["Items"]

    def ship(self) -> list[dict]:
        path = "/v1/orderfulfillment/shipments/CreateAllShipments"
        return self.call("POST", path, {"ExternalOrderId": "1001"}).json()["Shipments"]

    def hold(self) -> requests.Response:
        return self.call("POST", "/v1/orders/Hold", externalOrderId="1001", holdReason="ours")

    def read(self, name: str = "1001") -> dict:
        return self.call("GET", "/v1/orders", ExternalOrderId=name).json()

    def status(self, name: str = "1001") -> str | None:
        return self.read(name).get("OrderStatus")

    def journal(self) -> list[tuple[str, str | None]]:
        """Give operation and doer of each commit."""
        return [(one["Operation"], one.get("By")) for one in self.commits()]

    def storm(self, **fields: object) -> dict:
        answer = self.call("POST", "/_sandbox/storm", fields)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def adversary(**settings: object) -> Iterator[Adversary]:
    """Run a sandbox of its own and call it over one session."""
    with (
        oms_sandbox.running(keys=("test-key",), **{"rate_limit": None, **settings}) as sandbox,
        connected(sandbox.url) as oms,
    ):
        yield Adversary(oms.url, oms.session)


@contextmanager
def emptied(url: str) -> Iterator[Adversary]:
    """Call a sandbox that others have used before."""
    with connected(url) as oms:
        fresh = Adversary(oms.url, oms.session)
        fresh.call("POST", "/_sandbox/reset").raise_for_status()
        yield fresh


__all__ = ["FOREVER_S", "PATIENCE_S", "Adversary", "Seen", "adversary", "emptied", "look"]
