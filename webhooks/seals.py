"""Who has sealed a delivery: the second thing the door does."""

import logging
import secrets
from collections.abc import Mapping
from contextlib import suppress

from sources.dialect import Dialect, Headers, SealBroken
from webhooks.keys import key_of
from webhooks.public_keys import PublicKeys
from webhooks.senders import Sender

logger = logging.getLogger(__name__)


class SecretsGone(Exception):
    """No secret of a source can be had: the seal can be neither believed nor refused."""


class Seals:
    """Checks deliveries against the secrets of the source they are addressed to."""

    def __init__(self, senders: Mapping[str, Sender], published: PublicKeys | None = None) -> None:
        self._senders = senders
        self._published = published or PublicKeys()
        self._dialects = {sender.dialect.name: sender.dialect for sender in senders.values()}
        self._decoy = secrets.token_bytes(32)

    def sender(self, name: str) -> Sender | None:
        """Return the sender behind a URL, None when there is none."""
        return self._senders.get(name)

    def check(self, name: str, raw: bytes, headers: Headers, now: float) -> Sender:
        """Return the sender whose seal holds; raise SealBroken or SecretsGone."""
        sender = self._senders.get(name)
        if sender is not None and seal_holds(sender, raw, headers, now, self._published):
            return sender
        # Each dialect looks at a refused delivery once, whoever it was addressed to, so that the
        # time of the answer does not tell which sources there are.
        self._pretend(sender.dialect if sender else None, raw, headers, now)
        raise SealBroken

    def _pretend(self, seen: Dialect | None, raw: bytes, headers: Headers, now: float) -> None:
        for dialect in self._dialects.values():
            if dialect is not seen:
                with suppress(SealBroken):
                    dialect.verify(raw, headers, [self._decoy], now)


def seal_holds(
    sender: Sender,
    raw: bytes,
    headers: Headers,
    now: float,
    published: PublicKeys | None = None,
) -> bool:
    """Return whether a sender's own seal holds; raise SecretsGone.

    Where the seal's key stands elsewhere and is not here yet, nothing can be said of the seal.
    """
    try:
        named = _named(sender.dialect, raw, headers, published)
    except SealBroken:
        return False
    try:
        keys = [*_keys(sender), *filter(None, named)]
        if not keys and (named or sender.source.secrets):
            raise SecretsGone(sender.source.name)
        sender.dialect.verify(raw, headers, keys, now)
    except SealBroken:
        if None in named:
            raise SecretsGone(sender.source.name) from None
        return False
    return True


def _named(
    dialect: Dialect, raw: bytes, headers: Headers, published: PublicKeys | None
) -> list[bytes | None]:
    """Return the keys that a delivery names, None for one that is not here yet; raise SealBroken."""
    if dialect.keys is None or published is None:
        return []
    return [published.of(dialect, path) for path in dialect.keys.named(raw, headers)]


def _keys(sender: Sender) -> list[bytes]:
    found, name = [], sender.source.name
    for ref in sender.source.secrets:
        try:
            found.append(key_of(sender.dialect, ref))
        except ValueError as err:  # SecretError is one; others might hold the secret: no text
            why = type(err).__name__
            logger.warning(
                "a secret of %s is of no use: %s, %s",
                name,
                ref.reference,
                why,
                extra={"source": name, "secret": ref.reference, "error": why},
            )
    return found
