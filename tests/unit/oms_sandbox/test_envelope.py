"""What every call has in common: key, rate, envelope, names, numbers, refusals."""

import uuid

import pytest

from oms_sandbox import RateLimit

STATUS = "/v1/orders/Status"


def test_success_carries_the_same_trace_id_in_header_and_body(api, order):
    answer = api.client.get(f"{STATUS}?ExternalOrderId=1001", headers=api.headers)

    assert answer.json["TraceID"] == answer.headers["TraceID"]
    assert uuid.UUID(answer.json["TraceID"]).version == 4
    assert answer.content_type == "application/json"


def test_a_backend_refusal_has_code_message_and_fields(api):
    refused = api.get("/v1/orders", status=404, ExternalOrderId="9")

    assert set(refused) == {"TraceID", "StatusCode", "ErrorCode", "Message", "Errors"}
    assert (refused["StatusCode"], refused["ErrorCode"]) == (404, "NOT_FOUND")
    assert refused["Errors"] == [{"Field": "ExternalOrderId", "Message": "was not found"}]


def test_a_missing_key_and_a_wrong_one_are_refused_in_other_words(api):
    missing = api.client.get(STATUS)
    wrong = api.client.get(STATUS, headers={"Ocp-Apim-Subscription-Key": "no"})

    assert (missing.status_code, wrong.status_code) == (401, 401)
    assert set(missing.json) == {"statusCode", "message"}
    assert missing.json["message"] != wrong.json["message"]
    assert missing.headers["TraceID"]


def test_every_key_given_is_valid(make_api):
    api = make_api(keys=("one", "two"))

    for key in ("one", "two"):
        api.headers["Ocp-Apim-Subscription-Key"] = key
        assert api.post("/v1/orders/Search")["Items"] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("GET", "/v1/Orders", 404),
        ("GET", "/v1//orders", 404),
        ("DELETE", "/v1/orders", 405),
        ("OPTIONS", "/v1/orders", 405),
        ("GET", "/v1/orders/Hold", 405),
    ],
)
def test_an_unknown_path_and_a_wrong_method_are_the_gateways_refusals(api, method, path, status):
    answer = api.client.open(path, method=method, headers=api.headers)

    assert answer.status_code == answer.json["statusCode"] == status
    assert set(answer.json) == {"statusCode", "message"}


@pytest.mark.parametrize("path", ["/v1/orders/Status", "/v1/orders/Status/"])
@pytest.mark.parametrize("name", ["ExternalOrderId", "externalorderid", "EXTERNALORDERID"])
def test_trailing_slash_and_case_of_parameters_make_no_difference(api, order, path, name):
    assert api.get(path, **{name: "1001"})["ExternalOrderId"] == "1001"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("ExternalOrderId=1001&Mood=bad", "mood"),
        ("ExternalOrderId=1001&externalOrderId=1002", "externalorderid"),
        ("ExternalOrderId=", "ExternalOrderId"),
        ("InternalOrderId=x", "InternalOrderId"),
        ("InternalOrderId=-1", "InternalOrderId"),
        ("InternalOrderId=99999999999", "InternalOrderId"),
    ],
)
def test_a_query_that_breaks_a_rule_is_refused_by_field(api, order, query, field):
    answer = api.client.get(f"{STATUS}?{query}", headers=api.headers)

    assert answer.status_code == 400
    assert [error["Field"] for error in answer.json["Errors"]] == [field]


@pytest.mark.parametrize(
    "body",
    [b"{", b"\xff", b"[]", b"null", b'"x"', b"[" * 100_000, b'{"X": 1}'],
)
def test_a_body_that_is_no_known_json_object_is_refused(api, body):
    answer = api.client.post("/v1/orders/Search", data=body, headers=api.headers)

    assert (answer.status_code, answer.json["ErrorCode"]) == (400, "VALIDATION_FAILED")


def test_a_call_without_a_body_refuses_fields_of_one(api, order):
    refused = api.post("/v1/orders/Hold", {"HoldReason": "x"}, status=400, externalOrderId="1001")

    assert refused["Errors"] == [{"Field": "HoldReason", "Message": "is unknown"}]
    assert api.order()["OrderStatus"] == "Created"


def test_errors_of_query_and_body_are_told_together(api):
    refused = api.post("/v1/orders/Search", {"X": 1}, status=400, pageSize=101, y=2)

    assert {error["Field"] for error in refused["Errors"]} == {"X", "pageSize", "y"}


def test_a_list_has_fifty_to_a_page_unless_told_otherwise(api, order_body):
    for number in range(51):
        api.post("/v1/orders", order_body(str(number)), status=201)

    first = api.post("/v1/orders/Search")
    second = api.post("/v1/orders/Search", pageNumber=2)

    assert (first["PageNumber"], first["PageSize"], first["TotalCount"]) == (1, 50, 51)
    assert (len(first["Items"]), len(second["Items"])) == (50, 1)
    assert api.post("/v1/orders/Search", pageNumber=3)["Items"] == []


def test_the_rate_limit_is_per_key_and_names_the_wait(make_api, clock):
    api = make_api(keys=("a", "b"), rate_limit=RateLimit(calls=2, span_s=10))
    api.headers["Ocp-Apim-Subscription-Key"] = "a"
    api.post("/v1/orders/Search")
    clock.instant += 4
    api.post("/v1/orders/Search")

    over = api.client.post("/v1/orders/Search", headers=api.headers)

    assert (over.status_code, over.headers["Retry-After"]) == (429, "6")
    assert set(over.json) == {"statusCode", "message"}
    api.get("/_sandbox/health")
    api.headers["Ocp-Apim-Subscription-Key"] = "b"
    api.post("/v1/orders/Search")
    api.headers["Ocp-Apim-Subscription-Key"] = "a"
    clock.instant += 6
    api.post("/v1/orders/Search")


def test_reset_forgets_the_calls_counted(make_api):
    api = make_api(rate_limit=RateLimit(calls=1, span_s=10))
    api.post("/v1/orders/Search")

    api.post("/_sandbox/reset")

    assert api.post("/v1/orders/Search")["Items"] == []


def test_the_same_seed_gives_the_same_trace_ids(make_api):
    first, second = make_api(seed=7), make_api(seed=7)

    assert first.get("/_sandbox/health")["TraceID"] == second.get("/_sandbox/health")["TraceID"]
