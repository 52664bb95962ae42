"""The parameters of an endpoint: the vendor's spelling, the keyword, whether it must be given."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Param:
    """Declare a parameter in the vendor's spelling; of an endpoint's "key" ones, one must be given.

    `meant` is the name as callers write it, where the vendor misspells it on the wire.
    """

    name: str
    need: Literal["required", "optional", "key"]
    meant: str = ""

    @property
    def keyword(self) -> str:
        """Spell the name as Python does: ShipmentId is shipment_id."""
        return _snake_case(self.meant or self.name)


@cache
def _snake_case(name: str) -> str:
    return _WORD_START.sub("_", name).lower()


def required(*names: str) -> tuple[Param, ...]:
    """Declare parameters that the vendor marks required."""
    return tuple(Param(name, "required") for name in names)


def optional(*names: str) -> tuple[Param, ...]:
    """Declare parameters that may be left out."""
    return tuple(Param(name, "optional") for name in names)


def keys(*names: str) -> tuple[Param, ...]:
    """Declare parameters that the vendor marks optional though one of them plainly is needed."""
    return tuple(Param(name, "key") for name in names)
