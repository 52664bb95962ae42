"""How lines of an order are named, so that quantities outlive a renumbering."""

from collections import Counter
from typing import Any

import pytest

from worker.effects.lines import LINE, SKU, content, covers, line_names, line_numbers


def order(*externals: str) -> Any:
    lines = [{"id": n, "external": name} for n, name in enumerate(externals, start=21)]
    return {"lines": lines}


def test_a_line_is_named_by_its_own_external_id_or_else_by_its_number():
    names = line_names(order("A", "", "B", "B")["lines"])

    assert names == {21: "A", 22: "#22", 23: "#23", 24: "#24"}


def test_the_present_number_of_a_named_line_is_found():
    assert line_numbers(order("A", "")) == {"A": 21, "#22": 22}


@pytest.mark.parametrize(
    ("by", "held"), [(SKU, {"MUG": 5, "CAP": 1}), (LINE, {"A": 2, "B": 3, "#99": 1})]
)
def test_content_is_summed_by_sku_or_by_line(by: str, held: dict[str, int]):
    lines = [(21, "MUG", 1), (22, "MUG", 3), (21, "MUG", 1), (99, "CAP", 1)]
    part = {"lines": [{"id": n, "sku": sku, "quantity": q} for n, sku, q in lines]}

    assert content(order("A", "B"), part, by) == held


def test_enough_is_as_much_of_everything():
    held = Counter(MUG=2, CAP=1)

    assert covers(held, Counter(MUG=2))
    assert not covers(held, Counter(MUG=3))
    assert not covers(held, Counter(MUG=1, HAT=1))
