"""A library for the OrderDynamics OMS REST API: endpoints as declarations, one request path."""

from oms_client.answers import Answer
from oms_client.client import OmsClient
from oms_client.endpoints import Call, Endpoint
from oms_client.errors import (
    Ambiguous,
    FieldError,
    Incomplete,
    NotFound,
    NotSent,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)
from oms_client.hooks import Exchange, Hooks

__all__ = [
    "Ambiguous",
    "Answer",
    "Call",
    "Endpoint",
    "Exchange",
    "FieldError",
    "Hooks",
    "Incomplete",
    "NotFound",
    "NotSent",
    "OmsClient",
    "OmsError",
    "Refused",
    "Throttled",
    "Unauthorized",
    "Unavailable",
]
