"""Card numbers that people write into free text: masked before a body is stored, after its seal held.

Only texts in fields made for people are looked at: among ids and tracking numbers one in ten has a
card's check digit, and a changed id would be another order.
"""

import re
from typing import Final

_NAMES: Final = (
    *(b'note"', b'notes"', b'comment"', b'comments"', b'remark"', b'remarks"'),
    *(b'message"', b'memo"', b'instructions"'),
)
"""How the names of such fields end, in small letters."""

_TEXT: Final = re.compile(rb'\s*:\s*"([^"\\]*(?:\\.[^"\\]*)*)"', re.DOTALL)
_NUMBER: Final = re.compile(rb"(?<!\d)[2-6](?:[ -]?\d){12,18}(?!\d)")
_KEPT: Final = 4
_LONGEST: Final = 20_000


def masked(body: bytes) -> bytes:
    """Return a JSON body of the same length, all but the last four digits of card numbers as `*`."""
    found, small = bytearray(body), body.lower()
    for name in _NAMES:
        at = small.find(name)
        while at != -1:
            at += len(name)
            text = _TEXT.match(body, at)
            if text and len(text[1]) <= _LONGEST:
                found[text.start(1) : text.end(1)] = _NUMBER.sub(_mask, text[1])
            at = small.find(name, at)
    return bytes(found)


def _mask(found: re.Match[bytes]) -> bytes:
    digits = re.sub(rb"\D", b"", found[0])
    if not _checks(digits):
        return found[0]
    end = found.end() - found.start() - _KEPT
    return re.sub(rb"\d", b"*", found[0][:end]) + found[0][end:]


def _checks(digits: bytes) -> bool:
    """Return whether the last digit is the one that cards have (Luhn)."""
    doubled = [int(digit) * (1 + nth % 2) for nth, digit in enumerate(reversed(digits.decode()))]
    return sum(number - 9 * (number > 9) for number in doubled) % 10 == 0
