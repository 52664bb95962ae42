"""Checks of single values as the import guide states them; texts are measured as they are stored.

Texts are stored in latin1: any other character becomes an XHTML entity, which can push a text
over its limit. An emoji is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import Any

from oms_sandbox.checks import Check
from oms_sandbox.errors import BackendError, all_invalid, invalid
from oms_sandbox.openapi.checks import schema_of, sequence, told_as

UNBOUNDED = 10_000
"""The longest text where the guide states no length."""

EMOJI = re.compile("[\u2600-\u27bf\ufe0f\ud800-\udfff\U00010000-\U0010ffff]")
LANGUAGE_TAG = re.compile("[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
FOUR_NUMBERS = r"^([0-9]{1,3}\.){3}[0-9]{1,3}$"
INTERNAL_NETWORKS = tuple(
    map(
        IPv4Network,
        ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
         "192.168.0.0/16", "224.0.0.0/3"),
    )
)  # fmt: skip


def stored(name: str, value: str) -> str:
    """Convert a text to what latin1 can hold; raises VALIDATION_FAILED for an emoji."""
    if EMOJI.search(value):
        raise invalid(name, "holds an emoji, which cannot be stored; leave it out")
    return value.encode("latin-1", "xmlcharrefreplace").decode("latin-1")


def stored_text(longest: int = UNBOUNDED, shortest: int = 1) -> Check:
    @told_as(lambda: {"type": "string", "minLength": shortest, "maxLength": longest})
    def check(name: str, value: Any) -> str:
        kept = stored(name, value) if isinstance(value, str) else ""
        if not isinstance(value, str) or not shortest <= len(kept) <= longest:
            raise invalid(
                name,
                f"must be a text of {shortest} to {longest} characters as stored in latin1, "
                "where any other character counts as its entity",
            )
        return kept

    return check


def number(smallest: float = -math.inf) -> Check:
    least = {"minimum": smallest} if math.isfinite(smallest) else {}

    @told_as(lambda: {"type": "number", **least})
    def check(name: str, value: Any) -> float:
        if type(value) not in (int, float) or not smallest <= value < math.inf:
            bound = f" of {smallest} or more" if least else ""
            raise invalid(name, f"must be a number{bound}")
        return float(value) if isinstance(value, float) else int(value)

    return check


@told_as(lambda: {"type": "string", "pattern": f"^{LANGUAGE_TAG.pattern}$"})
def language_tag(name: str, value: Any) -> str:
    if not isinstance(value, str) or not LANGUAGE_TAG.fullmatch(value):
        raise invalid(name, "must be an IETF language tag such as en-US")
    return value


@told_as(lambda: {"type": "string", "format": "date-time", "pattern": f"^{DATE_TIME.pattern}$"})
def date_time(name: str, value: Any) -> str:
    told = invalid(name, "must be a date-time with its offset, such as 2026-01-31T12:00:00Z")
    if not isinstance(value, str) or not DATE_TIME.fullmatch(value):
        raise told
    try:
        datetime.fromisoformat(value)
    except ValueError as err:
        raise told from err
    return value


@told_as(lambda: {"type": "string", "format": "ipv4", "pattern": FOUR_NUMBERS})
def public_ipv4(name: str, value: Any) -> str:
    told = invalid(name, "must be the customer's public IPv4 address, such as 198.51.100.7")
    if not isinstance(value, str):
        raise told
    try:
        address = IPv4Address(value)
    except AddressValueError as err:
        raise told from err
    if any(address in network for network in INTERNAL_NETWORKS):
        raise told
    return value


def each(check_one: Check, *, fewest: int = 0) -> Check:
    """Check a list; tells the errors of all its entries."""

    @told_as(lambda: sequence(schema_of(check_one), fewest, unique=False))
    def check(name: str, value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) < fewest:
            raise invalid(name, f"must be a list of at least {fewest}")
        return all_kept({f"{name}[{at}]": one for at, one in enumerate(value)}, check_one)

    return check


def all_kept(values: dict[str, Any], check_one: Check) -> list[Any]:
    """Check every value under its name; raises VALIDATION_FAILED with all errors."""
    kept: list[Any] = []
    errors: list[tuple[str, str]] = []
    for name, value in values.items():
        try:
            kept.append(check_one(name, value))
        except BackendError as refused:
            errors.extend(refused.errors)
    if errors:
        raise all_invalid(errors)
    return kept


def hash_of(longest_name: int, longest_value: int) -> Check:
    """Check an object of texts under names that the client chooses."""
    name_check, value_check = stored_text(longest_name), stored_text(longest_value)

    @told_as(
        lambda: {
            "type": "object",
            "propertyNames": schema_of(name_check),
            "additionalProperties": schema_of(value_check),
        }
    )
    def check(name: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise invalid(name, "must be an object of texts")
        names = all_kept({f"{name}.{key}": key for key in value}, name_check)
        texts = all_kept({f"{name}.{key}": one for key, one in value.items()}, value_check)
        return dict(zip(names, texts, strict=True))

    return check


@told_as(lambda: {"type": "object"})
def any_object(name: str, value: Any) -> dict[str, Any]:
    """Check an object whose fields the guide does not tell; its texts still have to be stored."""
    if not isinstance(value, dict):
        raise invalid(name, "must be an object")
    return {stored(name, key): anything(f"{name}.{key}", one) for key, one in value.items()}


@told_as(dict)
def anything(name: str, value: Any) -> Any:
    kinds: tuple[tuple[type, Callable[[str, Any], Any]], ...] = (
        (str, stored),
        (dict, any_object),
        (list, each(anything)),
        (float, number()),
    )
    return next((check(name, value) for kind, check in kinds if isinstance(value, kind)), value)
