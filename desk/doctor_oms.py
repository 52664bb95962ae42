"""The OMS: its key, the way to it, and the gate before it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import redis

from config.secret import SecretError
from desk.book import Book
from desk.doctor import FAULT, WARNING, Finding, good
from ledger.gate_look import gate_state
from oms_client import OmsClient, OmsError, Unauthorized

DEADLINE_S: Final = 10.0


def check_oms(book: Book) -> Iterator[Finding]:
    """Ask the OMS for a list of the last minute: no order is touched."""
    settings = book.settings
    if not settings.oms_url:
        return
    yield _answers(book)
    yield from _gate(book)


def _answers(book: Book) -> Finding:
    settings = book.settings
    try:
        settings.oms_key.value()
    except SecretError as err:
        return Finding(
            "oms key",
            FAULT,
            str(err),
            "No call can be made.",
            "Put the key where the settings say.",
        )
    try:
        client = OmsClient(settings.oms_url, settings.oms_key.value, deadline_s=DEADLINE_S)
    except ValueError as err:
        return Finding("oms", FAULT, str(err), "No call can be made.", "Correct ORDERLANE_OMS_URL.")
    until = datetime.now(UTC)
    try:
        client.order_orchestration.list_orders(
            last_updated_date_time_utc_after=until - timedelta(minutes=1),
            last_updated_date_time_utc_before=until,
        )
    except Unauthorized:
        return Finding(
            "oms key",
            FAULT,
            "the OMS refuses it",
            "Every call is refused; orders wait, none is parked for it.",
            "Put a valid key where the settings say; it is read anew for each call.",
        )
    except OmsError as err:
        return Finding(
            "oms",
            FAULT,
            f"it does not answer as it should ({type(err).__name__})",
            "Orders wait until it does; none is parked for it.",
            "Look at ORDERLANE_OMS_URL, the way there, and the OMS's own state.",
        )
    finally:
        client.close()
    return good("oms", "it answers, and takes the key")


def _gate(book: Book) -> Iterator[Finding]:
    try:
        gate = gate_state(book.views.client, round(book.settings.window_s * 1000))
    except redis.RedisError:
        return
    if gate.open_ms:
        yield Finding(
            "breaker",
            FAULT,
            f"open for {gate.open_ms / 1000:.0f} s more",
            "Call after call has failed, so none is let through but a probe now and then.",
            "Bring the OMS back, or mend the key; the next probe closes it.",
        )
    if gate.paused_ms:
        yield Finding(
            "pause",
            WARNING,
            f"for {gate.paused_ms / 1000:.0f} s more",
            "The OMS has asked for it: more calls reach it than it allows.",
            "Lower calls under [oms] to what is allowed; see who else uses the key.",
        )
