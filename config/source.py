"""One instance of a dialect: `[sources.NAME]` of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from config.api import SourceApi, api_of
from config.secret import SecretError, SecretRef

OPTIONS: Final = ("statuses", "client_id", "keys_url", "locations")


@dataclass(frozen=True, slots=True)
class Source:
    """One instance of a dialect: its own URL, its own secrets, the store its orders belong to.

    options: what the dialect is told beside, of OPTIONS; the dialect says what it can be told.
    """

    name: str
    dialect: str
    store: str
    secrets: tuple[SecretRef, ...]
    allow_test: bool = False
    api: SourceApi | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def source_of(
    name: str,
    table: Mapping[str, Any],
    env: Mapping[str, str],
    problems: list[str],
    *,
    by_transport: bool = False,
) -> Source:
    """Return a source; what is missing or wrong is added to `problems`.

    by_transport: a queue believes it by its transport, so that it may have no secret. Nor need one
    with a client id, whose sender publishes its keys.
    """
    needed = ("dialect", "store", *(() if by_transport or "client_id" in table else ("secrets",)))
    for key in needed:
        if not table.get(key):
            problems.append(f"[sources.{name}] lacks {key}")
    refs = tuple(SecretRef(reference, env) for reference in table.get("secrets", ()))
    for ref in refs:
        try:
            ref.value()
        except SecretError as err:
            problems.append(f"[sources.{name}] {err}")
    api = api_of(name, table, env, problems)
    return Source(
        name,
        table.get("dialect", ""),
        table.get("store", ""),
        refs,
        bool(table.get("allow_test", False)),
        api,
        _options(table, asked_back=api is not None),
    )


def _options(table: Mapping[str, Any], *, asked_back: bool) -> dict[str, Any]:
    """Return what the dialect is told; where it is told of stock, also whether a SKU can be asked for."""
    told = {option: table[option] for option in OPTIONS if option in table}
    return {**told, "asked_back": asked_back} if "locations" in told else told
