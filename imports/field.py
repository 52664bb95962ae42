"""What one field of a historic order is: its kind and bounds, and the words for what it must be."""

from dataclasses import dataclass
from typing import Any, Final

HASH_NAME: Final = 100
HASH_VALUE: Final = 1000
"""Kibo's bounds of custom data."""

TEXT: Final = "text"
INTEGER: Final = "integer"
NUMBER: Final = "number"
BOOLEAN: Final = "boolean"
CHOICE: Final = "choice"
HASH: Final = "hash"
FREE: Final = "free"
OBJECT: Final = "object"
LIST: Final = "list"

LARGEST: Final = 10**9
LONGEST: Final = 1000
_OCTET: Final = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
IPV4: Final = rf"\A(?:{_OCTET}\.){{3}}{_OCTET}\Z"
LANGUAGE: Final = r"\A[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?\Z"
COUNTRY: Final = r"\A[A-Z]{2}\Z"
DATE_TIME: Final = (
    r"\A(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])\Z"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. least, most: of a number, of a text's length, of a list's entries.

    kind HASH: texts by name. FREE: a list of objects that are not looked into. default: taken
    when the field is absent, also when it is required. Without one, what may be absent may be null.
    """

    name: str
    kind: str = TEXT
    required: bool = False
    least: int | None = None
    most: int | None = None
    pattern: str = ""
    meaning: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None
    fields: tuple["Field", ...] = ()
    example: str = ""

    @property
    def nullable(self) -> bool:
        """Return whether null is as good as absence."""
        return not self.required and self.default is None


def text(name: str, most: int = LONGEST, *, least: int = 0, **more: Any) -> Field:
    """Return a text field of bounded length."""
    return Field(name, TEXT, least=least, most=most, **more)


def whole(name: str, least: int = 1, **more: Any) -> Field:
    """Return a field of a whole number."""
    return Field(name, INTEGER, least=least, most=more.pop("most", LARGEST), **more)


def number(name: str, least: int = 0, **more: Any) -> Field:
    """Return a field of a number."""
    return Field(name, NUMBER, least=least, most=more.pop("most", LARGEST), **more)


def flag(name: str, **more: Any) -> Field:
    """Return a field that is true or false."""
    return Field(name, BOOLEAN, **more)


def choice(name: str, choices: tuple[str, ...], **more: Any) -> Field:
    """Return a field of one of some words."""
    return Field(name, CHOICE, choices=choices, **more)


def moment(name: str, **more: Any) -> Field:
    """Return a field of a date-time with its zone."""
    meaning = "a date-time with zone, as 2024-01-31T12:00:00Z"
    return Field(name, TEXT, pattern=DATE_TIME, meaning=meaning, **more)


def language(name: str, **more: Any) -> Field:
    """Return a field of an IETF language tag."""
    meaning = "a language tag, as en-US"
    return Field(name, TEXT, pattern=LANGUAGE, meaning=meaning, default="en-US", **more)


def misfit(field: Field) -> str:
    """Return what a field must be, in the words of an error."""
    if field.kind == CHOICE:
        few = len(field.choices) <= 10
        return f"must be one of {', '.join(field.choices)}" if few else "must be an ISO 4217 code"
    if field.meaning:
        return f"must be {field.meaning}"
    return f"must be {_WORDS[field.kind].format(least=field.least, most=field.most)}"


_WORDS: Final = {
    TEXT: "a text of {least} to {most} characters",
    INTEGER: "a whole number from {least} to {most}",
    NUMBER: "a number from {least} to {most}",
    BOOLEAN: "true or false",
    HASH: f"texts of 1 to {HASH_VALUE} characters by names of 1 to {HASH_NAME}",
    FREE: "a list of objects",
    OBJECT: "an object",
    LIST: "a list of {least} to {most} objects",
}
