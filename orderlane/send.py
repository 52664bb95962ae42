"""Signs a delivery of one's own and sends it to the receiver."""

import json
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Any

import requests

from config.settings import ConfigError, Settings
from sources.registry import known
from webhooks.queues.brokers import send as put


@dataclass(frozen=True, slots=True)
class Sent:
    """How the receiver answered. started, answered: unix seconds; ms: the answer's time."""

    status: int
    body: str
    identity: str
    started: float
    answered: float

    @property
    def ms(self) -> float:
        """Return how long the answer took, in milliseconds."""
        return (self.answered - self.started) * 1000


class Sender:
    """Sends to the sources of one receiver, with their own secrets."""

    def __init__(self, settings: Settings, receiver_url: str) -> None:
        self._settings = settings
        self._dialects = known()
        self._url = receiver_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def send(
        self, source: str, topic: str, body: bytes | dict[str, Any], identity: str | None = None
    ) -> Sent:
        """Send one delivery over HTTP; raise ConfigError for a source that is not declared."""
        raw, identity = _raw(body), identity or str(uuid.uuid4())
        headers = self._sealed(source, topic, raw, identity)
        started = time.time()
        answer = self._session.post(
            f"{self._url}/webhooks/{source}", data=raw, headers=headers, timeout=10
        )
        return Sent(answer.status_code, answer.text, identity, started, time.time())

    def put(
        self, queue: str, topic: str, body: bytes | dict[str, Any], identity: str | None = None
    ) -> Sent:
        """Put one delivery into a queue, as its source would; raise ConfigError, QueueUnavailable."""
        doors = self._settings.queue_doors
        if queue not in doors:
            told = ", ".join(sorted(doors)) or "none"
            raise ConfigError(f"{queue} is not a declared queue (declared: {told})")
        raw, identity = _raw(body), identity or str(uuid.uuid4())
        headers = self._sealed(doors[queue].source, topic, raw, identity)
        started = time.time()
        put(doors[queue], raw, headers)
        return Sent(requests.codes.accepted, f"put into {queue}", identity, started, time.time())

    def _sealed(self, source: str, topic: str, raw: bytes, identity: str) -> dict[str, str]:
        """Return the headers of a source's delivery; of one without a secret, the seal is nobody's."""
        if source not in self._settings.sources:
            declared = ", ".join(sorted(self._settings.sources)) or "none"
            raise ConfigError(f"{source} is not a declared source (declared: {declared})")
        told = self._settings.sources[source]
        dialect = self._dialects[told.dialect]
        given = told.secrets[0].value() if told.secrets else ""
        secret = dialect.secret_bytes(given) if given else secrets.token_bytes(32)
        return dialect.seal(raw, secret, topic=topic, identity=identity, now=time.time())

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def _raw(body: bytes | dict[str, Any]) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()
