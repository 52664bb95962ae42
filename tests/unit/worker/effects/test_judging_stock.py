"""What a count says about setting it, and an answer of 200 that is a refusal."""

from types import SimpleNamespace
from typing import Any

import pytest

from oms_client import Refused
from worker.effects.operation import ABSENT, Finding, applied
from worker.effects.stock import ROWS, judge

ASK = {"sku": "MUG", "location": "W1", "quantity": 7}
THERE = applied(Sku="MUG", LocationInternalName="W1")


@pytest.mark.parametrize("before", [None, {"on_hand": 3}], ids=["first look", "read back"])
@pytest.mark.parametrize(("count", "finding"), [(7, THERE), (3, ABSENT), (None, ABSENT)])
def test_a_count_is_set_until_it_is_the_wanted_one(before: Any, count: Any, finding: Finding):
    assert judge(ASK, before, {"on_hand": count}) == finding


def test_an_item_that_was_not_taken_is_refused_though_the_answer_is_200():
    result = {"Sku": "MUG", "Status": "Failed", "ErrorCode": "NOT_FOUND", "Message": "no W1"}
    answer = SimpleNamespace(status=200, trace_id="t", body={"Results": [result]})
    physical = SimpleNamespace(update_onhand_inventory=lambda body: answer)

    with pytest.raises(Refused) as refused:
        ROWS[0].send(SimpleNamespace(physical_inventory_visibility=physical), ASK, {})
    assert refused.value.code == "NOT_FOUND"
