"""What the ledger raises."""


class LedgerError(Exception):
    """Base of what the ledger raises."""


class LedgerUnavailable(LedgerError):
    """Redis did not answer, or refused: nothing can be said to be stored."""


class IntakeClosed(LedgerError):
    """Redis is nearly full: intake rests so that what drains has room."""


class Fenced(LedgerError):
    """The lane has another holder by now: touch nothing more."""
