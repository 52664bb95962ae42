"""The settings: `orderlane.toml` and the environment, read once per process and handed down."""

import math
import os
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from config.door import DoorRules, door_of
from config.kibo import KiboAccount, kibo_of
from config.queue_doors import QueueDoor, queue_doors_of, sealed_by_transport
from config.secret import SecretRef
from config.source import Source, source_of

NO_REDIS: Final = "the state Redis is not set: ORDERLANE_REDIS_URL, or url under [redis]"


class ConfigError(Exception):
    """The settings do not hold; the message names every setting and its remedy."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Times that belong together, in seconds; `scale` shrinks them all in their ratios.

    stuck: after which a worker that answers no bell ends; of the process, so it is not scaled.
    quiet: the longest an OMS write may still land after it was sent: call deadline + the
    gateway's maximum (300 s) (docs/design.md, effects).
    """

    scale: float = 1.0
    lease: float = 5.0
    call_deadline: float = 30.0
    quiet: float = 330.0
    read_gap: float = 5.0
    sweep: float = 2.0
    ring_again: float = 5.0
    stuck: float = 60.0
    gate_pause: float = 5.0
    gate_open: float = 5.0
    gate_longest: float = 60.0
    gate_probe: float = 60.0
    wait_look: float = 300.0
    create_wait: float = 900.0
    hold_wait: float = 30 * 86_400.0
    waiting_room: float = 3600.0

    def s(self, name: str) -> float:
        """Return a time in scaled seconds."""
        return float(getattr(self, name)) * self.scale

    def ms(self, name: str) -> int:
        """Return a time in scaled milliseconds."""
        return max(1, round(self.s(name) * 1000))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a process of ours is told. calls in window_s seconds: the OMS's rate budget."""

    redis_url: str
    broker_url: str
    oms_url: str
    oms_key: SecretRef
    sources: Mapping[str, Source]
    external_ids: Mapping[str, str]
    calls: int = 100
    window_s: float = 10.0
    body_limit: int = 2 * 1024 * 1024
    allow_volatile_redis: bool = False
    sentry_dsn: SecretRef | None = None
    kibo: KiboAccount | None = None
    queue_doors: Mapping[str, QueueDoor] = field(default_factory=dict)
    door: DoorRules = field(default_factory=DoorRules)
    timing: Timing = field(default_factory=Timing)

    @property
    def stores(self) -> list[str]:
        """Return every store that has a source."""
        return sorted({source.store for source in self.sources.values()})

    def external_order_id(self, store: str, order_id: str) -> str:
        """Return the OMS's ExternalOrderId of a store's order."""
        return self.external_ids[store].format(store=store, id=order_id)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings; ORDERLANE_CONFIG names the file (default `orderlane.toml`).

    Raises ConfigError naming everything that is missing or wrong.
    """
    env = os.environ if environ is None else environ
    problems: list[str] = []
    settings = _settings(document_of(env), env, problems)
    if problems:
        raise ConfigError("the settings do not hold:\n- " + "\n- ".join(problems))
    return settings


def load_for_verbs(environ: Mapping[str, str] | None = None) -> Settings:
    """Return what a person's verbs need: Redis and the times; no source, no secret. Raises ConfigError."""
    env = {
        "ORDERLANE_OMS_URL": "http://127.0.0.1:9",
        **(os.environ if environ is None else environ),
    }
    problems: list[str] = []
    settings = _settings(
        {**document_of(env), "sources": {}, "stores": {}, "queues": {}}, env, problems
    )
    if problems:
        raise ConfigError("the settings do not hold:\n- " + "\n- ".join(problems))
    return settings


def broker_url_of(environ: Mapping[str, str] | None = None) -> str:
    """Return the broker's address alone: Flower and Celery need no more. Raises ConfigError."""
    env = os.environ if environ is None else environ
    url = _redis_urls(document_of(env), env)[1]
    if not url:
        raise ConfigError(NO_REDIS)
    return url


def document_of(env: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings' file, empty when there is none; raise ConfigError."""
    path = Path(env.get("ORDERLANE_CONFIG", "orderlane.toml"))
    try:
        return tomllib.loads(path.read_text()) if path.exists() else {}
    except (OSError, tomllib.TOMLDecodeError) as err:
        raise ConfigError(f"{path}: {err}; set ORDERLANE_CONFIG to a readable TOML file") from err


def _redis_urls(document: dict[str, Any], env: Mapping[str, str]) -> tuple[str, str]:
    redis = document.get("redis", {})
    state = str(env.get("ORDERLANE_REDIS_URL") or redis.get("url", ""))
    return state, str(env.get("ORDERLANE_BROKER_URL") or redis.get("broker_url") or state)


def _settings(document: dict[str, Any], env: Mapping[str, str], problems: list[str]) -> Settings:
    oms = document.get("oms", {})
    redis_url, broker_url = _redis_urls(document, env)
    oms_url = env.get("ORDERLANE_OMS_URL") or oms.get("url", "")
    if not redis_url:
        problems.append(NO_REDIS)
    if not oms_url:
        problems.append("the OMS is not set: ORDERLANE_OMS_URL, or url under [oms]")
    by_transport = sealed_by_transport(document)
    sources = {
        name: source_of(name, table, env, problems, by_transport=name in by_transport)
        for name, table in document.get("sources", {}).items()
    }
    stores = {source.store for source in sources.values()}
    external_ids = _external_ids(stores, document.get("stores", {}), problems)
    numbers = _numbers(oms, env, problems)
    timing = _timing(document.get("timing", {}), numbers["scale"], problems)
    dsn = env.get("ORDERLANE_SENTRY_DSN_REF", "")
    return Settings(
        redis_url=redis_url,
        broker_url=broker_url,
        oms_url=oms_url,
        oms_key=SecretRef(oms.get("key", "env:ORDERLANE_OMS_KEY"), env),
        sources=sources,
        external_ids=external_ids,
        calls=int(numbers["calls"]),
        window_s=numbers["window_s"],
        body_limit=int(numbers["body_limit"]),
        allow_volatile_redis=env.get("ORDERLANE_ALLOW_VOLATILE_REDIS") == "1",
        sentry_dsn=SecretRef(dsn, env) if dsn else None,
        kibo=kibo_of(document, env),
        queue_doors=queue_doors_of(document, env, problems),
        door=door_of(document, problems),
        timing=timing,
    )


def _numbers(
    oms: Mapping[str, Any], env: Mapping[str, str], problems: list[str]
) -> dict[str, float]:
    told = {
        "calls": ("ORDERLANE_OMS_CALLS", oms.get("calls", 100)),
        "window_s": ("ORDERLANE_OMS_WINDOW_S", oms.get("window_s", 10.0)),
        "body_limit": ("ORDERLANE_BODY_LIMIT", 2 * 1024 * 1024),
        "scale": ("ORDERLANE_TIME_SCALE", 1.0),
    }
    return {
        name: _number(env.get(variable) or default, variable, problems)
        for name, (variable, default) in told.items()
    }


def _number(value: Any, named: str, problems: list[str]) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = 0.0
    if not 0 < number < math.inf:
        problems.append(f"{named} is {value!r}: it must be a number above 0")
        return 1.0
    return number


def _timing(table: Mapping[str, Any], scale: float, problems: list[str]) -> Timing:
    known = {field.name for field in fields(Timing)} - {"scale"}
    problems += [
        f"[timing] {name} is unknown; known: {', '.join(sorted(known))}"
        for name in table
        if name not in known
    ]
    told = {name: _number(table[name], f"[timing] {name}", problems) for name in known & {*table}}
    return Timing(**{**told, "scale": scale})


def _external_ids(
    stores: set[str], tables: Mapping[str, Any], problems: list[str]
) -> dict[str, str]:
    found = {store: tables.get(store, {}).get("external_order_id", "{id}") for store in stores}
    for store, template in found.items():
        if not _tells_orders_apart(template, store):
            problems.append(
                f"[stores.{store}] external_order_id {template!r} must hold {{id}}, and may hold "
                "{store}, and nothing else in braces"
            )
    rendered = Counter(template.replace("{store}", store) for store, template in found.items())
    problems += [
        f"two stores give their orders the same ExternalOrderId {template}: "
        'set external_order_id = "{store}-{id}" under [stores.NAME]'
        for template, stores_with_it in rendered.items()
        if stores_with_it > 1
    ]
    return found


def _tells_orders_apart(template: str, store: str) -> bool:
    try:
        return template.format(store=store, id="1") != template.format(store=store, id="2")
    except (KeyError, IndexError, ValueError):
        return False
