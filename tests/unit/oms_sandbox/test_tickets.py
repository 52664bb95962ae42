"""Tickets are made, one or several, changed with an event for each change, and listed."""

import pytest

BASE = "/v1/tickets"
NAMED = {"ExternalCustomerId": "C-1"}


@pytest.fixture
def ticket(api, order):
    body = {"ExternalOrderId": "1001", "Subject": "Where is it?", "ExternalTicketId": "T-1"}
    return api.post(BASE, body, status=201)


def events(api, ticket):
    return api.get(f"{BASE}/Events", TicketId=ticket["TicketId"])["Items"]


def read(api, ticket):
    return api.get(BASE, TicketId=ticket["TicketId"])["Items"][0]


def waiting(api):
    queues = api.get(f"{BASE}/Queues")["Items"]
    return {queue["QueueName"]: queue["Tickets"] for queue in queues if queue["Tickets"]}


def test_a_ticket_of_an_order_is_of_its_customer_and_commits_to_the_order(api, order, ticket):
    customer = order["InternalCustomerId"]
    assert (ticket["InternalCustomerId"], ticket["TicketStatus"]) == (customer, "Open")
    assert (read(api, ticket)["Subject"], waiting(api)) == ("Where is it?", {"CustomerCare": 1})
    assert api.commits()[-1]["Operation"] == "create_ticket"
    assert api.commits()[-1]["ExternalOrderId"] == "1001"


def test_a_list_of_tickets_goes_by_the_name_of_the_plural(api, order):
    made = api.post(BASE, {"Tickets": [{**NAMED, "Subject": word} for word in "ab"]}, status=201)

    listed = api.get(BASE)["Items"]
    commit = api.commits()[-1]
    assert [each["Subject"] for each in listed] == ["a", "b"]
    assert (commit["Operation"], commit["ExternalOrderId"]) == ("create_tickets", None)
    assert commit["EntityIds"]["TicketId"] == [each["TicketId"] for each in made["Tickets"]]


def test_a_list_with_one_bad_ticket_makes_none(api, order):
    good = {**NAMED, "Subject": "a", "ExternalTicketId": "T-1"}

    unknown = {"Tickets": [good, {"ExternalCustomerId": "C-9", "Subject": "b"}]}
    assert api.code("POST", BASE, 404, unknown) == "NOT_FOUND"
    assert api.code("POST", BASE, 409, {"Tickets": [good, good]}) == "DUPLICATE_EXTERNAL_ID"
    assert api.get(BASE)["Items"] == []


def test_each_fault_can_be_ordered_for_the_one_call_or_the_other(api, order):
    api.post("/_sandbox/faults", {"Kind": "refuse", "Operation": "create_tickets"}, status=201)

    api.post(BASE, {**NAMED, "Subject": "one"}, status=201)
    api.post(BASE, {"Tickets": [{**NAMED, "Subject": "many"}]}, status=422)

    assert [each["Subject"] for each in api.get(BASE)["Items"]] == ["one"]


def test_order_and_customer_must_be_there_and_belong_together(api, ticket):
    api.post("/v1/customers", {"ExternalCustomerId": "C-2"}, status=201)
    subject = {"Subject": "x"}

    assert api.code("POST", BASE, 400, subject) == "VALIDATION_FAILED"
    assert api.code("POST", BASE, 404, {**subject, "ExternalOrderId": "9"}) == "NOT_FOUND"
    assert api.code("POST", BASE, 404, {**subject, "ExternalCustomerId": "C-9"}) == "NOT_FOUND"
    other = {**subject, "ExternalOrderId": "1001", "ExternalCustomerId": "C-2"}
    assert api.code("POST", BASE, 400, other) == "VALIDATION_FAILED"
    taken = {**subject, **NAMED, "ExternalTicketId": "T-1"}
    assert api.code("POST", BASE, 409, taken) == "DUPLICATE_EXTERNAL_ID"
    assert len(api.get(BASE)["Items"]) == 1


@pytest.mark.parametrize("body", [{}, [], 5, {"Subject": "x", "Tickets": []}], ids=str)
def test_a_body_that_is_neither_one_ticket_nor_a_list_is_refused(api, body):
    assert api.code("POST", BASE, 400, body) == "VALIDATION_FAILED"


def test_each_change_of_a_ticket_adds_one_event(api, ticket):
    number = ticket["TicketId"]

    api.put(BASE, {"TicketStatus": "InProgress", "QueueName": "Returns"}, TicketId=number)
    api.put(BASE, {"TicketStatus": "InProgress"}, TicketId=number)
    api.put(BASE, {"Comment": "called"}, TicketId=number)

    made, moved, commented = events(api, ticket)
    assert made["EventType"] == "Created"
    assert moved["Changes"] == [
        {"Field": "QueueName", "OldValue": "CustomerCare", "NewValue": "Returns"},
        {"Field": "TicketStatus", "OldValue": "Open", "NewValue": "InProgress"},
    ]
    assert (commented["Changes"], commented["Comment"]) == ([], "called")
    assert waiting(api) == {"Returns": 1}
    assert read(api, ticket)["LastUpdatedDateTimeUtc"] > ticket["LastUpdatedDateTimeUtc"]
    assert [one["Operation"] for one in api.commits()].count("update_ticket") == 2


def test_a_closed_ticket_stays_as_it_is(api, ticket):
    number = ticket["TicketId"]
    api.put(BASE, {"TicketStatus": "Closed"}, TicketId=number)

    api.put(BASE, {"TicketStatus": "Closed"}, TicketId=number)
    refused = api.code("PUT", BASE, 409, {"TicketStatus": "Open"}, TicketId=number)

    assert (refused, waiting(api)) == ("INVALID_STATE", {})
    assert api.code("PUT", BASE, 409, {"Comment": "but"}, TicketId=number) == "INVALID_STATE"
    assert len(events(api, ticket)) == 2


def test_customer_history_sorts_by_parameters_of_its_own(api, order, ticket):
    api.post(BASE, {**NAMED, "Subject": "b", "QueueName": "Returns"}, status=201)

    def subjects(**query):
        path = f"{BASE}/customerHistory"
        found = api.get(path, customerId=order["InternalCustomerId"], **query)["Items"]
        return [each["Subject"] for each in found]

    assert subjects() == ["Where is it?", "b"]
    assert subjects(sortBy="QueueName", sortDirection="desc", pageSize=1) == ["b"]
    assert api.code("GET", f"{BASE}/customerHistory", 404, customerId=9) == "NOT_FOUND"
    refused = api.get(f"{BASE}/customerHistory", 400, customerId=1, sortBy="Subject")
    assert refused["Errors"][0]["Field"] == "sortBy"


def test_an_unknown_ticket_is_not_found(api):
    assert api.code("GET", BASE, 404, TicketId=9) == "NOT_FOUND"
    assert api.code("GET", f"{BASE}/Events", 404, TicketId=9) == "NOT_FOUND"
    assert api.code("PUT", BASE, 404, {"Comment": "x"}, TicketId=9) == "NOT_FOUND"
    assert api.code("PUT", BASE, 400, {"Comment": "x"}) == "VALIDATION_FAILED"
