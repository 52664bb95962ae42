"""Refuses headers that may be given only once."""

import re
from typing import Any, Final

from werkzeug.exceptions import BadRequest

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
