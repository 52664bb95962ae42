"""A real receiver before a real Redis, and senders whose signatures other people's code makes."""

import base64
import json
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from standardwebhooks.webhooks import Webhook

from ledger import keys
from ledger.connection import connect
from ledger.views import Views
from orderlane.embedded import EmbeddedRedis
from orderlane.leash import Leashed
from orderlane.processes import LOOPBACK, free_port, wait_until
from tests.unit.sources.keys import options_text

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
STORE = "north"
LIMIT = 256 * 1024
THREADS = 8

SECRETS = {
    "shopify": "d4c1f0b97e3a58266b0f1c9e7ad34f58",
    "woocommerce": "q9 ;Lw<{8&R>bV3x'Tz\"Kp0mYh5",
    "shiphero": "sh-7Yq2-Xe91-mPz4-Lr06-Vb8k",
    "standard_webhooks": "whsec_"
    + base64.b64encode(b"k\x01Zp\x9e\x7f3q\xd2vE8\x10sL0\xaaW4n\xcfR6t").decode(),
    "shipbob": "whsec_"
    + base64.b64encode(b"Xb7\x05u\xe1N9w\x8aG2\x1f\xd0yH5c\xb3J1\x97zQ").decode(),
}


def openssl_hmac(key: str, raw: bytes) -> str:
    """Return the base64 HMAC-SHA256 as openssl makes it."""
    argv = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-binary"]
    argv += ["-macopt", f"hexkey:{key.encode().hex()}"]
    made = subprocess.run(argv, input=raw, capture_output=True, check=True)
    return base64.b64encode(made.stdout).decode()


def standard_headers(key: str, identity: str, raw: bytes) -> dict[str, str]:
    """Return the headers of Standard Webhooks as its own library signs them."""
    now = datetime.now(UTC)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(key).sign(identity, now, raw.decode()),
    }


def fixture(path: str) -> dict[str, Any]:
    """Return the body of a sender's delivery."""
    return dict(json.loads((FIXTURES / path).read_bytes()))


def shopify_order() -> bytes:
    """Return an order that no other test knows."""
    number = uuid.uuid4().int % 10**15
    order = fixture("shopify/orders-create.json")
    known_as = {"id": number, "order_number": number, "name": f"#{number}"}
    return json.dumps({**order, **known_as}).encode()


def shopify_headers(
    raw: bytes, identity: str, topic: str = "orders/create", key: str = SECRETS["shopify"]
) -> dict[str, str]:
    """Return the headers of Shopify."""
    return {
        "Content-Type": "application/json",
        "X-Shopify-Hmac-Sha256": openssl_hmac(key, raw),
        "X-Shopify-Webhook-Id": identity,
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": "north.example",
    }


def fresh_id() -> str:
    """Return a delivery id that no other test knows."""
    return uuid.uuid4().hex


class DoorRig:
    """A receiver process, its Redis, and what the ledger says."""

    secrets: Mapping[str, str] = SECRETS
    """Of each source, which is called as its dialect is."""

    rules = ""
    """Tables of the settings beside those of the sources."""

    def __init__(self, folder: Path, redis: EmbeddedRedis) -> None:
        self.redis = redis
        self.port = free_port()
        self.url = f"http://{LOOPBACK}:{self.port}"
        self.folder = folder
        self.client = connect(redis.url)
        self.views = Views(self.client)

    def secret_file(self, source: str) -> Path:
        """Return where the secret of a source stands."""
        return self.folder / f"{source}.secret"

    def start(self, **environ: str) -> Leashed:
        """Start gunicorn as the project runs it; return its process."""
        tables = [f'[oms]\nurl = "http://{LOOPBACK}:9"\n{self.rules}\n']
        for name, secret in self.secrets.items():
            self.secret_file(name).write_text(secret)
            place = self.secret_file(name)
            tables.append(
                f'[sources.{name}]\ndialect = "{name}"\nstore = "{STORE}"\nsecrets = ["file:{place}"]\n'
                + options_text(name)
            )
        config = self.folder / "orderlane.toml"
        config.write_text("\n".join(tables))
        argv = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "config" / "gunicorn.py")]
        argv += ["--chdir", str(ROOT), "webhooks.app:create_app()"]
        told = {
            "ORDERLANE_CONFIG": str(config),
            "ORDERLANE_REDIS_URL": self.redis.url,
            "ORDERLANE_BIND": f"{LOOPBACK}:{self.port}",
            "ORDERLANE_BODY_LIMIT": str(LIMIT),
            **environ,
        }
        return Leashed(argv, self.folder / "gunicorn.log", env=told, grace_s=5.0)

    def answers(self) -> bool:
        """Tell whether the receiver lives."""
        try:
            return requests.get(f"{self.url}/livez", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def post(
        self, source: str, raw: bytes, headers: Mapping[str, str], timeout_s: float = 10
    ) -> requests.Response:
        """Deliver to a source."""
        url = f"{self.url}/webhooks/{source}"
        return requests.post(url, data=raw, headers=dict(headers), timeout=timeout_s)

    def talk(self, data: bytes) -> bytes:
        """Send bytes on a connection of their own; return everything until the server closes it."""
        with socket.create_connection((LOOPBACK, self.port), timeout=10) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while more := connection.recv(65536):
                answer += more
            return answer

    def event(self, source: str, identity: str) -> dict[str, Any]:
        """Return the record of a delivery, empty when it is not stored."""
        return self.views.event(keys.event_id(STORE, source, identity))

    def received(self) -> int:
        """Return how many deliveries the ledger ever took in."""
        return self.views.balance([STORE]).received


@contextmanager
def running_door(folder: Path, redis: EmbeddedRedis, **environ: str) -> Iterator[DoorRig]:
    """Run a receiver, and let it end in order."""
    rig = DoorRig(folder, redis)
    process = rig.start(**environ)
    try:
        wait_until(rig.answers, 30.0, "the receiver's answer")
        yield rig
    finally:
        process.end()
        rig.client.close()
