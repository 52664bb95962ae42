"""How much of what: quantities by the order's line, or by SKU."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from worker.effects.operation import Picture

SKU: Final = "Sku"
LINE: Final = "OrderDetailId"


def line_names(lines: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Return a name for each OrderDetailId of a pictured order.

    It is the ExternalOrderDetailId, which outlives a renumbering; the number itself, `#n`, where
    there is none of its own.
    """
    lines = list(lines)
    times = Counter(line["external"] for line in lines)
    return {
        line["id"]: line["external"]
        if line["external"] and times[line["external"]] == 1
        else f"#{line['id']}"
        for line in lines
    }


def line_numbers(order: Picture) -> dict[str, int]:
    """Return the present OrderDetailId of each line name."""
    return {name: number for number, name in line_names(order["lines"]).items()}


def content(order: Picture, part: Mapping[str, Any], by: str) -> Counter[str]:
    """Return what a pictured shipment or invoice of the order holds, by line name or by SKU."""
    names = line_names(order["lines"])
    held: Counter[str] = Counter()
    for line in part["lines"]:
        held[line["sku"] if by == SKU else names.get(line["id"], f"#{line['id']}")] += line[
            "quantity"
        ]
    return held


def covers(held: Counter[str], asked: Counter[str]) -> bool:
    """Return whether there is at least as much as asked of everything."""
    return all(held[name] >= quantity for name, quantity in asked.items())
