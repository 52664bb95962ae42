"""Read a list to its end, trusting nothing that could end it early or never."""

from collections.abc import Callable, Iterator

from oms_client.answers import Answer
from oms_client.errors import Incomplete, Unavailable


def pages(
    operation: str, fetch: Callable[[int], Answer], *, page_size: int, numbered: bool
) -> Iterator[Answer]:
    """Yield page 1, 2, ... up to and with the first short one (our definition, docs/sandbox.md)."""
    number = 1
    previous: list[object] | None = None
    while True:
        answer = fetch(number)
        items = _items(operation, answer, number, previous)
        yield answer
        if len(items) < _limit(answer, page_size):
            return
        if not numbered:
            raise Incomplete(operation, "the list came back full and cannot be asked for more")
        number, previous = number + 1, items


def _items(
    operation: str, answer: Answer, number: int, previous: list[object] | None
) -> list[object]:
    items = answer.body.get("Items")
    if not isinstance(items, list):
        problem = "the answer has no list of Items"
    elif answer.body.get("PageNumber", number) != number:
        problem = f"another page came than number {number}"
    elif items and items == previous:
        problem = f"page {number} is the one before it again"
    else:
        return items
    raise Unavailable(operation, problem, status=answer.status, trace_id=answer.trace_id)


def _limit(answer: Answer, page_size: int) -> int:
    # An OMS that caps the page size says so; its full pages must not look short to us.
    told = answer.body.get("PageSize")
    return max(1, min(page_size, told)) if isinstance(told, int) else page_size
