"""Kibo's token endpoint (RFC 6749, client credentials), and what each call must carry."""

from __future__ import annotations

import base64
import binascii
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Request, Response
from werkzeug.datastructures import Headers

from oms_sandbox.answers import JSON, as_json
from oms_sandbox.kibo.errors import NOT_AUTHORIZED, KiboError
from oms_sandbox.state import Clock

TOKEN_PATH = "/oauthserver/oauth2/token"  # noqa: S105  # a path
LIFE_S = 3600
FORM = "application/x-www-form-urlencoded"
CLIENTS: Mapping[str, str] = {"kibo-key": "kibo-secret"}


@dataclass(frozen=True)
class Token:
    api_key: str
    ends_at: float


class Tokens:
    """Gives tokens to known clients (secret by API key) and admits calls that carry one."""

    def __init__(self, clients: Mapping[str, str], clock: Clock) -> None:
        self._clients = clients
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, Token] = {}
        self._issued = 0

    @property
    def issued(self) -> int:
        """How many tokens were given since the start, or the reset."""
        return self._issued

    def expire(self) -> None:
        """End every token now."""
        with self._lock:
            self._tokens.clear()

    def clear(self) -> None:
        """End every token and count from the beginning again."""
        with self._lock:
            self._tokens.clear()
            self._issued = 0

    def answer(self, request: Request) -> Response:
        """Answer the token endpoint."""
        if request.mimetype != FORM:
            return _refused(400, "invalid_request", f"the body must be {FORM}")
        grants = request.form.getlist("grant_type")
        if len(grants) != 1:
            return _refused(400, "invalid_request", "grant_type must be given once")
        if grants != ["client_credentials"]:
            return _refused(400, "unsupported_grant_type", "grant_type must be client_credentials")
        key = self._known_client(request.headers.get("Authorization", ""))
        if key is None:
            response = _refused(401, "invalid_client", "key or secret is not valid")
            response.headers["WWW-Authenticate"] = "Basic"
            return response
        return _no_store(200, self._issue(key))

    def _known_client(self, authorization: str) -> str | None:
        scheme, _, encoded = authorization.partition(" ")
        try:
            key, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        known = self._clients.get(key)
        return key if scheme.lower() == "basic" and known is not None and known == secret else None

    def _issue(self, key: str) -> dict[str, Any]:
        value = secrets.token_hex(20)
        with self._lock:
            self._tokens[value] = Token(key, self._clock() + LIFE_S)
            self._issued += 1
        return {"access_token": value, "token_type": "Bearer", "expires_in": LIFE_S}

    def admit(self, headers: Headers) -> None:
        """Raise KiboError 5004 without a living token and the API key that it was given for."""
        scheme, _, value = headers.get("Authorization", "").partition(" ")
        with self._lock:
            token = self._tokens.get(value)
        alive = token is not None and self._clock() < token.ends_at
        if scheme.lower() != "bearer" or token is None or not alive:
            raise KiboError(NOT_AUTHORIZED, "The access token is missing, unknown or expired.")
        if headers.get("API-Key") != token.api_key:
            raise KiboError(NOT_AUTHORIZED, "The API-Key header is not that of the access token.")


def _refused(status: int, error: str, description: str) -> Response:
    return _no_store(status, {"error": error, "error_description": description})


def _no_store(status: int, content: Mapping[str, Any]) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(as_json(content), status, headers, content_type=JSON)
