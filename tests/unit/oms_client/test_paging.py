"""Lists are read to their end, and end for no other reason."""

from datetime import UTC, datetime

import pytest

from oms_client import Incomplete, Unavailable

WINDOW = {
    "last_updated_date_time_utc_after": datetime(2024, 5, 1, tzinfo=UTC),
    "last_updated_date_time_utc_before": datetime(2024, 5, 2, tzinfo=UTC),
}


def page(*items, **more):
    return {"Items": list(items), **more}


def pages_asked(server):
    return [dict(seen.query).get("PageNumber") for seen in server.requests]


def test_a_list_is_read_up_to_the_short_page(serve, connect):
    server = serve(*(serve.answer(200, page(*items)) for items in [(1, 2), (3, 4), (5,)]))
    orders = connect(server).order_orchestration.list_orders

    items = list(orders.items(page_size=2, order_status="OnHold", **WINDOW))

    assert items == [1, 2, 3, 4, 5]
    assert pages_asked(server) == ["1", "2", "3"]
    assert dict(server.requests[2].query) == {
        "LastUpdatedDateTimeUtcAfter": "2024-05-01T00:00:00Z",
        "LastUpdatedDateTimeUtcBefore": "2024-05-02T00:00:00Z",
        "OrderStatus": "OnHold",
        "PageSize": "2",
        "PageNumber": "3",
    }


def test_an_empty_page_after_a_full_one_is_the_end(serve, connect):
    server = serve(serve.answer(200, page(1, 2)), serve.answer(200, page()))

    answers = list(connect(server).order_orchestration.list_orders.pages(page_size=2, **WINDOW))

    assert [answer.body["Items"] for answer in answers] == [[1, 2], []]


def test_pages_of_a_hundred_are_asked_for_in_the_endpoints_own_spelling(serve, connect):
    server = serve(serve.answer(200, page(1)))

    list(connect(server).order_fulfillment.get_shipments.items(external_order_id="A"))

    assert server.requests[0].query == [
        ("ExternalOrderId", "A"),
        ("pageSize", "100"),
        ("pageNumber", "1"),
    ]


def test_a_page_size_capped_by_the_oms_does_not_end_the_list(serve, connect):
    server = serve(
        serve.answer(200, page(1, 2, PageSize=2)), serve.answer(200, page(3, PageSize=2))
    )

    items = list(connect(server).order_orchestration.list_orders.items(page_size=5, **WINDOW))

    assert items == [1, 2, 3]


@pytest.mark.parametrize(
    "second",
    [
        page(1, 2),
        page(3, 4, PageNumber=1),
        {"Items": None},
        {"Orders": []},
    ],
)
def test_a_page_that_cannot_be_the_next_one_is_no_answer(serve, connect, second):
    server = serve(serve.answer(200, page(1, 2)), serve.answer(200, second))
    items = connect(server).order_orchestration.list_orders.items(page_size=2, **WINDOW)

    with pytest.raises(Unavailable):
        list(items)

    assert pages_asked(server) == ["1", "2"]


def test_a_search_sends_its_criteria_with_each_page(serve, connect):
    server = serve(serve.answer(200, page(1)), serve.answer(200, page()))

    list(connect(server).order_orchestration.search_orders.items(page_size=1, body={"a": 1}))

    assert [seen.body for seen in server.requests] == [b'{"a": 1}'] * 2


def test_a_list_without_page_numbers_is_one_page(serve, connect):
    server = serve(serve.answer(200, page(1)))
    lines = connect(server).order_orchestration.get_cancelled_line_items

    items = list(lines.items(page_size=2, external_order_id="A"))

    assert items == [1]
    assert server.requests[0].query == [("ExternalOrderId", "A"), ("PageSize", "2")]


def test_a_full_list_without_page_numbers_says_that_there_may_be_more(serve, connect):
    server = serve(serve.answer(200, page(1, 2)))
    lines = connect(server).order_orchestration.get_cancelled_line_items
    items = lines.items(page_size=2, external_order_id="A")

    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(Incomplete):
        next(items)


def test_an_endpoint_that_is_no_list_has_no_pages(serve, connect):
    client = connect(serve())

    with pytest.raises(TypeError, match="no pages"):
        client.order_orchestration.get_order.pages(external_order_id="A")
