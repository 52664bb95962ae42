"""What a dialect says of itself for people: its row of docs/sources.md."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """Plain words, names in backticks; a test holds them against what the dialect does.

    signature: the header or place it stands in. signed: what it covers. identity: what makes a
    delivery the same. mark: its second identity. lane: what names the order, `never: …` where that
    cannot open a lane. oracle: whose code or text signs what we accept.
    derived: from which topics what is derived, each as (topics, events).
    """

    signature: str = "none"
    signed: str = "nothing"
    identity: str = "body"
    mark: str = "none"
    lane: str = "never"
    oracle: str = "nobody"
    derived: tuple[tuple[str, str], ...] = ()
