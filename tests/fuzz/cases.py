"""What strangers and senders send: every case comes from the seed and its number alone."""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from config.queue_doors import SIGNATURE, TRANSPORT
from sources.dialect import URL_TOKEN
from sources.registry import DIALECTS
from tests.unit.sources.keys import secret_text

FIXTURES: Final = Path(__file__).parents[1] / "fixtures"
NOBODY: Final = "nobody-we-know"
BIG: Final = 200_000

BY_QUEUE_ALONE: Final = ("amazon",)
"""The dialects of which nothing is believed over HTTP."""

Headers = dict[str, str]


@dataclass(frozen=True)
class Case:
    """One thing to send. data: the bytes on the wire; good: how many sealed deliveries stand in them.

    exact: good is just how many are to be stored; else it is the most. twin: the same for a source
    that nobody knows. message: what comes by a queue instead, body and headers, believed by `seal`.
    """

    kind: str
    source: str
    data: bytes
    good: int = 0
    exact: bool = False
    twin: bytes = b""
    message: tuple[bytes, Headers] | None = None
    seal: str = SIGNATURE


@cache
def bodies(name: str) -> tuple[tuple[str, Any], ...]:
    """Return every body of a dialect with its topic."""
    found = (
        path
        for path in sorted((FIXTURES / name).glob("*.json"))
        if path.stem.count(".exp") + path.stem.count(".fetched") == 0
    )
    return tuple((path.stem.replace("-", "/"), json.loads(path.read_bytes())) for path in found)


@cache
def key(name: str) -> bytes:
    """Return the key that seals a dialect's deliveries."""
    return DIALECTS[name].secret_bytes(secret_text(name))


def case(seed: int, number: int) -> Case:
    """Return the case of a number."""
    dice = random.Random(f"{seed}:{number}")
    return dice.choice(KINDS)(dice, dice.choice(sorted(DIALECTS)), number)


def request(headers: Mapping[str, str], raw: bytes, source: str, *, close: bool = True) -> bytes:
    """Return a plain request; the token that a dialect signs with stands in its URL."""
    token = headers.get(URL_TOKEN)
    query = "" if token is None else f"?token={quote(token, safe='')}"
    lines = [f"POST /webhooks/{source}{query} HTTP/1.1", "Host: localhost"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name != URL_TOKEN]
    lines += [f"Content-Length: {len(raw)}"] + ["Connection: close"] * close
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + raw


def let_in(name: str) -> int:
    """Return how many of a good delivery the door takes."""
    return 0 if name in BY_QUEUE_ALONE else 1


def sealed(dice: random.Random, name: str, number: int, raw: bytes, topic: str) -> Headers:
    identity = f"f-{number}-{dice.randrange(10**9)}"
    return DIALECTS[name].seal(raw, key(name), topic=topic, identity=identity, now=time.time())


def drawn(dice: random.Random, name: str) -> tuple[str, bytes]:
    """Return a topic and a body that no other case has."""
    topic, body = dice.choice(bodies(name))
    told = {**body, "fuzz": dice.randrange(10**12)} if isinstance(body, dict) else body
    return topic, json.dumps(told).encode()


ODD: Final = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    " ",
    "x" * 500,
    [],
    {},
    [None],
    "#",
    "gid://x/y/",
    10**19,
    "1e99",
]


def spoiled(dice: random.Random, node: Any) -> Any:
    """Return a value with something odd at one place of it."""
    if not isinstance(node, dict | list) or not node or dice.random() < 0.2:
        return dice.choice(ODD)
    copy = dict(node) if isinstance(node, dict) else list(node)
    at = dice.choice(sorted(copy)) if isinstance(copy, dict) else dice.randrange(len(copy))
    copy[at] = spoiled(dice, copy[at])
    return copy


def good(dice: random.Random, name: str, number: int) -> Case:
    if not let_in(name):
        return tampered(dice, name, number)
    topic, raw = drawn(dice, name)
    return Case("good", name, request(sealed(dice, name, number, raw, topic), raw, name), 1, True)


def odd_body(dice: random.Random, name: str, number: int) -> Case:
    """A sealed body with something odd in it: it is stored, unless it was to name us and does not."""
    topic, body = dice.choice(bodies(name))
    told = spoiled(dice, body)
    raw = json.dumps(told if isinstance(told, dict) else {"it": told}).encode()
    raw = raw[:-1] + b" " * dice.randrange(1, 9_999) + raw[-1:]
    data = request(sealed(dice, name, number, raw, topic), raw, name)
    return Case("odd body", name, data, let_in(name), exact=not DIALECTS[name].needs)


TRAPS: Final[tuple[Callable[[int], bytes], ...]] = (
    lambda n: b"[" * 5_000 + b"]" * 5_000 + b" " * (n % 99),
    lambda n: b'{"id": ' + b"9" * 5_000 + b', "n": %d}' % n,
    lambda n: b'{"id": NaN, "n": %d}' % n,
    lambda n: b'{"id": 1, "id": %d}' % n,
    lambda n: b'{"id": "\\ud800", "n": %d}' % n,
    lambda n: b'{"id": "\\u0000", "n": %d}' % n,
    lambda n: b"\xef\xbb\xbf" + b'{"id": %d}' % n,
    lambda n: b'{"id": "\xff\xfe", "n": %d}' % n,
    lambda n: b'{"id": "' + b"a" * BIG + b'", "n": %d}' % n,
    lambda n: b'{"id": 1e%d}' % (10**6 + n),
    lambda n: b'{"id": ' + b'{"a":' * 40 + b"%d" % n + b"}" * 41,
    lambda n: b"%d" % n,
    lambda n: b'"%d"' % n,
    lambda n: b"\x00" * (1 + n % 50),
    lambda n: b"{" + b",".join(b'"k%d":%d' % (at, n) for at in range(6_000)) + b"}",
)


def trap(dice: random.Random, name: str, number: int) -> Case:
    """A sealed body that no reader should trust: it is stored, in quarantine."""
    raw, topic = dice.choice(TRAPS)(number), dice.choice(bodies(name))[0]
    headers = sealed(dice, name, number, raw, topic)
    return Case("trap", name, request(headers, raw, name), let_in(name))


def tampered(dice: random.Random, name: str, number: int) -> Case:
    """One bit of the body is another, or the token where none signs: told as an unknown source is."""
    topic, other = drawn(dice, name)
    headers = sealed(dice, name, number, other, topic)
    if DIALECTS[name].signs:
        at = dice.randrange(len(other))
        other = other[:at] + bytes([other[at] ^ 1 << dice.randrange(8)]) + other[at + 1 :]
    elif URL_TOKEN in headers:
        headers[URL_TOKEN] = dice.choice(["", headers[URL_TOKEN][:-1], headers[URL_TOKEN] + "0"])
    return Case(
        "tampered", name, request(headers, other, name), 0, True, request(headers, other, NOBODY)
    )


def other_header(dice: random.Random, name: str, number: int) -> Case:
    topic, raw = drawn(dice, name)
    headers = sealed(dice, name, number, raw, topic)
    victim = dice.choice(sorted(headers))
    value = headers[victim]
    at = dice.randrange(len(value))
    letter = chr(dice.choice([*range(0x20, 0x7F), 0xE9, 0xFF]))
    headers[victim] = dice.choice(
        ["", value[:at] + letter + value[at + 1 :], value + value, value[:at]]
    )
    return Case("other header", name, request(headers, raw, name), let_in(name))


def soup(dice: random.Random, name: str, number: int) -> Case:
    names = [
        "Host",
        "Content-Encoding",
        "Expect",
        "Connection",
        "Upgrade",
        "X-A",
        "Cookie",
        "Accept",
    ]
    names += [*DIALECTS[name].headers, "X-Forwarded-For", "Forwarded", "Trailer", "TE"]
    values = [
        "",
        "gzip",
        "identity",
        "100-continue",
        "a, b",
        "v1,a v1,b",
        "x" * 300,
        "\xe9\xff",
        "close",
    ]
    topic, raw = drawn(dice, name)
    headers = sealed(dice, name, number, raw, topic) if dice.random() < 0.5 else {}
    for _ in range(dice.randrange(1, 6)):
        headers[dice.choice(names)] = dice.choice(values)
    return Case("header soup", name, request(headers, raw, name), let_in(name))


def bytes_changed(dice: random.Random, name: str, number: int) -> Case:
    topic, raw = drawn(dice, name)
    data = bytearray(request(sealed(dice, name, number, raw, topic), raw, name))
    end = data.index(b"\r\n\r\n") + 4
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(end)
        data[at : at + dice.randrange(3)] = bytes(
            dice.choices([0, 9, 10, 13, 32, 44, 58, 127, 255], k=dice.randrange(3))
        )
    return Case("bytes changed", name, bytes(data), let_in(name))


FRAMES: Final = (
    b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n3;\n\r\nabc\r\n0\r\n\r\n",
    b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc",
    b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
    b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    b"X-One: 1\nX-Two: 2\r\nContent-Length: 0\r\n\r\n",
    b"X-One: 1\r\n  2\r\nContent-Length: 0\r\n\r\n",
    b"X-One: \x00\r\nContent-Length: 0\r\n\r\n",
    b"Content-Length: 0x5\r\n\r\nabcde",
    b"Content-Length: +5\r\n\r\nabcde",
    b"Content-Length: 5, 5\r\n\r\nabcde",
    b"Content-Length: " + b"9" * 3_000 + b"\r\n\r\n",
    b"Content-Length: 50\r\n\r\nhalf",
    b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
    b"Host: another\r\nContent-Length: 0\r\n\r\n",
    b"".join(b"X-%d: 1\r\n" % nth for nth in range(110)) + b"\r\n",
    b"X: " + b"a" * 9_000 + b"\r\n\r\n",
    b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    b"\r\n",
    b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nbad trailer\r\n\r\n",
)


def frame(dice: random.Random, name: str, number: int) -> Case:
    start = f"POST /webhooks/{name} HTTP/1.1\r\nHost: localhost\r\n".encode()
    return Case("frame", name, start + dice.choice(FRAMES), 0, True)


def smuggled(dice: random.Random, name: str, number: int) -> Case:
    """A good request behind a body of two ends: it must not be seen."""
    outer = f"POST /webhooks/{name} HTTP/1.1\r\nHost: localhost\r\n".encode() + dice.choice(
        FRAMES[:3]
    )
    return Case("smuggled", name, outer + good(dice, name, number).data, 0, True)


def chunked(dice: random.Random, name: str, number: int) -> Case:
    topic, raw = drawn(dice, name)
    size = dice.choice([1_000, 99, 7])
    pieces = (raw[at : at + size] for at in range(0, len(raw), size))
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    head = request(sealed(dice, name, number, raw, topic), b"", name)
    told = head.replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    return Case("chunked", name, told + body, let_in(name), True)


def pipelined(dice: random.Random, name: str, number: int) -> Case:
    first, second = drawn(dice, name), drawn(dice, name)
    data = request(sealed(dice, name, number, first[1], first[0]), first[1], name, close=False)
    data += request(sealed(dice, name, number, second[1], second[0]), second[1], name)
    return Case("pipelined", name, data, 2 * let_in(name))


def cut(dice: random.Random, name: str, number: int) -> Case:
    whole = good(dice, name, number).data
    return Case("cut short", name, whole[: dice.randrange(len(whole))], 0, True)


def path(dice: random.Random, name: str, number: int) -> Case:
    method = dice.choice(
        ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "POST", "get", "X"]
    )
    places = [
        "/",
        "//webhooks/x",
        "/webhooks",
        "/webhooks/",
        f"/webhooks/{name}/",
        f"/webhooks/{name}?a=b",
        "*",
    ]
    places += [
        "/webhooks/%00",
        "/%ff",
        "/livez",
        "/readyz",
        "/webhooks/../livez",
        "/" + "a" * 4_000,
        "/webhooks/" + "é",
    ]
    line = f"{method} {dice.choice(places)} HTTP/{dice.choice(['1.1', '1.0', '2.0', '9'])}\r\n"
    return Case(
        "path", name, line.encode() + b"Host: localhost\r\nConnection: close\r\n\r\n", 0, True
    )


def queued(dice: random.Random, name: str, number: int) -> Case:
    topic, raw = drawn(dice, name)
    headers = sealed(dice, name, number, raw, topic)
    if dice.random() < 0.5:
        raw = dice.choice(
            [dice.choice(TRAPS)(number), dice.randbytes(dice.randrange(300)), b"x" * (2 * BIG)]
        )
    for _ in range(dice.randrange(3)):
        headers[dice.choice([*headers, "X-A", "ce_id", "é"])] = dice.choice(
            ["", "\r\n", "x" * 300, "\x00"]
        )
    seal = dice.choice([SIGNATURE, TRANSPORT])
    return Case("queue", name, b"", 1, True, message=(raw, headers), seal=seal)


KINDS: Final[tuple[Callable[[random.Random, str, int], Case], ...]] = (
    good,
    odd_body,
    odd_body,
    trap,
    tampered,
    tampered,
    other_header,
    soup,
    bytes_changed,
    frame,
    smuggled,
    chunked,
    pipelined,
    cut,
    path,
    queued,
)
