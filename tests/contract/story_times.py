"""Two instants around everything that a story does."""

from datetime import UTC, datetime

PAST = datetime(2020, 1, 1, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, tzinfo=UTC)
