"""A TCP proxy that can be told to misbehave: cut, one way only, reset, late, paused."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, Self

from orderlane.processes import LOOPBACK

UP: Final = "up"
DOWN: Final = "down"
CHUNK: Final = 65536
LINGER_NOT: Final = struct.pack("ii", 1, 0)

Pair = tuple[asyncio.StreamWriter, asyncio.StreamWriter]


class Proxy:
    """Carries connections to one port of the loopback from a thread of its own.

    The switches may be used from any thread. What a cut has swallowed never arrives: its
    connections are reset by `heal`, as a stream with a hole must not go on.
    """

    def __init__(self, target: int, port: int = 0) -> None:
        self._listener = socket.create_server((LOOPBACK, port))
        self.port: int = self._listener.getsockname()[1]
        self._target = target
        self._pairs: set[Pair] = set()
        self._swallow: frozenset[str] = frozenset()
        self._late_s = 0.0
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._accept, sock=self._listener))
        return self

    def __exit__(self, *_exc: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self, *ways: str) -> None:
        """Swallow what goes UP (to the target), DOWN, or both when none is named."""
        self._swallow = frozenset(ways or (UP, DOWN))

    def delay(self, late_s: float) -> None:
        """Pass everything on so much later."""
        self._late_s = late_s

    def pause(self) -> None:
        """Pass nothing on until healed; nothing is lost."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def reset(self) -> None:
        """Reset every connection there is; new ones are carried."""
        self._run(self._reset())

    def heal(self) -> None:
        """Carry everything again."""
        torn, self._swallow, self._late_s = bool(self._swallow), frozenset(), 0.0
        self._loop.call_soon_threadsafe(self._open.set)
        if torn:
            self.reset()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, to = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            _abort(writer)
            return
        pair = (writer, to)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._carry(reader, to, UP), self._carry(there, writer, DOWN))
        finally:
            self._pairs.discard(pair)
            for end in pair:
                end.close()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str
    ) -> None:
        try:
            while data := await reader.read(CHUNK):
                if self._late_s:
                    await asyncio.sleep(self._late_s)
                await self._open.wait()
                if way not in self._swallow:
                    writer.write(data)
                    await writer.drain()
        except OSError:
            _abort(writer)
        else:
            writer.close()

    async def _reset(self) -> None:
        for pair in list(self._pairs):
            for writer in pair:
                _abort(writer)

    async def _end(self) -> None:
        self._open.set()
        self._server.close()
        await self._reset()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*others, return_exceptions=True), 5)


def _abort(writer: asyncio.StreamWriter) -> None:
    """Close with a TCP reset."""
    held = writer.get_extra_info("socket")
    if held is not None and not writer.transport.is_closing():
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
        writer.transport.abort()


Switch = Callable[[Proxy], None]
"""One way to misbehave."""

SWITCHES: Final[dict[str, Switch]] = {
    "cut": Proxy.cut,
    "cut up": lambda proxy: proxy.cut(UP),
    "cut down": lambda proxy: proxy.cut(DOWN),
    "pause": Proxy.pause,
    "latency": lambda proxy: proxy.delay(0.02),
    "reset": Proxy.reset,
}
