"""Lists: filter, sort and page them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from oms_sandbox.errors import invalid

NO_CRITERIA = {"PageSize", "PageNumber", "SortByColumn", "Ascending"}
DEFAULT_PAGE_SIZE = 50
AFTER = "After"
BEFORE = "Before"

Items = Iterable[Mapping[str, Any]]


def keep(items: Items, criteria: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Keep the items that meet every criterion given; After is inclusive, Before exclusive."""
    wanted = {
        name: value
        for name, value in criteria.items()
        if value is not None and name not in NO_CRITERIA
    }
    return [item for item in items if all(_meets(item, *one) for one in wanted.items())]


def _meets(item: Mapping[str, Any], name: str, value: Any) -> bool:
    if name.endswith(AFTER):
        return bool(item[name.removesuffix(AFTER)] >= value)
    if name.endswith(BEFORE):
        return bool(item[name.removesuffix(BEFORE)] < value)
    return bool(item[name] == value)


def ordered(items: Items, query: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
    """Sort by SortByColumn (the first of `columns` by default), ascending unless told otherwise."""
    column = query.get("SortByColumn") or columns[0]
    if column not in columns:
        raise invalid("SortByColumn", f"must be one of {', '.join(columns)}")
    descending = query.get("Ascending") is False
    return sorted(items, key=lambda item: item[column], reverse=descending)


def page(items: Sequence[Mapping[str, Any]], query: Mapping[str, Any]) -> dict[str, Any]:
    """Cut one page out of a list."""
    size = query.get("PageSize") or DEFAULT_PAGE_SIZE
    number = query.get("PageNumber") or 1
    part = items[(number - 1) * size : number * size]
    return _list(part, number, size, len(items))


def whole_list(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give a list whose call takes no page parameters."""
    return _list(items, 1, len(items), len(items))


def _list(items: Sequence[Mapping[str, Any]], number: int, size: int, total: int) -> dict[str, Any]:
    return {"Items": items, "PageNumber": number, "PageSize": size, "TotalCount": total}
