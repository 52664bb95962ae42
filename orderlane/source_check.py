"""What would become of a delivery, step by step, without a ledger and without an OMS."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from config.routes import ROUTES
from config.settings import ConfigError, Settings
from events import types
from events.envelope import Envelope, Unreadable
from ledger.records import QUARANTINED, QUEUED, Delivery
from orderlane.source_asks import ASKS
from sources.dialect import SealBroken
from sources.vectors import vectors
from webhooks.again import REMEDIES
from webhooks.keys import key_of
from webhooks.senders import Sender, installed, senders
from webhooks.sorting import delivery_of
from worker.intake import UNKNOWN_LOCATION

IDENTITY: Final = "check-1"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whether it went well, what was found, and the setting to change where it did not."""

    step: str
    ok: bool
    found: str
    remedy: str = ""


@dataclass(slots=True)
class _Case:
    """A delivery on its way through the steps."""

    sender: Sender
    raw: bytes
    topic: str
    now: float
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery | None = None


class _Stop(Exception):
    """Nothing can be said of the steps after this one."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.found)
        self.step = step


def sample_of(dialect: str) -> tuple[str, bytes]:
    """Return topic and body of a delivery of a dialect; raise ConfigError where none is on record."""
    found = [one for one in vectors() if one.dialect == dialect and not one.published]
    if not found:
        raise ConfigError(f"no delivery of {dialect} is on record: give one by --file and --topic")
    return found[0].name, found[0].body.encode()


def check(
    settings: Settings, name: str, *, topic: str | None = None, raw: bytes | None = None
) -> list[Step]:
    """Return the steps of a source's delivery, of its dialect's sample unless a body is given."""
    if name not in settings.sources:
        known = ", ".join(sorted(settings.sources)) or "none"
        raise ConfigError(f"[sources.{name}] is not declared (declared: {known})")
    sender = senders(replace(settings, sources={name: settings.sources[name]}), installed())[name]
    sampled = ("", b"") if raw is not None else sample_of(sender.dialect.name)
    case = _Case(sender, sampled[1] if raw is None else raw, topic or sampled[0], time.time())
    return list(_steps(case))


def told(steps: list[Step]) -> list[dict[str, Any]]:
    """Return the steps as plain JSON."""
    return [asdict(step) for step in steps]


def _steps(case: _Case) -> Iterator[Step]:
    for step in _STEPS:
        try:
            yield step(case)
        except _Stop as stop:
            yield stop.step
            return


def _source(case: _Case) -> Step:
    source = case.sender.source
    return Step("source", True, f"{source.name}: {source.dialect}, for the store {source.store}")


def _seal(case: _Case) -> Step:
    """Seal as the sender would; of a public key nothing can be sealed, and that is no fault."""
    dialect, source = case.sender.dialect, case.sender.source
    keys = [key_of(dialect, ref) for ref in source.secrets]
    if not keys:
        where = "its keys stand at its sender" if dialect.keys else "its queue is believed"
        return Step("seal", True, f"not tried: no secret is told, {where}")
    try:
        case.headers = dialect.seal(
            case.raw, keys[0], topic=case.topic, identity=IDENTITY, now=case.now
        )
        at = dialect.verify(case.raw, case.headers, keys, case.now)
    except (ValueError, NotImplementedError) as err:
        return Step("seal", True, f"not tried: only the sender can sign ({err})")
    except SealBroken:
        fault = "what our own seal signs is not taken for genuine"
        remedy = f"secrets of [sources.{source.name}]: take the one that the sender shows"
        raise _Stop(Step("seal", False, fault, remedy)) from None
    return Step("seal", True, f"{source.secrets[at].reference} fits, of {len(keys)}")


def _envelope(case: _Case) -> Step:
    try:
        envelope = case.sender.dialect.envelope(case.raw, case.headers)
    except Unreadable as err:
        remedy = "--topic and --file as the sender sends them; or dialect of the source is another"
        raise _Stop(Step("envelope", False, str(err), remedy)) from err
    case.delivery = delivery_of(case.sender, case.raw, case.headers)
    return Step("envelope", True, _seen(envelope))


def _seen(envelope: Envelope) -> str:
    named = ", ".join(envelope.refs) or "no reference"
    version = envelope.version or "no version"
    return f"{envelope.topic} is {envelope.type}; {named}; {version}; known by {envelope.identity}"


def _place(case: _Case) -> Step:
    delivery = _delivery(case)
    if delivery.state == QUARANTINED:
        remedy = REMEDIES.get(delivery.reason, "")
        raise _Stop(Step("place", False, f"quarantine: {delivery.reason}", remedy))
    if delivery.state != QUEUED:
        remedy = "allow_test = true lets test orders through" if delivery.reason == "TEST" else ""
        raise _Stop(Step("place", True, f"{delivery.state}: {delivery.reason}", remedy))
    first = f"{delivery.store}/{delivery.envelope.refs[0]}"
    opens = delivery.envelope.opens_lane
    lane = (
        f"the lane {first}" if opens else f"the lane that is known by {first}, else a waiting room"
    )
    return Step("place", True, f"{lane}; task {delivery.task}, queue {delivery.queue}")


def _payload(case: _Case) -> Step:
    delivery, dialect = _delivery(case), case.sender.dialect
    try:
        if delivery.envelope.type == types.DELIVERY_RECEIVED:
            return _meant(case)
        data = dialect.translate(delivery.envelope, case.raw)
    except Unreadable as err:
        remedy = "the body lacks what its event needs (docs/events.md): it would park its lane"
        raise _Stop(Step("payload", False, str(err), remedy)) from err
    return Step("payload", True, ", ".join(sorted(name for name in data if data[name] is not None)))


def _meant(case: _Case) -> Step:
    """Return which events a delivery means; what only its source knows ends the check."""
    asked = case.sender.dialect.fetch(_delivery(case).envelope, case.raw)
    if asked:
        found = f"the source is asked for {asked.resource}, and what it shows decides"
        raise _Stop(Step("payload", True, found))
    counted = Counter(_kinds(case))
    said = [f"{times} of {kind}" if times > 1 else kind for kind, times in counted.items()]
    found = f"of nothing seen before it means: {', '.join(said) or 'nothing'}"
    unplaced = types.INVENTORY_UNPLACED in counted
    return Step("payload", not unplaced, found, REMEDIES[UNKNOWN_LOCATION] if unplaced else "")


def _kinds(case: _Case) -> list[str]:
    envelope, dialect = _delivery(case).envelope, case.sender.dialect
    if envelope.type != types.DELIVERY_RECEIVED:
        return [envelope.type]
    derived = [kind for kind, _ in dialect.derive(envelope, case.raw, {}).events]
    return derived + [row.type for row, _ in dialect.rows(envelope, case.raw)]


def _asks(case: _Case) -> Step:
    routed = [ROUTES[kind].task for kind in _kinds(case) if kind in ROUTES]
    asked = [name for task in routed for name in ASKS[task]]
    said = ", ".join(dict.fromkeys(asked)) or "nothing"
    return Step("OMS", True, f"would be asked for: {said} (docs/effects.md)")


def _delivery(case: _Case) -> Delivery:
    if case.delivery is None:
        raise LookupError("a delivery is read before it is placed")
    return case.delivery


_STEPS: Final[tuple[Callable[[_Case], Step], ...]] = (
    _source,
    _seal,
    _envelope,
    _place,
    _payload,
    _asks,
)
