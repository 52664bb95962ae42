"""Sessions, kept in Redis by the hash of their cookie: what is stolen from there opens nothing."""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Final

import redis

from ledger.keys import PREFIX
from ledger.replies import text

LONGEST_S: Final = 8 * 3600
IDLE_S: Final = 3600
_KEY: Final = f"{PREFIX}{{desk}}:session:"


@dataclass(frozen=True, slots=True)
class Session:
    """Who came in, when (unix seconds), and the seal of the password it was with."""

    user: str
    since: int
    seal: str


class Sessions:
    """Opens, finds and ends sessions: an hour idle or eight hours in all, then one logs in anew."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client

    def open(self, user: str, seal: str) -> str:
        """Return the cookie of a new session."""
        cookie = new_cookie()
        self._client.set(_key(cookie), f"{int(time.time())} {seal} {user}", ex=IDLE_S)
        return cookie

    def find(self, cookie: str, *, by_itself: bool = False) -> Session | None:
        """Return the session of a cookie; None when there is none (any more).

        It lives on from here, unless the page asked by itself, with nobody before it.
        """
        key = _key(cookie)
        found = self._client.get(key) if by_itself else self._client.getex(key, ex=IDLE_S)
        if not found:
            return None
        since, seal, user = text(found).split(" ", 2)
        if time.time() - int(since) > LONGEST_S:
            self.end(cookie)
            return None
        return Session(user, int(since), seal)

    def end(self, cookie: str) -> None:
        """End a session."""
        self._client.delete(_key(cookie))


def new_cookie() -> str:
    """Return a cookie that nobody can guess."""
    return secrets.token_urlsafe(32)


def form_token(cookie: str) -> str:
    """Return what every form of this cookie's owner must carry: nobody else can know it."""
    return hmac.digest(cookie.encode(), b"form", "sha256").hex()


def _key(cookie: str) -> str:
    return _KEY + hashlib.sha256(cookie.encode()).hexdigest()
