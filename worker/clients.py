"""The clients of the OMS and of Kibo, as the settings tell them; the turn's timeline hears of every call."""

from collections.abc import Callable

from config.settings import Settings
from ledger.gate import Budget
from oms_client import Endpoint, Exchange, Hooks, OmsClient
from oms_client.kibo import KiboClient
from worker.gatekeeper import Gatekeeper
from worker.telling import tell_exchange

After = Callable[[Endpoint, Exchange], None]


def budget_of(settings: Settings) -> Budget:
    """Return what the OMS allows, and when the breaker opens."""
    timing = settings.timing
    return Budget(
        settings.calls,
        round(settings.window_s * 1000),
        pause_ms=timing.ms("gate_pause"),
        open_ms=timing.ms("gate_open"),
        longest_open_ms=timing.ms("gate_longest"),
        probe_ms=timing.ms("gate_probe"),
    )


def oms_client(settings: Settings, gatekeeper: Gatekeeper) -> OmsClient:
    """Return the client of the OMS, every call of which passes the gate."""
    return OmsClient(
        settings.oms_url,
        settings.oms_key.value,
        deadline_s=settings.timing.s("call_deadline"),
        hooks=Hooks(gatekeeper.before, told(gatekeeper.after)),
    )


def kibo_client(settings: Settings, gatekeeper: Gatekeeper) -> KiboClient | None:
    """Return the client of Kibo, None without an account.

    The budget is the OMS's own, the figures are of both.
    """
    account = settings.kibo
    if account is None:
        return None
    return KiboClient(
        account.url,
        account.auth_url,
        account.key.value,
        account.secret.value,
        deadline_s=settings.timing.s("call_deadline"),
        hooks=Hooks(after=told(gatekeeper.count)),
    )


def told(after: After) -> After:
    """Return a hook that tells the timeline, too."""

    def both(endpoint: Endpoint, exchange: Exchange) -> None:
        after(endpoint, exchange)
        tell_exchange(endpoint, exchange)

    return both
