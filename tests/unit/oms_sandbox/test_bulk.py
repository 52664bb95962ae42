"""Bulk jobs are taken in, carried out when their time has come, and looked up."""

import pytest

STATUS = "/v1/StatusManagement"


@pytest.fixture(autouse=True)
def north(api):
    api.post("/v1/inventorylocations", {"LocationInternalName": "north"}, status=201)


def item(sku, quantity=1, place="north"):
    return {"LocationInternalName": place, "Sku": sku, "Quantity": quantity}


def submit(api, *items):
    return api.put("/v1/inventory/BulkOnhand", {"Items": items}, status=202)


def key(job):
    return {"DateSubmittedUTC": job["DateSubmittedUTC"]}


def details(api, job, **query):
    return api.get(f"{STATUS}/{job['JobId']}", **key(job), **query)


def on_hand(api):
    rows = api.get("/v1/inventory/onhand", locationInternalNames="north")["Items"]
    return {row["Sku"]: row["OnHand"] for row in rows}


def test_a_job_is_queued_begun_and_done_and_only_then_has_an_effect(api, clock):
    job = submit(api, item("A", 7))
    seen = []

    for _ in range(3):
        seen.append((details(api, job)["JobStatus"], on_hand(api)))
        clock.instant += 1

    assert seen == [("Queued", {}), ("InProgress", {}), ("Completed", {"A": 7})]
    assert set(job) == {"TraceID", "JobId", "DateSubmittedUTC"}
    commits = [one["Operation"] for one in api.commits()]
    assert commits == ["create_inventory_location", "bulk_update_onhand_inventory"]
    assert api.commits()[-1]["EntityIds"] == {"JobId": [job["JobId"]]}


@pytest.mark.parametrize(
    ("places", "status"),
    [
        (["north", "north"], "Completed"),
        (["north", "nowhere"], "CompletedWithErrors"),
        (["nowhere", "nowhere"], "Failed"),
    ],
)
def test_a_job_ends_as_its_operations_did(api, clock, places, status):
    job = submit(api, *(item(f"S{at}", place=place) for at, place in enumerate(places)))
    before = details(api, job)
    clock.instant += 2

    shown = details(api, job)

    failed = places.count("nowhere")
    totals = ("TotalOperations", "SucceededOperations", "FailedOperations")
    assert [before[total] for total in totals] == [2, 0, 0]
    assert [one["OperationStatus"] for one in before["Items"]] == ["Pending", "Pending"]
    assert shown["JobStatus"] == status
    assert [shown[total] for total in totals] == [2, 2 - failed, failed]
    assert [one["ErrorCode"] for one in shown["Items"]] == [
        "NOT_FOUND" if place == "nowhere" else "" for place in places
    ]


def test_operations_are_paged_filtered_by_status_and_read_one_by_one(api, clock):
    job = submit(api, item("A"), item("B", place="nowhere"), item("C"))
    clock.instant += 2

    def found(**query):
        return [one["Sku"] for one in details(api, job, **query)["Items"]]

    assert found(JobStatus="Succeeded") == ["A", "C"]
    assert found(JobStatus="Failed") == ["B"]
    assert found(JobStatus="Pending") == []
    assert found(PageSize=2, pageNumber=2) == ["C"]
    path = f"/StatusManagement/{job['JobId']}/2/v1"
    one = api.get(path, **key(job))
    assert (one["JobId"], one["OperationId"], one["Sku"]) == (job["JobId"], 2, "B")
    assert (one["OperationStatus"], one["ErrorCode"]) == ("Failed", "NOT_FOUND")
    assert "nowhere" in one["Message"]
    missing = api.get(f"/StatusManagement/{job['JobId']}/4/v1", status=404, **key(job))
    assert missing["Errors"][0]["Field"] == "OperationId"


@pytest.mark.parametrize("path", [f"{STATUS}/{{}}", "/StatusManagement/{}/1/v1"])
def test_a_job_is_found_only_with_the_instant_of_its_submission(api, path):
    job = submit(api, item("A"))
    here = path.format(job["JobId"])

    missing = api.get(path.format(1), status=404, **key(job))
    assert missing["Errors"][0]["Field"] == "JobId"
    other = api.get(here, status=404, DateSubmittedUTC="2026-01-01T00:00:00.001Z")
    assert other["Errors"][0]["Field"] == "DateSubmittedUTC"
    without = api.get(here, status=400)
    assert without["Errors"][0]["Field"] == "DateSubmittedUTC"
    assert api.code("GET", path.format("x"), 400, **key(job)) == "VALIDATION_FAILED"


def test_jobs_are_listed_oldest_first_with_their_counts(api, clock):
    first = submit(api, item("A"))
    clock.instant += 2
    second = submit(api, item("B"), item("C"))

    jobs = api.get("/StatusManagement/v1")["Items"]

    assert [(one["JobId"], one["JobStatus"], one["TotalOperations"]) for one in jobs] == [
        (first["JobId"], "Completed", 1),
        (second["JobId"], "Queued", 2),
    ]
    page = api.get("/StatusManagement/v1", PageSize=1, PageNumber=2)["Items"]
    assert [one["JobId"] for one in page] == [second["JobId"]]


def test_jobs_that_are_due_are_carried_out_in_the_order_they_came(api, clock):
    submit(api, item("A", 7))
    submit(api, item("A", 8))
    clock.instant += 2

    assert on_hand(api) == {"A": 8}


def test_a_job_whose_time_has_come_goes_before_the_write_that_follows(api, clock):
    submit(api, item("A", 7))
    clock.instant += 2

    api.put("/v1/inventory/onhand", {"Items": [item("A", 3)]})

    assert on_hand(api) == {"A": 3}


def test_stock_of_a_job_is_there_for_the_next_shipments(api, clock, order):
    submit(api, item("A", 1))
    clock.instant += 2
    body = {"ExternalOrderId": "1001"}

    path = "/v1/orderfulfillment/shipments/CreateAllShipments"
    made = api.post(path, body, status=201)["Shipments"]

    assert [one["RouteDestinationName"] for one in made] == ["north", "store-1"]
    assert made[0]["LineItems"][0]["Quantity"] == 1


@pytest.mark.parametrize("body", [{}, {"Items": []}, {"Items": [item("A"), item("A")]}])
def test_a_malformed_job_is_not_taken_in(api, body):
    assert api.code("PUT", "/v1/inventory/BulkOnhand", 400, body) == "VALIDATION_FAILED"
    assert api.get("/StatusManagement/v1")["Items"] == []


def test_a_reset_forgets_jobs_and_stock(api, clock):
    job = submit(api, item("A", 7))
    api.post("/_sandbox/reset")
    clock.instant += 2

    assert api.get("/StatusManagement/v1")["Items"] == []
    assert api.code("GET", f"{STATUS}/{job['JobId']}", 404, **key(job)) == "NOT_FOUND"
    assert api.code("GET", "/v1/inventory/totals", 404, skus="A") == "NOT_FOUND"
