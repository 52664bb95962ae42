"""What a parameter's value is, told by its name: the vendor names alike what is alike."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from oms_client.parameters import Param


@dataclass(frozen=True, slots=True)
class Kind:
    """Say how a value is given, and what it means."""

    word: Literal["instant", "flag", "number", "texts", "text"]
    meaning: str


_KINDS: Final = tuple(
    (re.compile(pattern), Kind(word, meaning))  # type: ignore[arg-type]  # the words are Kind's
    for pattern, word, meaning in (
        (r"_utc_after$", "instant", "UTC, at or after it"),
        (r"_utc_before$", "instant", "UTC, before it"),
        (r"_utc$", "text", "a UTC instant, just as the OMS gave it"),
        (r"^delivery_date_override$", "instant", "UTC"),
        (r"^page_size$", "number", "items a page: 1 to 100, 50 if left out"),
        (r"^page_number$", "number", "from 1"),
        (r"^(is|load)_|^ascending$|^recalculate$|^filter_by_external_id$", "flag", "true or false"),
        (r"^sort_by", "text", "the name of the field to sort by"),
        (r"^sort_direction$", "text", "the direction of the sort"),
        (r"names$|^skus$|^keys$", "texts", "one, or several with commas between"),
        (r"^external_.*id$", "text", "your id"),
        (r"^user_id$", "text", "the e-mail address of the customer"),
        (r"_?id$|^shipment$", "text", "the OMS's id"),
        (r"_name$|^backend_name$", "text", "the name it has in the OMS"),
        (r"_status$", "text", "a status word, such as the answers hold"),
        (r"_reason$", "text", "a reason, kept and shown"),
        (r"", "text", ""),
    )
)


def kind_of(param: Param) -> Kind:
    """Return what a parameter's value is."""
    return next(kind for pattern, kind in _KINDS if pattern.search(param.keyword))
