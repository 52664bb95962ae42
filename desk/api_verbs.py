"""A verb asked for over the API: done once for its Idempotency-Key, however often it is sent."""

import hashlib
import json
from dataclasses import asdict
from typing import Final

from desk import api_answers as answers
from desk.api_asked import ApiRefusal
from desk.batch import Batch, carry_out
from desk.book import Book
from desk.filters import Filter, matching
from ledger.keys import PREFIX
from ledger.operator import Order
from ledger.replies import text

REMEMBERED_S: Final = 86_400
_KEY: Final = f"{PREFIX}{{desk}}:answer:"
PAUSING: Final = frozenset({"pause", "resume"})


def do_verb(
    book: Book, verb: str, asked: answers.VerbRequest, who: str, key: str, raw: bytes
) -> tuple[bytes, bool]:
    """Return the answer as JSON, and whether it is the repeated one of an earlier request.

    Raises ApiRefusal when the key was used for something else.
    """
    named = hashlib.sha256(f"{who}|{key}".encode()).hexdigest()
    meant = hashlib.sha256(f"{verb}|".encode() + raw).hexdigest()
    client = book.ledger.client
    before = client.get(_KEY + named)
    if before:
        was, _, answer = text(before).partition(" ")
        if was != meant:
            raise ApiRefusal(422, "this Idempotency-Key was used for another request")
        return answer.encode(), True
    answer = answers.as_json(_done(book, verb, asked, Order(named[:32], who, asked.why))).decode()
    if not asked.dry_run:
        client.set(_KEY + named, f"{meant} {answer}", ex=REMEMBERED_S)
    return answer.encode(), False


def _done(book: Book, verb: str, asked: answers.VerbRequest, order: Order) -> answers.VerbAnswer:
    subjects = _subjects(book, verb, asked)
    if asked.dry_run:
        return answers.VerbAnswer(verb, True, [answers.End(one) for one in subjects])
    batch = Batch(verb, order, unverified=asked.unverified)
    ends = [answers.End(**asdict(end)) for end in carry_out(book, batch, subjects)]
    return answers.VerbAnswer(verb, False, ends)


def _subjects(book: Book, verb: str, asked: answers.VerbRequest) -> list[str]:
    """Return what is meant, each once; raise ApiRefusal when it is not said, or said twice."""
    if bool(asked.subjects) == bool(asked.filter):
        raise ApiRefusal(400, "name subjects, or give a filter that is not empty")
    if asked.filter is None:
        return list(dict.fromkeys(asked.subjects))
    if verb in PAUSING:
        raise ApiRefusal(400, f"{verb} takes subjects: oms, source:NAME, or lanes")
    wanted = Filter(**json.loads(answers.as_json(asked.filter)))
    if wanted == Filter():
        raise ApiRefusal(400, "an empty filter would mean everything: name something")
    found = matching(book, wanted, limit=asked.limit)
    return list(dict.fromkeys(one.lane if verb == "drop" else one.event_id for one in found))
