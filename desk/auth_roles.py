"""The roles: who may look, and who may act, too."""

from typing import Final

PROBE: Final = "probe"
"""Of a health check: asked by machines, by any name of the host, without a login."""
ANYBODY: Final = "anybody"
VIEW: Final = "view"
OPERATE: Final = "operate"

ROLES: Final = (VIEW, OPERATE)
"""Those that a user or token can have."""
RANKS: Final = {ANYBODY: 0, VIEW: 1, OPERATE: 2}
