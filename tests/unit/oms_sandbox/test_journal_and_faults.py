"""The journal has one entry per commit; a fault strikes what it matches and is used up."""

import hashlib
import json

import pytest

from oms_sandbox.app import create_app
from oms_sandbox.journal import Journal
from oms_sandbox.sandbox import Sandbox, Settings

FAULTS = "/_sandbox/faults"
STATUS = "/v1/orders/Status"
NAMED = {"ExternalOrderId": "1001"}


def hold(api, status=200, name="1001"):
    return api.post("/v1/orders/Hold", status=status, externalOrderId=name)


def test_an_entry_says_when_what_and_on_which_objects(api, clock, order, shipments):
    last = api.commits()[-1]

    assert last["TraceID"]
    assert last | {"TraceID": "", "BodyHash": ""} == {
        "Index": 2,
        "ReceivedAt": clock.instant,
        "CommittedAt": clock.instant,
        "Operation": "create_all_shipments",
        "ExternalOrderId": "1001",
        "InternalOrderId": order["InternalOrderId"],
        "EntityIds": {"ShipmentId": [one["ShipmentId"] for one in shipments]},
        "BodyHash": "",
        "TraceID": "",
    }
    text = '{"Body":{"ExternalOrderId":"1001"},"Query":{}}'
    assert last["BodyHash"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_order_of_keys_does_not_change_the_hash(make_api, order_body):
    hashes = []
    for body in (order_body(), dict(reversed(order_body().items()))):
        api = make_api()
        api.post("/v1/orders", body, status=201)
        hashes.append(api.commits()[0]["BodyHash"])

    assert hashes[0] == hashes[1]


def test_the_journal_is_read_from_an_index_on(api, order):
    hold(api)

    found = api.get("/_sandbox/journal", after=1)["Commits"]

    assert [(one["Index"], one["Operation"]) for one in found] == [(2, "hold_order")]
    assert api.get("/_sandbox/journal", after=2)["Commits"] == []
    assert api.code("GET", "/_sandbox/journal", 400, after="x") == "VALIDATION_FAILED"


def test_reads_and_refusals_are_no_commits(api, order):
    api.order()
    api.post("/v1/orders/Search")
    hold(api, status=404, name="9")

    assert len(api.commits()) == 1


def test_the_file_holds_the_entries_one_to_a_line_and_is_begun_anew(make_api, order_body, tmp_path):
    path = tmp_path / "commits.jsonl"
    path.write_text("of an earlier run\n")
    api = make_api(journal=str(path))
    api.post("/v1/orders", order_body(), status=201)
    hold(api)

    assert [json.loads(line) for line in path.read_text().splitlines()] == api.commits()


def test_a_write_is_on_the_disk_before_it_is_answered(clock, order_body, tmp_path):
    path, synced = tmp_path / "commits.jsonl", []
    sandbox = Sandbox(Settings(keys=("k",), clock=clock))
    sandbox.journal = Journal(path, fsync=lambda number: synced.append(path.read_text()))
    headers = {"Ocp-Apim-Subscription-Key": "k"}
    client = create_app(sandbox).test_client()

    client.post("/v1/orders", json=order_body(), headers=headers)

    seen = list(synced)
    client.get(STATUS, query_string=NAMED, headers=headers)
    sandbox.close()
    assert [json.loads(text)["Operation"] for text in seen] == ["create_order"]
    assert synced == seen


def test_a_write_is_decided_and_journalled_under_the_lock(order_body):
    locked = []

    def clock():
        locked.append(bool(locked) and sandbox.oms.lock.locked())
        return 0.0

    sandbox = Sandbox(Settings(keys=("k",), rate_limit=None, clock=clock))
    headers = {"Ocp-Apim-Subscription-Key": "k"}

    create_app(sandbox).test_client().post("/v1/orders", json=order_body(), headers=headers)

    received, *later = locked
    assert received is False
    assert later
    assert all(later)


def test_reset_empties_state_journal_file_and_faults(make_api, order_body, tmp_path):
    path = tmp_path / "commits.jsonl"
    api = make_api(journal=path)
    first = api.post("/v1/orders", order_body(), status=201)
    api.post(FAULTS, {"Kind": "error_500"}, status=201)

    api.post("/_sandbox/reset")

    assert path.read_text() == ""
    assert api.commits() == api.get(FAULTS)["Faults"] == []
    again = api.post("/v1/orders", order_body(), status=201)
    assert again["InternalOrderId"] == first["InternalOrderId"]
    assert json.loads(path.read_text())["Index"] == 1


def test_a_fault_waits_is_listed_and_is_used_up(api, order):
    ordered = api.post(FAULTS, {"Kind": "error_503", "Times": 2}, status=201)
    ordered.pop("TraceID")

    before = api.get(FAULTS)["Faults"]
    codes = [api.get(STATUS, status=status, **NAMED).get("ErrorCode") for status in (503, 503, 200)]

    assert before == [ordered]
    assert ordered["Times"] == 2
    assert codes == ["DEPENDENCY_UNAVAILABLE", "DEPENDENCY_UNAVAILABLE", None]
    assert api.get(FAULTS)["Faults"] == []
    assert api.get(FAULTS)["Taken"] == {"error_503": 2}


def test_faults_strike_in_the_order_they_were_ordered(api, order):
    for kind in ("refuse", "rate_limited", "error_500"):
        api.post(FAULTS, {"Kind": kind}, status=201)

    for status in (422, 429, 500):
        hold(api, status=status)

    assert hold(api)["OrderStatus"] == "OnHold"


def test_a_fault_for_any_order_and_one_for_this_order_strike_in_their_order(api, order):
    of_this = {"Kind": "error_500", "ExternalOrderId": "1001"}
    for fault in (of_this, {"Kind": "error_503"}, of_this, {"Kind": "error_503"}):
        api.post(FAULTS, fault, status=201)

    for status in (500, 503, 500, 503):
        hold(api, status)


def test_a_fault_for_one_operation_leaves_the_others_alone(api, order):
    api.post(FAULTS, {"Kind": "error_500", "Operation": "hold_order"}, status=201)

    api.get(STATUS, **NAMED)
    hold(api, status=500)

    assert len(api.commits()) == 1


def test_a_fault_for_one_order_leaves_the_others_alone(api, order, order_body):
    api.post("/v1/orders", order_body("2"), status=201)
    api.post(FAULTS, {"Kind": "error_500", "ExternalOrderId": "1001"}, status=201)

    hold(api, name="2")
    hold(api, status=500)

    assert api.get(FAULTS)["Faults"] == []


def test_a_fault_finds_the_order_behind_every_other_key(api, order, shipments, invoice):
    number, detail = order["InternalOrderId"], order["LineItems"][0]["OrderDetailId"]
    shipment, made = shipments[0]["ShipmentId"], invoice(order)["InvoiceId"]
    items = [{"OrderDetailId": detail, "Quantity": 1}]
    returned = api.post("/v1/returns", {**NAMED, "ReturnItems": items}, status=201)["ReturnId"]
    payment = order["Payments"][0]["PaymentId"]
    base, paying = "/v1/orderfulfillment/shipments", "/v1/paymentprocessing/Invoices"
    calls = [
        ("POST", "/v1/orders/Hold", {}, {"internalOrderId": number}),
        ("POST", f"{base}/Cancel", {}, {"Shipment": shipment}),
        ("PUT", f"{base}/Status", {"ShipmentStatus": "Packed"}, {"ShipmentId": shipment}),
        ("POST", f"{base}/Reject", {"ShipmentId": shipment}, {}),
        ("PUT", "/v1/orders/LineItems/CustomFields", {"OrderDetailId": detail}, {}),
        ("PUT", "/v1/orders/Payments/customfields", {"PaymentId": payment}, {}),
        ("POST", f"{paying}/AutoInvoice", {"IDType": "ORDER", "ID": number}, {}),
        ("POST", f"{paying}/AutoInvoice", {"IDType": "Shipment", "ID": shipment}, {}),
        ("POST", f"{paying}/PaymentRetry", {"InvoiceIds": [made]}, {}),
        ("POST", f"{paying}/CreditInvoice", {"InvoiceId": made}, {}),
        ("POST", "/v1/returns/Commit", {"ReturnId": returned}, {}),
        ("PUT", "/v1/returns", {}, {"InternalReturnId": returned}),
    ]

    for method, path, body, query in calls:
        api.post(FAULTS, {"Kind": "unauthorized", "ExternalOrderId": "1001"}, status=201)
        api.call(method, path, body, 401, **query)

    assert api.get(FAULTS)["Taken"] == {"unauthorized": len(calls)}


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"ExternalOrderId": 7}', b'{"InvoiceIds": []}'])
def test_a_malformed_request_is_of_no_order(api, order, body):
    api.post(FAULTS, {"Kind": "error_500", "ExternalOrderId": "1001"}, status=201)

    answer = api.client.put("/v1/orders/CustomFields", data=body, headers=api.headers)

    assert answer.status_code == 400
    assert len(api.get(FAULTS)["Faults"]) == 1


def test_a_request_without_a_valid_key_uses_no_fault_up(api, order):
    api.post(FAULTS, {"Kind": "error_500"}, status=201)

    assert api.client.get(STATUS).status_code == 401
    assert len(api.get(FAULTS)["Faults"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "Kind"),
        ({"Kind": "meteor"}, "Kind"),
        ({"Kind": "html", "Colour": "red"}, "Colour"),
        ({"Kind": "html", "Operation": "hold_everything"}, "Operation"),
        ({"Kind": "html", "Times": 0}, "Times"),
        ({"Kind": "slow", "Seconds": -1}, "Seconds"),
        ({"Kind": "rate_limited", "RetryAfter": "soon"}, "RetryAfter"),
    ],
)
def test_an_unknown_kind_or_field_of_a_fault_is_refused(api, body, field):
    refused = api.post(FAULTS, body, status=400)

    assert [error["Field"] for error in refused["Errors"]] == [field]
    assert api.get(FAULTS)["Faults"] == []


def test_control_routes_need_no_key(api):
    api.headers.clear()

    assert api.get("/_sandbox/health")["Status"] == "ok"
    assert api.commits() == []
