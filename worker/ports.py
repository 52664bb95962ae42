"""The sources that can be asked back, opened by what the settings say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from config.settings import ConfigError, Settings, Timing
from config.source import Source as Instance
from ledger.gate import Budget, Gate, prefix_of_source
from ledger.scripts import Scripts
from ledger.tally import Tally
from sources.dialect import Fetch
from storefronts.port import Account, Fetched, Source, Storefront
from storefronts.registry import SOURCES, STOREFRONTS, Port
from worker.gatekeeper import Gatekeeper
from worker.outcomes import NeedsPerson

NO_API: Final = "NO_SOURCE_API"

_Asked = TypeVar("_Asked", bound=Source)


@dataclass(frozen=True, slots=True)
class Ports:
    """What can be asked, by the name of the source. storefronts: those that know orders."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    storefronts: Mapping[str, Storefront] = field(default_factory=dict)

    def fetch(self, source: str, wanted: Fetch) -> Fetched | None:
        """Return what a thin delivery means by its source; None when it can do without.

        Raises SourceError, GateShut, and NeedsPerson when it must be asked and cannot.
        """
        port = self.sources.get(source)
        if port is not None:
            return port.get(wanted)
        if not wanted.needed:
            return None
        raise NeedsPerson(NO_API, f"[sources.{source}.api] is not told: give it url and key")


def open_ports(settings: Settings, scripts: Scripts, tally: Tally) -> Ports:
    """Return the ports of all sources that have an api; raise ConfigError for one that is of no use."""
    asked = [source for source in settings.sources.values() if source.api is not None]
    return Ports(
        {one.name: _opened(SOURCES, one, settings.timing, scripts, tally) for one in asked},
        {
            one.name: _opened(STOREFRONTS, one, settings.timing, scripts, tally)
            for one in asked
            if one.dialect in STOREFRONTS
        },
    )


def _opened(
    table: Mapping[str, Port[_Asked]],
    source: Instance,
    timing: Timing,
    scripts: Scripts,
    tally: Tally,
) -> _Asked:
    api, place = source.api, f"[sources.{source.name}.api]"
    port = table.get(source.dialect)
    if api is None or port is None:
        known = ", ".join(sorted(table))
        raise ConfigError(
            f"{place} is of no use: {source.dialect} is not asked back, as {known} are"
        )
    budget = Budget(
        api.calls or port.limit.calls,
        round((api.window_s or port.limit.window_s) * 1000),
        pause_ms=timing.ms("gate_pause"),
        open_ms=timing.ms("gate_open"),
        longest_open_ms=timing.ms("gate_longest"),
        probe_ms=timing.ms("gate_probe"),
    )
    deadline_s = timing.s("call_deadline")
    gatekeeper = Gatekeeper(
        Gate(scripts, budget, prefix_of_source(source.name)),
        tally,
        patience_s=min(2.0, deadline_s / 3),
        named="SOURCE_",
    )
    account = Account(
        api.url,
        api.key.value,
        api.secret.value if api.secret else None,
        api.version,
        api.loopback,
        deadline_s,
    )
    try:
        return port.open(source.name, account, gatekeeper)
    except ValueError as err:
        raise ConfigError(f"{place} {err}") from err
