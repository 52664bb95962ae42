"""The two kinds of refusal: by the gateway in front, and by the OMS behind it."""

from __future__ import annotations

from collections.abc import Sequence

VALIDATION_FAILED = "VALIDATION_FAILED"
NOT_FOUND = "NOT_FOUND"
DUPLICATE_EXTERNAL_ID = "DUPLICATE_EXTERNAL_ID"
INVALID_STATE = "INVALID_STATE"
NOTHING_TO_INVOICE = "NOTHING_TO_INVOICE"
INSUFFICIENT_QUANTITY = "INSUFFICIENT_QUANTITY"
INSUFFICIENT_AMOUNT = "INSUFFICIENT_AMOUNT"
INTERNAL_ERROR = "INTERNAL_ERROR"
DEPENDENCY_UNAVAILABLE = "DEPENDENCY_UNAVAILABLE"
TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"

STATUS_BY_CODE = {
    VALIDATION_FAILED: 400,
    NOT_FOUND: 404,
    DUPLICATE_EXTERNAL_ID: 409,
    INVALID_STATE: 409,
    NOTHING_TO_INVOICE: 409,
    INSUFFICIENT_QUANTITY: 422,
    INSUFFICIENT_AMOUNT: 422,
    INTERNAL_ERROR: 500,
    DEPENDENCY_UNAVAILABLE: 503,
    TOO_MANY_REQUESTS: 429,
}

FieldErrors = Sequence[tuple[str, str]]


class GatewayError(Exception):
    """A refusal by the gateway; `retry_after` is in seconds, None sends no such header."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(status, message, retry_after)
        self.status = status
        self.message = message
        self.retry_after = retry_after


class BackendError(Exception):
    """A refusal by the OMS; `errors` are (field, message), `extra` goes into the body as it is."""

    def __init__(self, code: str, message: str, errors: FieldErrors = (), **extra: object) -> None:
        super().__init__(code, message)
        self.code = code
        self.status = STATUS_BY_CODE[code]
        self.message = message
        self.errors = tuple(errors)
        self.extra = extra


def invalid(field: str, message: str) -> BackendError:
    """Make the refusal of one field."""
    return all_invalid([(field, message)])


def all_invalid(errors: FieldErrors) -> BackendError:
    """Make one refusal of several fields."""
    return BackendError(VALIDATION_FAILED, "The request is not valid.", errors)


def not_found(field: str, value: object) -> BackendError:
    """Make the refusal for an object that does not exist."""
    return BackendError(NOT_FOUND, f"{field} {value} was not found.", [(field, "was not found")])


def wrong_state(message: str) -> BackendError:
    """Make the refusal for an object whose state does not allow the call."""
    return BackendError(INVALID_STATE, message)
