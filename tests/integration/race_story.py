"""The eleven commands as senders tell them: canonical events of one order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

Data = dict[str, Any]
SMALL: Final = "small"
"""In front of a set-up: the order is one mug, else three mugs and a cap."""


def _money(amount: str) -> Data:
    return {"amount": amount, "currency": "EUR"}


def _line(name: str, sku: str, quantity: int) -> Data:
    return {"id": name, "sku": sku, "quantity": quantity}


MUG: Final = _line("L1", "MUG", 1)
REST: Final = [_line("L1", "MUG", 2), _line("L2", "CAP", 1)]
FIRST_PARCEL: Final = {"id": "p1"}
FIRST_NUMBER: Final = "1Z1"


@dataclass(frozen=True)
class Story:
    """What a command's words depend on. tracks: how often the parcel is spoken of."""

    small: bool
    tracks: int


def _address(nth: int) -> Data:
    return {"name": "Ana Ruiz", "line1": f"Street {nth}", "city": "Ghent", "country": "BE"}


def _create(nth: int, story: Story) -> Data:
    ordered = [MUG] if story.small else [_line("L1", "MUG", 3), _line("L2", "CAP", 1)]
    return {
        "customer": {"id": "c1"},
        "ship_to": _address(0),
        "currency": "EUR",
        "lines": [{**line, "unit_price": _money("10.00")} for line in ordered],
        "payments": [{"method": "CARD", "authorization": "auth", "amount": _money("40.00")}],
    }


def _ship(nth: int, story: Story) -> Data:
    return {
        "shipment": {"id": f"p{nth}"},
        "lines": [MUG] if nth == 1 else REST,
        "packages": [{"tracking_number": f"1Z{nth}", "carrier": "UPS"}],
    }


def _split(nth: int, story: Story) -> Data:
    return {"into": [{"shipment": {"id": f"s{nth}"}, "lines": [MUG]}]}


def _track(nth: int, story: Story) -> Data:
    """Every word is of the first parcel; the last one is that it was delivered."""
    status = "delivered" if nth == story.tracks else "in_transit"
    return {"shipment": FIRST_PARCEL, "tracking_number": FIRST_NUMBER, "status": status}


def _return(nth: int, story: Story) -> Data:
    return {"return": {"id": f"rma{nth}"}, "lines": [MUG]}


Tell = Callable[[int, Story], Data]

COMMANDS: Final[dict[str, tuple[tuple[str, Tell], ...]]] = {
    "create": (("order.created", _create),),
    "address": (("order.address_changed", lambda nth, story: {"ship_to": _address(nth)}),),
    "hold": (("order.held", lambda nth, story: {"hold_id": f"h{nth}", "reason": "fraud"}),),
    "resume": (("order.released", lambda nth, story: {"hold_id": f"h{nth}"}),),
    "cancel": (("order.cancelled", lambda nth, story: {"reason": "changed my mind"}),),
    "ship": (("shipment.created", _ship),),
    "split": (("shipment.split", _split),),
    "track": (("tracking.updated", _track),),
    "invoice": (("payment.captured", lambda nth, story: {"transaction_id": f"t{nth}"}),),
    "credit": (
        (
            "payment.refunded",
            lambda nth, story: {"refund_id": f"r{nth}", "amount": _money("5.00")},
        ),
    ),
    "return": (("return.requested", _return), ("return.received", _return)),
}
"""What a sender tells for each command, in its order: a return is asked for, then it arrives."""


@dataclass(frozen=True)
class Told:
    """One event, as it is delivered. command: which of the two commands it is part of, 0 before."""

    type: str
    data: Data
    version: str
    command: int


def told(given: Sequence[str], pair: tuple[str, str]) -> list[Told]:
    """Return the events of a set-up and of a pair, in the order in which all that happened."""
    commands = [name for name in given if name != SMALL]
    names = [*commands, *pair]
    story = Story(SMALL in given, names.count("track"))
    return [
        Told(
            kind,
            tell(names[: place + 1].count(name), story),
            f"{place:02}.{part}",
            max(0, place - len(commands) + 1),
        )
        for place, name in enumerate(names)
        for part, (kind, tell) in enumerate(COMMANDS[name])
    ]
