"""Amazon's own wrappings: what SNS and EventBridge put around a message on its way into SQS.

docs.aws.amazon.com: SNS "Parsing message formats", EventBridge "AWS service event metadata"; Shopify
delivers to EventBridge as `detail: {payload, metadata}`, with its headers as metadata.
"""

from typing import Any, Final

import msgspec

Pairs = list[tuple[str, Any]]

_SNS: Final = frozenset({"Type", "MessageId", "TopicArn", "Message"})
_EVENTBRIDGE: Final = frozenset({"version", "id", "detail-type", "source", "detail"})
_PARTNER: Final = frozenset({"payload", "metadata"})

_Fields = dict[str, msgspec.Raw]


def unwrapped(raw: bytes) -> tuple[bytes, Pairs]:
    """Return the message inside its wrappings, byte for byte, and the headers these held."""
    pairs: Pairs = []
    for unwrap in (_out_of_sns, _out_of_eventbridge):
        raw, found = unwrap(raw)
        pairs += found
    return raw, pairs


def _out_of_sns(raw: bytes) -> tuple[bytes, Pairs]:
    fields = _object(raw)
    if not fields.keys() >= _SNS or _plain(fields["Type"]) != "Notification":
        return raw, []
    message, told = _plain(fields["Message"]), _plain(fields.get("MessageAttributes"))
    if not isinstance(message, str):
        return raw, []
    attributes = told if isinstance(told, dict) else {}
    values = [(name, one.get("Value")) for name, one in attributes.items() if isinstance(one, dict)]
    return message.encode(), values


def _out_of_eventbridge(raw: bytes) -> tuple[bytes, Pairs]:
    fields = _object(raw)
    if not fields.keys() >= _EVENTBRIDGE:
        return raw, []
    detail = bytes(fields["detail"])
    parts = _object(detail)
    metadata = _plain(parts["metadata"]) if parts.keys() >= _PARTNER else None
    if not isinstance(metadata, dict):
        return detail, []
    return bytes(parts["payload"]), list(metadata.items())


def _object(raw: bytes) -> _Fields:
    """Return the fields of a JSON object, each as its own bytes; none for anything else."""
    try:
        return msgspec.json.decode(raw, type=_Fields)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _plain(part: msgspec.Raw | None) -> Any:
    try:
        return None if part is None else msgspec.json.decode(part)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
