"""A verb done to many subjects, each on its own: one that is refused stops no other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desk.book import Book
from desk.verbs import Refusal, act
from ledger.keys import NotAnEvent
from ledger.operator import Order


@dataclass(frozen=True, slots=True)
class Batch:
    """A verb and who asks for it; each subject has the request id with itself behind it."""

    verb: str
    order: Order
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """What became of one subject: its result, or why it was refused."""

    subject: str
    result: str = ""
    known: str = ""
    refused: str = ""


def carry_out(book: Book, batch: Batch, subjects: Iterable[str]) -> Iterator[End]:
    """Do the verb to one subject after another, and yield what became of each."""
    for subject in subjects:
        yield _one(book, batch, subject)


def _one(book: Book, batch: Batch, subject: str) -> End:
    order = Order(f"{batch.order.request_id}:{subject}", batch.order.who, batch.order.why)
    try:
        acted = act(book, batch.verb, subject, order, unverified=batch.unverified)
    except (Refusal, NotAnEvent) as err:
        return End(subject, refused=str(err))
    return End(subject, acted.result, acted.known)
