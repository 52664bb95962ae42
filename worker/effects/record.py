"""The durable record of one effect."""

from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import msgspec

INTENT: Final = "INTENT"
IN_DOUBT: Final = "IN_DOUBT"
APPLIED: Final = "APPLIED"
NOT_APPLIED: Final = "NOT_APPLIED"
REJECTED: Final = "REJECTED"
PARKED: Final = "PARKED"
SKIPPED: Final = "SKIPPED"


@dataclass(frozen=True, slots=True)
class Effect:
    """What was asked of the OMS and what became of it.

    before: the pre-image. looks: read-backs after the quiet time that showed nothing.
    doubt: a call may have landed that nobody has seen yet. by_person: a person asked for this
    read-back and, should it show nothing, for one more attempt. tagged: the claim tag stands.
    """

    operation: str
    key: str
    event: str
    ask: dict[str, Any]
    state: str = INTENT
    attempt: int = 0
    before: dict[str, Any] = field(default_factory=dict)
    looks: int = 0
    doubt: bool = False
    by_person: bool = False
    tagged: bool = False
    ids: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    trace_id: str = ""

    @property
    def id(self) -> str:
        """Return the effect id within its lane: operation and meaning."""
        return f"{self.operation}|{self.key}"

    def changed(self, **fields: Any) -> "Effect":
        """Return the record with some fields replaced."""
        return replace(self, **fields)

    def trimmed(self) -> "Effect":
        """Return the record without what may be personal in its ask and has done its work."""
        return replace(self, ask={name: self.ask[name] for name in _KEPT if name in self.ask})

    def dump(self) -> str:
        """Return the record as JSON; state and operation stand first: the ledger counts by them."""
        return msgspec.json.encode({name: getattr(self, name) for name in _NAMES}).decode()

    @classmethod
    def load(cls, text: str) -> "Effect":
        """Return the record that `dump` wrote."""
        return msgspec.json.decode(text, type=cls)


_KEPT: Final = ("order", "tag")
_FIRST: Final = ("state", "operation")
_NAMES: Final = (*_FIRST, *(field.name for field in fields(Effect) if field.name not in _FIRST))
