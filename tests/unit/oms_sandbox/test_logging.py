"""Flexible events tell of one object what the journal holds of it."""

import pytest

PATH = "/v1/logging/FlexibleEvents"


def events(api, kind, number):
    return api.get(PATH, EventInitiatorType=kind, OwnerId=number)["Items"]


def names(api, kind, number):
    return [event["EventName"] for event in events(api, kind, number)]


def test_the_events_of_an_object_are_the_commits_that_name_it(api, order, shipments, ship, clock):
    clock.instant += 1.5
    ship(shipments[0])
    ship(shipments[1], "Picked")

    number = shipments[0]["ShipmentId"]
    assert names(api, "Shipment", number) == ["create_all_shipments", "update_shipment_status"]
    assert events(api, "Shipment", number)[1]["DateTimeUtc"] == "2026-01-01T00:00:01.500Z"
    assert names(api, "Order", order["InternalOrderId"]) == [
        "create_order",
        "create_all_shipments",
        "update_shipment_status",
        "update_shipment_status",
    ]


def test_what_changed_nothing_and_what_was_refused_is_no_event(api, order):
    api.post("/v1/orders/Hold", externalOrderId="1001")
    api.post("/v1/orders/Hold", externalOrderId="1001")
    api.post("/v1/orders/Cancel", status=404, externalOrderId="1002")

    assert names(api, "Order", order["InternalOrderId"]) == ["create_order", "hold_order"]


def test_an_edit_of_a_person_is_told_apart(api, order):
    fault = {"Kind": "person", "Edit": "cancel", "Point": "after_commit"}
    api.post("/_sandbox/faults", {**fault, "ExternalOrderId": "1001"}, status=201)
    api.post("/v1/orders/Hold", externalOrderId="1001")

    told = events(api, "Order", order["InternalOrderId"])
    assert [(event["EventName"], event["DoneBy"]) for event in told] == [
        ("create_order", "Api"),
        ("hold_order", "Api"),
        ("cancel_order", "Person"),
    ]


def test_customers_and_tickets_have_events_too(api, order):
    number = order["InternalCustomerId"]
    body = {"InternalCustomerId": number, "Subject": "x"}
    ticket = api.post("/v1/tickets", body, status=201)["TicketId"]
    api.put("/v1/customers", {"Email": "ada@example.org"}, InternalCustomerId=number)

    assert names(api, "Ticket", ticket) == ["create_ticket"]
    assert names(api, "Customer", number) == ["update_customer"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"EventInitiatorType": "Order", "OwnerId": 9}, 404),
        ({"EventInitiatorType": "Planet", "OwnerId": 9}, 400),
        ({"OwnerId": 9}, 400),
    ],
    ids=["unknown object", "unknown kind", "no kind"],
)
def test_an_object_that_is_not_there_is_refused(api, query, status):
    api.get(PATH, status, **query)
