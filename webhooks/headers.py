"""Refuses headers that may be given only once, and a request without the one that must be."""

import re
from typing import Any, Final, cast

from werkzeug.datastructures import Headers as FoldedHeaders
from werkzeug.exceptions import BadRequest

from sources.dialect import URL_TOKEN, Headers

_TOKEN: Final = re.compile(r"[!-~]{1,256}")

# How the names of what senders put there end: signature, id, topic, time (docs/sources.md).
_ONCE: Final = (
    "SIGNATURE",
    "HMAC_SHA256",
    "WEBHOOK_ID",
    "MESSAGE_ID",
    "DELIVERY_ID",
    "EVENT_ID",
    "SVIX_ID",
    "TOPIC",
    "TIMESTAMP",
)
_STANDARD: Final = ("WEBHOOK_SIGNATURE", "SVIX_SIGNATURE")
_SIGNATURES: Final = re.compile(r"v\w*,[^,\s]*(?: v\w*,[^,\s]*)*")
_TIMED: Final = "SHIPPO_AUTH_SIGNATURE"
_TIME_AND_SIGNATURES: Final = re.compile(r"t=[^,\s]*(?:,v\w*=[^,\s]*)+")


def with_token(headers: Headers, token: str | None) -> Headers:
    """Return the headers with the token of the URL among them, whatever was sent under its name."""
    if token is None:
        return headers
    told = FoldedHeaders([(name, value) for name, value in headers.items()])
    told[URL_TOKEN] = token if _TOKEN.fullmatch(token) else ""
    return cast("Headers", told)  # Werkzeug does not declare it a mapping, but it is one


def refuse_repeated(environ: dict[str, Any]) -> None:
    """Raise 400 when a signature, id, topic or time is given twice: which one counts?

    A WSGI server joins repeated headers by a comma, which one value never has, but for the
    `v1,<signature> v1,<signature>` of Standard Webhooks and the `t=<time>,v1=<signature>` of Shippo.
    """
    for name, value in environ.items():
        if name.endswith(_ONCE) and "," in value:
            if name.endswith(_STANDARD) and _SIGNATURES.fullmatch(value):
                continue
            if name.endswith(_TIMED) and _TIME_AND_SIGNATURES.fullmatch(value):
                continue
            raise BadRequest


def refuse_without_host(environ: dict[str, Any]) -> None:
    """Raise 400 for a request of HTTP/1.1 that names no host (RFC 9112, 3.2); two the server refuses."""
    if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" and not environ.get("HTTP_HOST"):
        raise BadRequest
