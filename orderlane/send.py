"""Signs a delivery of one's own and sends it to the receiver."""

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import requests

from config.settings import ConfigError, Settings
from sources.registry import known


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
        """Send one delivery; raise ConfigError for a source that is not declared."""
        if source not in self._settings.sources:
            declared = ", ".join(sorted(self._settings.sources)) or "none"
            raise ConfigError(f"{source} is not a declared source (declared: {declared})")
        told = self._settings.sources[source]
        dialect = self._dialects[told.dialect]
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        identity = identity or str(uuid.uuid4())
        secret = dialect.secret_bytes(told.secrets[0].value())
        headers = dialect.seal(raw, secret, topic=topic, identity=identity, now=time.time())
        started = time.time()
        answer = self._session.post(
            f"{self._url}/webhooks/{source}", data=raw, headers=headers, timeout=10
        )
        return Sent(answer.status_code, answer.text, identity, started, time.time())

    def close(self) -> None:
        """Close the connection."""
        self._session.close()
