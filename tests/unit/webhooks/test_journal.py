import logging

import pytest

from webhooks.journal import note


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("shop\r\n2026 forged line", r"shop\r\n2026 forged line"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202egnp", r"\u202egnp"),
        ("caf\xe9", "caf\xe9"),
        ("a" * 5_000, "a" * 200),
    ],
)
def test_what_a_stranger_wrote_stays_on_its_line(
    written: str, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    note(logging.WARNING, "REFUSED", source=written, topic=written)

    (record,) = caplog.records
    assert record.getMessage() == f"{shown} {shown} - REFUSED"
    assert (record.source, record.topic) == (shown, shown)
