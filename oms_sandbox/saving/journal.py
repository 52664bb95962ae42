"""The journal and the views of a sandbox whose state is kept in a file."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from oms_sandbox.endpoint import Answer, Call, Endpoint
from oms_sandbox.faults.views import Views
from oms_sandbox.journal import Commit, Journal
from oms_sandbox.reading import Given
from oms_sandbox.saving.saving import Keeper
from oms_sandbox.state import Oms


class KeptJournal(Journal):
    """Goes on where the file ends, and saves the state with each entry.

    The journal's own file, if there is one, is written again from the state file at the start:
    after a crash they may differ in their last line.
    """

    def __init__(self, path: Path | str | None, keeper: Keeper, oms: Oms) -> None:
        super().__init__(path)
        self._keeper = keeper
        self._oms = oms
        # Who holds the lock of another OMS adds entries too, and the state must not change then.
        self._state = oms.lock = threading.RLock()  # type: ignore[assignment]  # a lock all the same
        self._unsaved: list[tuple[int, str]] = []
        for line in keeper.lines():
            super().append(json.loads(line))
        self.sync()

    def append(self, commit: Commit) -> None:
        """Give the entry the next Index and add it; it and the state are on the disk then."""
        with self._state:
            super().append(commit)
            self._unsaved.append((commit["Index"], json.dumps(commit)))
            self._keeper.save(self._unsaved)
            self._unsaved.clear()

    def clear(self) -> None:
        """Remove every entry and begin the state anew; the OMS was cleared before."""
        with self._state:
            super().clear()
            self._keeper.clear()
            self._keeper.adopt(self._oms, "")

    def keep(self, oms: Oms, prefix: str) -> None:
        """Keep another new, or cleared, OMS in the same file, under the same lock."""
        with self._state:
            oms.lock = self._state  # type: ignore[assignment]  # a lock all the same
            self._keeper.adopt(oms, prefix)

    def close(self) -> None:
        super().close()
        self._keeper.close()


class KeptViews(Views):
    """Views that mark what a read hands out as not changed."""

    def __init__(self, keeper: Keeper) -> None:
        super().__init__()
        self._keeper = keeper

    def read(self, oms: Oms, endpoint: Endpoint, came: Given, call: Call) -> Answer:
        with self._keeper.only_looking():
            return super().read(oms, endpoint, came, call)


def kept(state: Path | str, journal: Path | str | None, oms: Oms) -> tuple[Journal, Views]:
    """Open a state file for a new OMS, which then is as the file has it; raises CannotKeep."""
    keeper = Keeper(state)
    keeper.adopt(oms, "")
    try:
        return KeptJournal(journal, keeper, oms), KeptViews(keeper)
    except OSError:
        keeper.close()
        raise
