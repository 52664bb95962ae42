"""Where credentials may be sent: each refusal is proven by a spy that sees no connection made."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from sources.dialect import Fetch
from storefronts.address import base_of
from storefronts.errors import Refused, Unavailable
from storefronts.port import Account
from storefronts.shipstation_v1 import ShipStation

PUBLIC = "93.184.215.14"


class Spy:
    """Stands where names are resolved and connections made: keeps whom one wants to reach."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.resolved: list[str] = []
        self.connected: list[str] = []

    def getaddrinfo(self, host: str, port: int, **more: Any) -> list[Any]:
        self.resolved.append(host)
        kinds = {False: socket.AF_INET, True: socket.AF_INET6}
        return [
            (kinds[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in self.addresses
        ]

    def create_connection(self, address: tuple[str, int], timeout: float) -> Any:
        self.connected.append(address[0])
        raise ConnectionRefusedError


@pytest.fixture
def spy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spy]:
    found = Spy(PUBLIC)
    monkeypatch.setattr(socket, "getaddrinfo", found.getaddrinfo)
    monkeypatch.setattr(socket, "create_connection", found.create_connection)
    return found


def port(gate: Any, *, url: str = "https://ssapi.example", loopback: bool = False) -> ShipStation:
    account = Account(url, lambda: "the-key", lambda: "the-secret", loopback=loopback)
    return ShipStation("parcels", account, gate)


def ask(one: ShipStation) -> None:
    one.get(Fetch("shipments", {"batchId": "77"}))


def test_a_public_address_is_connected_to_and_asked_for_by_name_once(spy: Spy, gate: Any):
    with pytest.raises(Unavailable):
        ask(port(gate))

    assert (spy.resolved, spy.connected) == (["ssapi.example"], [PUBLIC])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "198.18.0.1",
        "240.0.0.1",
        "::7f00:1",
        "fec0::1",
        "168.63.129.16",
        "0.0.0.0",  # noqa: S104 an address to refuse
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_no_private_address_is_ever_connected_to(spy: Spy, gate: Any, address: str):
    spy.addresses = [address]

    with pytest.raises(Unavailable, match="AddressRefused"):
        ask(port(gate))
    assert spy.connected == []


def test_a_name_that_stands_for_a_public_and_a_private_address_is_refused_whole(
    spy: Spy, gate: Any
):
    spy.addresses = [PUBLIC, "127.0.0.1"]

    with pytest.raises(Unavailable, match="AddressRefused"):
        ask(port(gate))
    assert spy.connected == []


def test_a_name_that_turns_private_after_the_check_is_not_asked_again(spy: Spy, gate: Any):
    one = port(gate)
    with pytest.raises(Unavailable):
        ask(one)
    spy.addresses = ["127.0.0.1"]

    with pytest.raises(Unavailable, match="AddressRefused"):
        ask(one)
    assert spy.connected == [PUBLIC]


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "[::1]"])
def test_another_spelling_of_this_machine_is_refused(gate: Any, monkeypatch: Any, host: str):
    spy = Spy()
    monkeypatch.setattr(socket, "create_connection", spy.create_connection)

    with pytest.raises(Unavailable):
        ask(port(gate, url=f"https://{host}"))
    assert spy.connected == []


def test_the_loopback_setting_opens_this_machine_and_nothing_else(spy: Spy, gate: Any):
    one = port(gate, url="http://sandbox.example", loopback=True)
    spy.addresses = ["127.0.0.1"]
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        ask(one)

    for other in (PUBLIC, "10.0.0.1", "169.254.169.254"):
        spy.addresses = [other]
        with pytest.raises(Unavailable, match="AddressRefused"):
            ask(one)
    assert spy.connected == ["127.0.0.1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://ssapi.example",
        "https://user@ssapi.example",
        "https://ssapi.example@evil.example",
        "https://ssapi.example\\@evil.example",
        "https://ssapi.example/%2f",
        "https://ssapi.example?x=1",
        "https://ssapi.example#x",
        "https://ssapi.exämple",
        "https://ssapi.example/\r\nHost: evil",
        "file:///etc/passwd",
        "gopher://ssapi.example",
        "ssapi.example",
        "https://",
        "https://ssapi.example:0",
    ],
)
def test_an_unsafe_base_is_no_base(url: str):
    with pytest.raises(ValueError, match="url ") as caught:
        base_of(url)

    assert "evil" not in str(caught.value)


@pytest.mark.parametrize(
    ("resource", "params"),
    [
        ("https://evil.example/shipments", {}),
        ("shipments/../accounts", {}),
        ("accounts", {}),
        ("shipments", {"batchId": "77/../../accounts"}),
        ("shipments", {"batchId": "77&apiKey=x"}),
        ("shipments", {"batchId": "77\r\nX: y"}),
        ("shipments", {"batchId": "\uff17\uff17"}),
        ("shipments", {"url": "77"}),
        ("orders", {"importBatch": "//evil.example"}),
    ],
)
def test_what_is_not_on_the_list_is_refused_before_any_connection(
    spy: Spy, gate: Any, resource: str, params: dict[str, str]
):
    with pytest.raises(Refused) as caught:
        port(gate).get(Fetch(resource, params))

    assert (spy.resolved, spy.connected, gate.told) == ([], [], [])
    assert "evil" not in str(caught.value)
