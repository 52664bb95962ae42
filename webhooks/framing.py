"""Where a request ends, told from its first bytes: nothing is judged here, only waited for."""

import re
from typing import Final

_LENGTHS: Final = re.compile(
    rb"^content-length[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_CODED: Final = re.compile(rb"^transfer-encoding[ \t]*:", re.IGNORECASE | re.MULTILINE)
_EXPECTS: Final = re.compile(rb"^expect[ \t]*:", re.IGNORECASE | re.MULTILINE)
_SIZE: Final = re.compile(rb"([0-9a-f]{1,12})[^\r\n]*\r\n", re.IGNORECASE)
_LINE: Final = 1_024
_END: Final = b"\r\n\r\n"

Data = bytes | bytearray


class Framing:
    """Follows one request. most: bytes of a body after which no more of it is waited for.

    end: where the request ends, None while that is not told, or when it is not told rightly.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._chunk: int | None = None
        self.head = b""
        self.end: int | None = None

    @property
    def expects(self) -> bool:
        """Return whether the sender waits to be told to go on."""
        return _EXPECTS.search(self.head) is not None

    def is_whole(self, data: Data) -> bool:
        """Return whether a server can answer now: all is there, or what is there cannot be right."""
        if not self.head and not self._read_head(data):
            return False
        while self._chunk is not None:
            if not self._next_chunk(data, self._chunk):
                return len(data) - len(self.head) > self._most
        return self.end is None or len(data) >= self.end

    def _read_head(self, data: Data) -> bool:
        at = data.find(_END)
        if at < 0:
            return False
        self.head = bytes(data[: at + len(_END)])
        lengths, coded = _LENGTHS.findall(self.head), _CODED.search(self.head)
        if not lengths and not coded:
            self.end = len(self.head)
        elif len(lengths) == 1 and not coded and lengths[0].strip().isdigit():
            length = int(lengths[0][:20])
            self.end = None if length > self._most else len(self.head) + length
        elif not lengths:
            self._chunk = len(self.head)
        return True

    def _next_chunk(self, data: Data, at: int) -> bool:
        """Step over the chunk at a place; return False while it is not there as a whole."""
        size = _SIZE.match(data, at)
        if size is None:
            begins = len(data) - at < _LINE and b"\n" not in data[at:]
            self._chunk = at if begins else None
            return not begins
        length = int(size[1], 16)
        if length > self._most:
            self._chunk = None
            return True
        return (
            self._last_chunk(data, size.end())
            if not length
            else self._skip(data, size.end() + length + 2)
        )

    def _skip(self, data: Data, end: int) -> bool:
        if len(data) < end:
            return False
        self._chunk = end
        return True

    def _last_chunk(self, data: Data, at: int) -> bool:
        """Find the end of the trailers, which is an empty line."""
        found = data.find(_END, at - 2)
        if found < 0:
            return False
        self._chunk, self.end = None, found + len(_END)
        return True
