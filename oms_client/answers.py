"""A good answer of the OMS."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold a good answer: a JSON object, its numbers with a point read as Decimal."""

    status: int
    body: dict[str, Any] = field(repr=False)
    trace_id: str | None
    duration_s: float
