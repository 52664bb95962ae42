"""What can become of an OMS call that brought no answer: one class for each, for a policy to read."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple


class FieldError(NamedTuple):
    """Hold one entry of the OMS's `Errors` list."""

    field: str
    message: str


class OmsError(Exception):
    """Tell what became of one OMS call; carries no body, no key and no query value.

    The class attributes are what a retry policy needs:
    `outcome` is the word for logs and figures; `maybe_done` says that the OMS may have carried
    the write out, so it must be read back before it is ever sent again; `retryable` says that the
    same call can succeed later; `systemic` says that the trouble is not this call's own, so it
    belongs to a breaker and costs the event no attempt.
    `retry_after_s` is the OMS's own wish (seconds from its answer), None when it has none.
    """

    outcome: ClassVar[str] = "error"
    maybe_done: ClassVar[bool] = False
    retryable: ClassVar[bool] = False
    systemic: ClassVar[bool] = False

    def __init__(
        self,
        operation: str,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        errors: Sequence[FieldError] = (),
        trace_id: str | None = None,
        detail: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(operation, message)  # just these two: pickle restores the rest by itself
        self.operation = operation
        self.message = message
        self.status = status
        self.code = code
        self.errors = tuple(errors)
        self.trace_id = trace_id
        self.detail = detail
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        """Name the operation, the reason, and whatever customer care would ask for."""
        facts = (
            f"HTTP {self.status}" if self.status else None,
            self.code,
            *(f"{error.field}: {error.message}" for error in self.errors),
            f"TraceID {self.trace_id}" if self.trace_id else None,
            self.detail,
        )
        known = "; ".join(fact for fact in facts if fact)
        return f"{self.operation}: {self.message}" + (f" ({known})" if known else "")


class NotSent(OmsError):
    """Not one byte was written: the name, the connection, TLS or the deadline failed before."""

    outcome = "not_sent"
    retryable = True
    systemic = True


class Refused(OmsError):
    """The OMS, or its gateway, said no in its own words: nothing was done, and asking again is vain."""

    outcome = "refused"


class NotFound(Refused):
    """The OMS itself (not its gateway) knows no such thing."""

    outcome = "not_found"


class Unauthorized(OmsError):
    """The key was not accepted, nor a newer one if there was one: nothing was done."""

    outcome = "unauthorized"
    retryable = True
    systemic = True


class Throttled(OmsError):
    """The gateway turned the call away for its rate: nothing was done."""

    outcome = "throttled"
    retryable = True
    systemic = True


class Ambiguous(OmsError):
    """A write may have been carried out or not: read it back, never just send it again."""

    outcome = "ambiguous"
    maybe_done = True


class Unavailable(OmsError):
    """A read brought no usable answer; a read changes nothing."""

    outcome = "unavailable"
    retryable = True
    systemic = True


class Incomplete(OmsError):
    """A list without page numbers came back full: there may be more, and no way to ask for it."""

    outcome = "incomplete"
