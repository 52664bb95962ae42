"""A sandbox on a real socket, and short ways to call it."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

KEY = {"Ocp-Apim-Subscription-Key": "test-key"}
FOREVER_S = 600
PATIENCE_S = 20


@dataclass
class Oms:
    url: str
    session: requests.Session

    def fault(self, kind: str, **fields: object) -> None:
        body = {"Kind": kind, **fields}
        self.session.post(
            f"{self.url}/_sandbox/faults", json=body, timeout=PATIENCE_S
        ).raise_for_status()

    def create(self, name: str = "1001", timeout: float = PATIENCE_S) -> requests.Response:
        return self.session.post(f"{self.url}/v1/orders", json=order(name), timeout=timeout)

    def get(self, path: str) -> dict:
        return self.session.get(self.url + path, timeout=PATIENCE_S).json()

    def commits(self) -> list[dict]:
        return self.get("/_sandbox/journal")["Commits"]


def order(name: str) -> dict:
    return {
        "ExternalOrderId": name,
        "ExternalCustomerId": "C-1",
        "CurrencyCode": "USD",
        "ShippingAddress": {"AddressLine1": "1 Main St", "City": "Reno", "CountryCode": "US"},
        "LineItems": [{"Sku": "A", "Quantity": 1, "UnitPrice": 10}],
    }


@contextmanager
def connected(url: str) -> Iterator[Oms]:
    """Call a sandbox over one session."""
    with requests.Session() as session:
        session.headers.update(KEY)
        yield Oms(url, session)


@contextmanager
def raw_create(url: str) -> Iterator[socket.socket]:
    """Post an order over a bare socket and give the socket, so that a reset is seen as such."""
    address = urlsplit(url)
    body = json.dumps(order("1001")).encode()
    head = f"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in KEY.items())
    with socket.create_connection((address.hostname, address.port), timeout=PATIENCE_S) as client:
        client.sendall(head.encode() + b"\r\n" + body)
        yield client


def read_to_end(client: socket.socket) -> bytes:
    received = b""
    while chunk := client.recv(65536):
        received += chunk
    return received


def wait_for_commit(oms: Oms) -> dict:
    while not (commits := oms.commits()):
        pass
    return commits[0]
