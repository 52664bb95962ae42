"""Kibo in the sandbox: its tokens, its texts, its searches, its numbered refusals."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from oms_sandbox.app import create_app
from oms_sandbox.kibo.errors import MEANINGS
from oms_sandbox.sandbox import Sandbox, Settings
from tests.contract.kibo_import import import_body

TOKEN = "/oauthserver/oauth2/token"
IMPORT = "/api/v2/importOrder/"
SEARCH = "/api/v2/order/"
CLIENT = ("kibo-key", "kibo-secret")


class Kibo:
    """Calls with a token and asserts the status."""

    def __init__(self, http: FlaskClient) -> None:
        self.http = http
        self.headers: dict[str, str] = {}
        self.take_token()

    def take_token(self) -> Any:
        form = {"grant_type": "client_credentials"}
        answer = self.http.post(TOKEN, data=form, auth=CLIENT)
        value = answer.json["access_token"]
        self.headers = {"Authorization": f"Bearer {value}", "API-Key": "kibo-key"}
        return answer.json

    def call(
        self, method: str, path: str, body: Any = None, status: int = 200, **query: Any
    ) -> Any:
        answer = self.http.open(
            path, method=method, json=body, query_string=query or None, headers=self.headers
        )
        assert answer.status_code == status, answer.text
        return answer.json

    def add(self, name: str = "H-1", **changes: Any) -> Any:
        return self.call("POST", IMPORT, import_body(name, **changes), status=201)

    def refused(self, **changes: Any) -> list[tuple[str, str]]:
        """Give the errors of an import that is refused."""
        answer = self.call("POST", IMPORT, import_body(**changes), status=400)
        return [(error["field"], error["message"]) for error in answer["errors"]]

    def found(self, **query: Any) -> Any:
        return self.call("GET", SEARCH, **query)

    def names(self, **query: Any) -> list[str]:
        return [order["externalOrderID"] for order in self.found(**query)["collection"]]

    def control(self, method: str, path: str, body: Any = None) -> Any:
        return self.http.open(f"/_sandbox/{path}", method=method, json=body).json

    def commits(self) -> Any:
        return self.control("GET", "journal")["Commits"]

    def fault(self, kind: str, **more: Any) -> None:
        self.control("POST", "faults", {"Kind": kind, **more})


@pytest.fixture
def make_kibo(clock: Any) -> Iterator[Callable[..., Kibo]]:
    made: list[Sandbox] = []

    def make(**changes: Any) -> Kibo:
        made.append(Sandbox(Settings(clock=clock, **changes)))
        return Kibo(create_app(made[-1]).test_client())

    yield make
    for sandbox in made:
        sandbox.close()


@pytest.fixture
def kibo(shared: Any, clock: Any) -> Kibo:
    """Give an empty Kibo and a fresh token."""
    http: FlaskClient = shared[2]
    http.post("/_sandbox/reset")
    return Kibo(http)


@pytest.mark.parametrize(
    ("auth", "form", "kind", "status", "error"),
    [
        (CLIENT, {"grant_type": "password"}, None, 400, "unsupported_grant_type"),
        (CLIENT, {}, None, 400, "invalid_request"),
        (CLIENT, {"grant_type": "client_credentials"}, "text/plain", 400, "invalid_request"),
        (None, {"grant_type": "client_credentials"}, None, 401, "invalid_client"),
        (("kibo-key", "no"), {"grant_type": "client_credentials"}, None, 401, "invalid_client"),
        (("no", ""), {"grant_type": "client_credentials"}, None, 401, "invalid_client"),
    ],
)
def test_a_token_is_given_for_the_right_form_key_and_secret_only(
    kibo, auth, form, kind, status, error
):
    answer = kibo.http.post(TOKEN, data=form, auth=auth, content_type=kind)

    assert (answer.status_code, answer.json["error"]) == (status, error)


def test_a_token_lasts_an_hour_of_the_sandboxs_clock(kibo, clock):
    given = kibo.take_token()

    clock.instant += 3599
    kibo.found(manufacturerID=7)
    clock.instant += 1
    refused = kibo.call("GET", SEARCH, status=403, manufacturerID=7)
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3600)
    assert (refused["code"], refused["name"]) == (5004, "NOT_AUTHORIZED")


def test_tokens_can_be_ended_at_once_and_are_counted(kibo):
    told = kibo.control("POST", "kibo/expire_tokens")
    kibo.call("GET", SEARCH, status=403, manufacturerID=7)

    kibo.take_token()

    kibo.found(manufacturerID=7)
    assert told["TokensIssued"] == 1
    assert kibo.control("GET", "kibo")["TokensIssued"] == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"API-Key": "another"},
        {"API-Key": ""},
        {"Authorization": ""},
        {"Authorization": "Bearer guessed"},
        {"Authorization": "Basic a2V5"},
    ],
)
def test_a_call_without_its_token_or_key_imports_nothing(kibo, changed):
    kibo.headers |= changed

    assert kibo.call("POST", IMPORT, import_body(), status=403)["code"] == 5004
    assert kibo.commits() == []


def test_an_import_answers_number_status_and_shipments_and_nothing_else(kibo):
    assert kibo.add() == {
        "orderID": 900001,
        "externalOrderID": "H-1",
        "orderStatus": "SHIPPED",
        "shipments": [{"shipmentID": 950001, "shipmentStateName": "completePackage"}],
    }


def test_a_ready_order_without_a_location_has_no_shipment_yet(kibo):
    assert kibo.add(orderStatus="READY")["shipments"] == []


def test_an_import_is_one_commit_in_the_journal(kibo, clock):
    kibo.add()

    (commit,) = kibo.commits()
    assert commit | {"BodyHash": "", "TraceID": ""} == {
        "Index": 1,
        "ReceivedAt": clock.instant,
        "CommittedAt": clock.instant,
        "Operation": "import_historic_order",
        "ExternalOrderId": "H-1",
        "InternalOrderId": 900001,
        "EntityIds": {"orderID": [900001], "shipmentID": [950001]},
        "BodyHash": "",
        "TraceID": "",
    }


def test_an_external_id_is_taken_once_by_a_manufacturer(kibo):
    kibo.add()
    kibo.add(manufacturerID=8)

    refused = kibo.call("POST", IMPORT, import_body(), status=409)

    assert (refused["code"], refused["name"]) == (5090, "DUPLICATE_EXTERNAL_ORDER_ID")
    assert refused["errors"] == [{"field": "externalOrderID", "message": "is taken"}]
    assert len(kibo.commits()) == 2


def test_duplicates_are_taken_if_the_sandbox_was_told_so(make_kibo):
    kibo = make_kibo(accept_duplicates=True)
    kibo.add()
    kibo.add()

    assert kibo.found(externalOrderID="H-1")["totalCount"] == 2


def test_a_number_of_the_clients_own_is_kept_and_taken_once(kibo):
    assert kibo.add("H-1", orderID=900001)["orderID"] == 900001
    assert kibo.add("H-2")["orderID"] == 900002

    refused = kibo.call("POST", IMPORT, import_body("H-3", orderID=900002), status=400)

    assert (refused["code"], refused["name"]) == (5013, "INVALID_ID")


def test_the_day_of_the_import_is_that_of_the_order_unless_it_says_otherwise(kibo):
    kibo.add("H-1")
    kibo.add("H-2", importedCreationDate="2019-05-01T08:00:00+02:00")

    dates = [one["orderCreationDate"] for one in kibo.found(manufacturerID=7)["collection"]]

    assert dates == ["2026-01-01T00:00:00.000Z", "2019-05-01T08:00:00+02:00"]


def test_defaults_are_filled_in_and_a_password_is_never_shown(kibo):
    kibo.add(customer={"firstName": "T", "password": "secret"})

    (order,) = kibo.found(orderID=900001)["collection"]

    assert (order["currencyLocale"], order["allowSplit"], order["isTestOrder"]) == (
        "en-US",
        False,
        False,
    )
    assert order["customer"]["password"] is None


@pytest.mark.parametrize(
    ("text", "kept"), [("Zoë £5", "Zoë £5"), ("Ж", "&#1046;"), ("€", "&#8364;")]
)
def test_what_latin1_cannot_hold_is_stored_as_an_entity(kibo, text, kept):
    kibo.add(orderComment=text, customOrderData={text: text}, fraudData=[{text: [text]}])

    (order,) = kibo.found(externalOrderID="H-1")["collection"]

    assert order["orderComment"] == kept
    assert order["customOrderData"] == {kept: kept}
    assert order["fraudData"] == [{kept: [kept]}]


def test_the_length_is_that_of_the_stored_text(kibo):
    assert [field for field, _ in kibo.refused(orderComment="x" * 994 + "Ж")] == ["orderComment"]
    kibo.add(orderComment="x" * 993 + "Ж")


def test_entities_can_make_a_short_text_long_enough(kibo):
    kibo.refused(landingCode="x" * 2 + "Ж")

    kibo.add(landingCode="x" * 3 + "Ж")


@pytest.mark.parametrize("emoji", ["😀", "❤", "☀", "\ud83d"])
def test_an_emoji_cannot_be_stored_wherever_it_stands(kibo, emoji):
    for field, value in (
        ("orderComment", emoji),
        ("externalOrderID", emoji),
        ("customOrderData", {"a": emoji}),
        ("discounts", [{"a": {"b": emoji}}]),
        ("discounts", [{emoji: 1}]),
    ):
        body = import_body() | {field: value}
        answer = kibo.call("POST", IMPORT, body, status=400)
        assert "emoji" in answer["errors"][0]["message"]
        assert answer["errors"][0]["field"].startswith(field)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"orderItems": []}, {"orderItems"}),
        ({"orderItems": [{}]}, {"orderItems[0].product", "orderItems[0].itemSpecifics"}),
        ({"orderPayments": []}, {"orderPayments"}),
        ({"orderPayments": [{}]}, {"orderPayments[0].paymentMethod"}),
        ({"orderPayments": ["x", {}]}, {"orderPayments[0]", "orderPayments[1].paymentMethod"}),
        ({"customOrderData": {"x" * 101: "1"}}, {"customOrderData." + "x" * 101}),
        ({"customOrderData": {"a": "x" * 1001}}, {"customOrderData.a"}),
        ({"customOrderData": {"a": 1}}, {"customOrderData.a"}),
        ({"shippingTax": float("nan")}, {"shippingTax"}),
        ({"shippingTax": float("inf")}, {"shippingTax"}),
        ({"forceItemTaxOverride": True, "orderItems": [5]}, {"orderItems[0]"}),
        ({"customerIP": "192.168.1.1"}, {"customerIP"}),
        ({"customerIP": "172.16.0.1"}, {"customerIP"}),
        ({"customerIP": "127.0.0.1"}, {"customerIP"}),
    ],
)
def test_every_wrong_place_is_named(kibo, changes, fields):
    assert {field for field, _ in kibo.refused(**changes)} == fields


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"customer": {}, "orderItems": [{}]}, 5011),
        ({"catalogID": -1, "locale": 5}, 5015),
        ({"catalogID": -1, "orderItems": [{}]}, 5003),
    ],
)
def test_the_code_tells_missing_from_wrong_and_from_both(kibo, changes, code):
    refused = kibo.call("POST", IMPORT, import_body(**changes), status=400)

    assert (refused["code"], refused["name"]) == (code, MEANINGS[code].name)
    assert len(refused["errors"]) > 1


@pytest.mark.parametrize(
    ("raw", "code"), [(b"", 5011), (b"{", 5015), (b"[]", 5015), (b"\xff", 5015)]
)
def test_a_body_that_is_no_object_is_refused(kibo, raw, code):
    answer = kibo.http.post(IMPORT, data=raw, headers=kibo.headers)

    assert (answer.status_code, answer.json["code"]) == (400, code)


def test_a_body_nested_too_deeply_is_refused(kibo):
    deep: Any = []
    for _ in range(400):
        deep = [deep]

    assert kibo.refused(discounts=deep) == [("body", "is nested too deeply")]


def test_a_search_finds_by_each_filter_and_a_comma_means_any_of(kibo):
    kibo.add("H-1")
    kibo.add("H-2", manufacturerID=8)
    kibo.add("H-3", orderStatus="CANCELLED")

    assert kibo.names(externalOrderID="H-1,H-3") == ["H-1", "H-3"]
    assert kibo.names(manufacturerID="7") == ["H-1", "H-3"]
    assert kibo.names(manufacturerID="7", orderStatus="SHIPPED,READY") == ["H-1"]
    assert kibo.names(orderID="900002") == ["H-2"]
    assert kibo.names(externalOrderID="H-9") == []


def test_pages_are_of_ten_unless_told_and_of_a_hundred_at_most(kibo):
    for at in range(12):
        kibo.add(f"H-{at}")

    assert len(kibo.names(manufacturerID=7)) == 10
    assert kibo.names(manufacturerID=7, page=2) == ["H-10", "H-11"]
    assert kibo.names(manufacturerID=7, page=3) == []
    assert len(kibo.names(manufacturerID=7, perPage=100)) == 12
    assert kibo.found(manufacturerID=7, page=2, perPage=5)["totalCount"] == 12


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page=1", 5017),
        ("", 5017),
        ("manufacturerID=7&unheard=1", 5016),
        ("manufacturerID=x", 5014),
        ("manufacturerID=7&perPage=101", 5014),
        ("manufacturerID=7&page=0", 5014),
        ("manufacturerID=7&manufacturerID=8", 5014),
        ("externalOrderID=", 5014),
        ("orderStatus=Shipped", 5014),
    ],
)
def test_a_search_that_cannot_be_is_refused(kibo, query, code):
    answer = kibo.call("GET", f"{SEARCH}?{query}", status=400)

    assert (answer["code"], answer["name"]) == (code, MEANINGS[code].name)


def test_an_import_takes_no_query(kibo):
    assert kibo.call("POST", f"{IMPORT}?a=1", import_body(), status=400)["code"] == 5016


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v2/nothing", 404, 5002),
        ("POST", "/api/v2/createOrder/", 404, 5002),
        ("GET", IMPORT, 405, 5005),
        ("DELETE", SEARCH, 405, 5005),
    ],
)
def test_an_unknown_path_and_a_wrong_method_have_their_codes(kibo, method, path, status, code):
    refused = kibo.call(method, path, status=status)

    assert (refused["code"], refused["name"]) == (code, MEANINGS[code].name)


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("error_500", 500, 5006),
        ("error_503", 503, 5001),
        ("overloaded", 429, 5001),
        ("error_in_200", 200, 5006),
        ("refuse", 400, 5003),
    ],
)
def test_an_ordered_error_speaks_as_kibo_does(kibo, kind, status, code):
    kibo.fault(kind)

    refused = kibo.call("POST", IMPORT, import_body(), status=status)

    assert refused["code"] == code
    assert set(refused) == {"code", "name", "message", "errors"}
    assert kibo.commits() == []


@pytest.mark.parametrize(("kind", "status"), [("unauthorized", 401), ("rate_limited", 429)])
def test_a_gateways_refusal_keeps_its_own_shape(kibo, kind, status):
    kibo.fault(kind)

    assert set(kibo.call("POST", IMPORT, import_body(), status=status)) == {"statusCode", "message"}


def test_an_error_after_the_commit_hides_an_import_that_was_done(kibo):
    kibo.fault("error_500_after_commit", ExternalOrderId="H-1")

    refused = kibo.call("POST", IMPORT, import_body(), status=500)

    assert refused["code"] == 5006
    assert kibo.names(externalOrderID="H-1") == ["H-1"]
    assert len(kibo.commits()) == 1


def test_a_doubled_commit_is_refused_the_second_time_unless_duplicates_are_taken(make_kibo):
    for accept, count in ((False, 1), (True, 2)):
        kibo = make_kibo(accept_duplicates=accept)
        kibo.fault("duplicate_commit")
        kibo.add()
        assert len(kibo.commits()) == count


def test_a_stale_read_does_not_show_what_was_imported_since(kibo, clock):
    kibo.fault("stale_reads", ExternalOrderId="H-1", Seconds=5)
    kibo.add()

    assert kibo.names(externalOrderID="H-1") == []
    clock.instant += 6
    assert kibo.names(externalOrderID="H-1") == ["H-1"]


def test_a_person_or_new_line_numbers_leave_an_import_as_it_is(kibo):
    for kind in ("person", "renumbered_lines"):
        kibo.fault(kind)
    kibo.add("H-1")
    kibo.add("H-2")

    assert [commit["Operation"] for commit in kibo.commits()] == ["import_historic_order"] * 2


def test_the_storm_counts_and_strikes_imports(kibo):
    kibo.control("POST", "storm", {"Seed": 1, "WriteRate": 1, "Kinds": {"error_503": 1}})

    kibo.call("POST", IMPORT, import_body(), status=503)

    assert kibo.control("GET", "storm")["Struck"] == {"error_503": 1}


def test_a_reset_forgets_orders_and_tokens(kibo):
    kibo.add()

    kibo.control("POST", "reset")

    kibo.call("GET", SEARCH, status=403, manufacturerID=7)
    assert kibo.control("GET", "kibo")["TokensIssued"] == 0
    kibo.take_token()
    assert kibo.names(manufacturerID=7) == []
    assert kibo.add()["orderID"] == 900001


def test_the_other_oms_does_not_know_the_order_nor_open_kibo_with_its_key(kibo):
    kibo.add()

    other = kibo.http.get(
        "/v1/orders?ExternalOrderId=H-1", headers={"Ocp-Apim-Subscription-Key": "test-key"}
    )
    kibo.headers = {"Ocp-Apim-Subscription-Key": "test-key"}

    assert other.status_code == 404
    kibo.call("GET", SEARCH, status=403, manufacturerID=7)
