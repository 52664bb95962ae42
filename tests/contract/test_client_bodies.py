"""The client's forms and shapes against what the sandbox takes and answers; they share no list."""

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, fields

import oms_sandbox
from oms_client import Answer, Endpoint, OmsClient
from oms_client.catalogue import FAMILIES
from oms_sandbox.endpoints import BY_OPERATION
from tests.contract.story_of_goods import goods, places, pre_order, stock
from tests.contract.story_of_orders import (
    customers,
    desk,
    house,
    orders,
    payments,
    returns,
    shipments,
)
from tests.contract.story_rig import Story

CHAPTERS = (
    *(goods, places, stock, customers, orders, shipments, payments, returns, pre_order),
    *(desk, house),
)
DECLARED = {
    name: endpoint for family in FAMILIES.values() for name, endpoint in family.endpoints().items()
}
TRACE = {"TraceID"}


@pytest.fixture(scope="module")
def answers() -> dict[str, Answer]:
    with oms_sandbox.running(keys=("test-key",), rate_limit=None, seed=7) as sandbox:
        client = OmsClient(sandbox.url, lambda: "test-key")
        story = Story(client)
        for chapter in CHAPTERS:
            chapter(story)
        client.close()
    return story.answers


def strangers(schema: Schema, body: Any, place: str = "") -> Iterator[str]:
    """Name what a body holds and its shape does not."""
    for name, value in body.items():
        one = schema.fields.get(name)
        inner = one.inner if isinstance(one, fields.List) else one
        if one is None:
            yield place + name
        elif isinstance(inner, fields.Nested):
            for part in value if isinstance(value, list) else [value or {}]:
                yield from strangers(inner.schema, part, f"{place}{name}.")


@pytest.mark.parametrize("operation", DECLARED)
def test_a_form_has_the_fields_that_the_sandbox_takes(operation):
    form = DECLARED[operation].body
    named = {} if isinstance(form, bool) else form().fields

    assert {name: one.required for name, one in named.items()} == {
        name: one.required for name, one in BY_OPERATION[operation].body.items()
    }


@pytest.mark.parametrize("operation", DECLARED)
def test_an_answer_of_the_sandbox_is_read_whole(answers, operation):
    endpoint: Endpoint = DECLARED[operation]
    answer = answers[operation]

    endpoint.load(answer)

    assert set(strangers(endpoint.answer(), answer.body)) - TRACE == set()


def test_the_lists_of_the_story_are_not_empty(answers):
    lists = {name for name, answer in answers.items() if answer.body.get("Items") == []}

    assert lists == set()
