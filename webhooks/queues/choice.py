"""Which queues are meant."""

from collections.abc import Sequence

from config.queue_doors import QueueDoor
from config.settings import ConfigError, Settings


def chosen(settings: Settings, names: Sequence[str]) -> list[QueueDoor]:
    """Return the queues of these names, or of sources of these names; all for none.

    Raises ConfigError for a name that is neither, and when there is no queue at all.
    """
    doors = settings.queue_doors.values()
    found = [door for door in doors if not names or {door.name, door.source} & set(names)]
    known = {name for door in doors for name in (door.name, door.source)}
    if unknown := [name for name in names if name not in known]:
        told = ", ".join(settings.queue_doors) or "none"
        raise ConfigError(f"no queue and no queue's source is called {unknown[0]} (queues: {told})")
    if not found:
        raise ConfigError("there is no queue: write one as [queues.NAME] (docs/queues.md)")
    return found
