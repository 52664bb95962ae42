"""`orderlane oms` as far as it needs no OMS: help, what would be sent, wrong usage."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from oms_client.catalogue import FAMILIES
from orderlane.oms import oms

ORDERS = "order-orchestration"
WINDOW = (
    "--last-updated-date-time-utc-after",
    "2024-05-01T00:00:00+02:00",
    "--last-updated-date-time-utc-before",
    "2024-05-02T00:00:00Z",
)
EVERY = [
    pytest.param(family, name, id=name)
    for family, owner in FAMILIES.items()
    for name in owner.endpoints()
]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name in ("ORDERLANE_CONFIG", "ORDERLANE_OMS_URL", "ORDERLANE_REDIS_URL"):
        monkeypatch.delenv(name, raising=False)

    def called(*words: str, body: object = None) -> Result:
        return CliRunner().invoke(oms, words, input=json.dumps(body), prog_name="orderlane oms")

    return called


def test_every_family_is_listed_with_what_it_does(call):
    told = call("--help").output

    assert [f"  {family.replace('_', '-')} " in told for family in FAMILIES] == [True] * 26
    assert "Create, update, read and delete tax rates." in told


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_every_operation_has_its_options_and_an_example(call, family, name):
    endpoint = FAMILIES[family].endpoints()[name]

    result = call(family.replace("_", "-"), name.replace("_", "-"), "--help")

    assert result.exit_code == 0
    words = result.output.split()
    assert "Example:" in words
    for param in endpoint.parameters:
        assert f"--{param.keyword.replace('_', '-')}" in words
    assert ("--body" in words) == bool(endpoint.body)
    assert ("--all" in words) == endpoint.takes("page_size")


@pytest.mark.parametrize(("family", "name"), EVERY)
def test_every_example_is_a_whole_call(call, family, name):
    told = call(family, name, "--help").output
    words = told.partition("Example:")[2].split()[4:]

    result = call(
        family, name, *["-" if word == "body.json" else word for word in words], "--dry-run"
        , body={}
    )  # fmt: skip

    form_missed_something = "--body: " in result.output and "required field" in result.output
    assert result.exit_code == 0 or form_missed_something, result.output


def test_a_dry_run_shows_the_request_and_needs_no_settings(call):
    result = call(ORDERS, "hold-order", "--external-order-id", "A 1", "--dry-run")

    assert result.exit_code == 0
    assert result.output == "POST /v1/orders/Hold?externalOrderId=A+1\n(no body)\n"


def test_a_dry_run_as_json_holds_the_body(call):
    body = {"ItemId": 7}

    result = call(
        "pre-order",
        "release-item-in-pre-orders",
        *("--body", "-", "--dry-run", "--output", "json"),
        body=body,
    )

    assert json.loads(result.output) == {
        "Method": "POST",
        "Target": "/preorder/sequences/releaseiteminpreorders/v1/",
        "Body": body,
    }


def test_a_dry_run_tells_what_its_form_finds_wrong(call):
    result = call(ORDERS, "create-order", "--body", "-", "--dry-run", body={"Sku": "A"})

    assert result.exit_code == 2
    assert result.stdout.startswith("POST /v1/orders\n")
    assert "Sku: Unknown field." in result.stderr
    assert "ExternalOrderId: Missing data" in result.stderr


def test_an_instant_goes_out_in_utc(call):
    result = call(ORDERS, "list-orders", *WINDOW, "--dry-run")

    assert "LastUpdatedDateTimeUtcAfter=2024-04-30T22%3A00%3A00Z" in result.output


def test_what_the_oms_dated_goes_back_to_the_letter(call):
    dated = "2024-05-01T00:00:00.1234567Z"

    result = call(
        "bulk-status",
        "get-bulk-job-details",
        *("--job-id", "7", "--date-submitted-utc", dated, "--dry-run"),
    )

    assert dated.replace(":", "%3A") in result.output


def test_names_may_be_written_as_the_api_spells_them(call):
    result = call("order_orchestration", "get_order", "--internal-order-id", "7", "--dry-run")

    assert result.output == "GET /v1/orders/?InternalOrderId=7\n(no body)\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nothing",), "No such command 'nothing'"),
        ((ORDERS, "nothing"), "No such command 'nothing'"),
        ((ORDERS, "get-order", "--order", "1"), "No such option"),
        (
            (ORDERS, "get-order"),
            "one of these is needed: --internal-order-id, --external-order-id",
        ),
        ((ORDERS, "get-order", "--external-order-id", " "), "external_order_id is blank"),
        ((ORDERS, "list-orders"), "Missing option '--last-updated-date-time-utc-after'"),
        ((ORDERS, "list-orders", *WINDOW[:3], "2024-05-01"), "has no time zone: add Z"),
        ((ORDERS, "list-orders", *WINDOW[:3], "today"), "write it like 2026-01-31T12:00:00Z"),
        ((ORDERS, "list-orders", *WINDOW, "--page-size", "0"), "0 is not in the range x>=1"),
        ((ORDERS, "list-orders", *WINDOW, "--is-shipped-to-store", "2"), "not a valid boolean"),
        ((ORDERS, "list-orders", *WINDOW, "--all", "--page-number", "2"), "leave out --page"),
        ((ORDERS, "create-order"), "Missing option '--body'"),
        ((ORDERS, "create-order", "--body", "not-there.json"), "No such file"),
        ((ORDERS, "create-order", "--body", "-"), "a JSON object is needed"),
        ((ORDERS, "get-order", "--external-order-id", "1", "--body", "-"), "No such option"),
        (("pre-order", "delete-wave", "--wave-id", ".."), "a path cannot be made of dots"),
    ],
)
def test_wrong_usage_says_what_is_right_and_ends_with_2(call, words, message):
    result = call(*words, body=[])

    assert result.exit_code == 2
    assert message in result.stderr.replace("\n", " ")


def test_a_body_that_is_no_json_is_wrong_usage():
    result = CliRunner().invoke(oms, [ORDERS, "create-order", "--body", "-"], input="{")

    assert result.exit_code == 2
    assert "--body: no JSON" in result.stderr
