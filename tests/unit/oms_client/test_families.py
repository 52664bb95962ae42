"""What every declaration must hold on the wire: oddities of the vendor, and lists to their end."""

import json

import pytest

from oms_client import Endpoint, Incomplete
from oms_client.catalogue import FAMILIES
from oms_client.kinds import kind_of

SAMPLES = {"instant": "2024-05-01T00:00:00Z", "flag": True, "number": 1, "texts": "A", "text": "A"}
LISTS = [
    pytest.param(family, endpoint, id=endpoint.operation)
    for family, owner in FAMILIES.items()
    for endpoint in owner.endpoints().values()
    if endpoint.takes("page_size")
]
ONE_PAGE_ONLY = {"get_cancelled_line_items", "get_item_site_pricing", "get_order_shipping_rate"}


def arguments(endpoint: Endpoint) -> dict:
    """What a call cannot do without."""
    needed = [param for param in endpoint.parameters if param.need == "required"]
    needed += [param for param in endpoint.parameters if param.need == "key"][:1]
    values = {param.keyword: SAMPLES[kind_of(param).word] for param in needed}
    return {**values, **({"body": {}} if endpoint.body else {})}


def paging(server) -> list[tuple[str | None, str | None]]:
    queries = [{name.lower(): value for name, value in seen.query} for seen in server.requests]
    return [(query.get("pagesize"), query.get("pagenumber")) for query in queries]


@pytest.mark.parametrize(("family", "endpoint"), LISTS)
def test_a_list_is_read_to_the_short_page_or_says_that_it_cannot(serve, connect, family, endpoint):
    server = serve(serve.answer(200, {"Items": [1, 2]}), serve.answer(200, {"Items": [3]}))
    call = getattr(getattr(connect(server), family), endpoint.operation)
    items = call.items(page_size=2, **arguments(endpoint))

    if endpoint.operation in ONE_PAGE_ONLY:
        assert [next(items), next(items)] == [1, 2]
        with pytest.raises(Incomplete):
            next(items)
        assert paging(server) == [("2", None)]
    else:
        assert list(items) == [1, 2, 3]
        assert paging(server) == [("2", "1"), ("2", "2")]


def test_page_parameters_go_out_in_each_endpoints_own_spelling(serve, connect):
    server = serve(*[serve.answer(200, {"Items": []})] * 3)
    client = connect(server)

    list(client.products.get_products.items())
    list(client.taxes.get_taxes.items())
    list(client.bulk_status.get_bulk_job_details.items(job_id=7, date_submitted_utc="x"))

    assert [[name for name, _ in seen.query] for seen in server.requests] == [
        ["pageSize", "pageNumber"],
        ["PageSize", "PageNumber"],
        ["DateSubmittedUTC", "PageSize", "pageNumber"],
    ]


def test_a_deletion_may_carry_a_body(serve, connect):
    server = serve(serve.answer())
    body = {"Items": [{"LocationInternalName": "W", "Sku": "A", "Quantity": 1}]}

    connect(server).physical_inventory_visibility.delete_reserved_inventory(body=body)

    (seen,) = server.requests
    assert (seen.method, seen.path, seen.query) == ("DELETE", "/v1/inventory/reserved", [])
    assert json.loads(seen.body) == body
    assert seen.headers["content-length"] == str(len(seen.body))


@pytest.mark.parametrize("operation", ["update_shipping_center", "delete_shipping_center"])
def test_a_name_that_the_vendor_misspells_is_spelt_right_here_and_wrong_on_the_wire(
    serve, connect, operation
):
    server = serve(serve.answer())
    call = getattr(connect(server).shipping_centers, operation)

    call(shipping_center_internal_name="C1", **({"body": {}} if call.endpoint.body else {}))

    assert server.requests[0].query == [("shippingCenterInteralName", "C1")]


@pytest.mark.parametrize(
    ("family", "operation", "values", "path"),
    [
        ("configuration", "get_parameter_settings", {}, "/v1"),
        ("bulk_status", "list_bulk_jobs", {}, "/StatusManagement/v1"),
        (
            "bulk_status",
            "get_bulk_job_operation_details",
            {"job_id": 7, "operation_id": "a/b", "date_submitted_utc": "x"},
            "/StatusManagement/7/a%2Fb/v1",
        ),
        ("pre_order", "delete_wave", {"wave_id": 3}, "/preorder/waves/v1/3"),
        (
            "custom_field_metadata",
            "list_custom_field_metadata_by_owner_type",
            {"ownertype": "Order"},
            "/v1/customfieldmetadata/Order",
        ),
    ],
)
def test_a_path_goes_out_as_the_vendor_has_it(serve, connect, family, operation, values, path):
    server = serve(serve.answer())

    getattr(getattr(connect(server), family), operation)(**values)

    assert server.requests[0].path == path


def test_the_two_listings_of_one_call_are_one_call_on_the_wire(serve, connect):
    server = serve(serve.answer(), serve.answer())
    tickets = connect(server).tickets

    tickets.create_ticket(body={"Subject": "a"})
    tickets.create_tickets(body={"Tickets": [{"Subject": "a"}]})

    assert [(seen.method, seen.path) for seen in server.requests] == [("POST", "/v1/tickets/")] * 2


def test_a_deletion_without_a_key_is_refused_before_sending(serve, connect):
    server = serve()
    client = connect(server)

    for call in (client.items.delete_item, client.taxes.delete_taxes):
        with pytest.raises(TypeError, match="needs one of"):
            call()

    assert server.connections == 0
