"""Who did what, why and when: read from the book, written by the scripts of the verbs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the audit log. at: unix milliseconds. result: `done`, or why not."""

    at: int
    verb: str
    who: str
    why: str
    subject: str
    result: str
    request_id: str
