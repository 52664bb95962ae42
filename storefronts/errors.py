"""What can become of asking a source that brought no answer: one class for each, for a policy to read."""

from enum import Enum
from typing import ClassVar, Final


class Gone(Enum):
    """The source is there, and knows no such thing (any more)."""

    GONE = "gone"


GONE: Final = Gone.GONE


class SourceError(Exception):
    """Asking a source brought no answer; carries no body, no key, no query and no address but the host.

    outcome: the word for logs and for the gate. retry_after_s: the source's own wish, None when it
    has none.
    """

    outcome: ClassVar[str] = "failed"

    def __init__(self, source: str, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(source, message)
        self.source = source
        self.message = message
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        """Name the source and what happened."""
        return f"{self.source}: {self.message}"


class Unavailable(SourceError):
    """No usable answer: the network, a time-out, a 5xx, an answer that is not what it should be."""


class Throttled(SourceError):
    """Too many calls: it says when to come again."""

    outcome = "throttled"


class Unauthorized(SourceError):
    """The credentials were not accepted."""

    outcome = "refused"


class Refused(SourceError):
    """The source will not have it as it is asked, or we will not ask it so: asking again is vain."""

    outcome = "ok"
