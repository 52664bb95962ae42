"""`orderlane oms` against the sandbox on a socket: answers, pages, tables, errors, exit codes."""

import json
import uuid
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from orderlane.oms import oms
from tests.integration.lane_rig import KEY
from tests.integration.sandbox_rig import connected, order

ORDERS = "order-orchestration"
WINDOW = (
    "--last-updated-date-time-utc-after",
    "2020-01-01T00:00:00Z",
    "--last-updated-date-time-utc-before",
    "2099-01-01T00:00:00Z",
)


@pytest.fixture
def call(sandbox_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("ORDERLANE_OMS_URL", sandbox_url)
    monkeypatch.setenv("ORDERLANE_OMS_KEY", KEY)
    monkeypatch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")  # is never asked
    monkeypatch.setenv("COLUMNS", "100")

    def called(*words: str, body: object = None) -> Result:
        return CliRunner().invoke(oms, [ORDERS, *words], input=json.dumps(body))

    return called


@pytest.fixture
def name() -> str:
    return f"cli-{uuid.uuid4().hex[:12]}"


def test_an_order_is_created_held_and_read(call, name):
    created = call("create-order", "--body", "-", "--output", "json", body=order(name))
    held = call("hold-order", "--external-order-id", name, "--hold-reason", "a word")
    read = call("get-order", "--external-order-id", name, "--output", "json")

    assert (created.exit_code, held.exit_code, read.exit_code) == (0, 0, 0)
    assert json.loads(created.output)["OrderStatus"] == "Created"
    assert json.loads(read.output)["HoldReason"] == "a word"


def test_an_object_is_a_table_of_its_fields(call, name):
    call("create-order", "--body", "-", body=order(name))

    told = call("get-order-status", "--external-order-id", name).output.splitlines()

    assert told[1].split() == ["┃", "field", "┃", "value", "┃"]
    assert ["│", "ExternalOrderId", "│", name, "│"] in [line.split() for line in told]
    assert ["│", "OrderStatus", "│", "Created", "│"] in [line.split() for line in told]


def test_a_list_is_a_table_of_what_fits_and_says_what_it_leaves_out(call, name):
    customer = f"C-{name}"
    for number in (1, 2):
        call(
            "create-order",
            *("--body", "-"),
            body={**order(f"{name}-{number}"), "ExternalCustomerId": customer},
        )

    told = call("list-orders", *WINDOW, "--external-customer-id", customer).output

    head, *rest = [line.split() for line in told.splitlines() if line[:1] in "┃│"]
    assert head[1::2][:3] == ["InternalOrderId", "ExternalOrderId", "OrderStatus"]
    assert [row[3] for row in rest] == [f"{name}-1", f"{name}-2"]
    assert "2 of 2; " in told
    assert "more fields with --output json" in told
    assert max(map(len, told.splitlines())) <= 100


def test_an_empty_list_is_told_in_words(call, name):
    found = call("list-orders", *WINDOW, "--external-customer-id", name)

    assert (found.exit_code, found.output) == (0, "nothing found\n")


def test_all_reads_every_page(call, name):
    for number in range(3):
        call(
            "create-order",
            *("--body", "-"),
            body={**order(f"{name}-{number}"), "ExternalCustomerId": name},
        )
    wanted = ("list-orders", *WINDOW, "--external-customer-id", name, "--page-size", "2")

    one = json.loads(call(*wanted, "--output", "json").output)
    every = json.loads(call(*wanted, "--all", "--output", "json").output)

    assert len(one["Items"]) == 2
    assert [item["ExternalOrderId"] for item in every["Items"]] == [f"{name}-{n}" for n in range(3)]


def test_a_refusal_is_one_line_with_status_code_trace_and_remedy(call, name):
    call("create-order", "--body", "-", body=order(name))

    result = call("create-order", "--body", "-", body=order(name))

    assert result.exit_code == 1
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("orderlane: create_order: ")
    assert "HTTP 409; DUPLICATE_EXTERNAL_ID; " in line
    assert "TraceID " in line
    assert line.endswith("nothing was done: the OMS will not do it as it is asked")


def test_what_is_not_there_ends_with_1(call, name):
    result = call("get-order", "--external-order-id", name)

    assert result.exit_code == 1
    assert "HTTP 404; NOT_FOUND" in result.stderr
    assert result.stderr.endswith("nothing was done: look at the id\n")


def test_a_key_that_is_not_taken_says_where_it_is_set(call, monkeypatch):
    monkeypatch.setenv("ORDERLANE_OMS_KEY", "another-key-0123456789")

    result = call("get-order", "--external-order-id", "1")

    assert result.exit_code == 1
    assert "HTTP 401" in result.stderr
    assert "ORDERLANE_OMS_KEY" in result.stderr
    assert "another-key" not in result.stderr


def test_an_oms_that_nobody_hears_says_that_nothing_was_sent(call, monkeypatch):
    monkeypatch.setenv("ORDERLANE_OMS_URL", "http://127.0.0.1:1")

    result = call("hold-order", "--external-order-id", "1")

    assert result.exit_code == 1
    assert "nothing was sent: look at ORDERLANE_OMS_URL" in result.stderr


def test_a_lost_answer_of_a_write_says_to_read_back_first(call, name, sandbox_url):
    with connected(sandbox_url) as sandbox:
        sandbox.fault("reset_after_commit", Operation="create_order", ExternalOrderId=name)

    result = call("create-order", "--body", "-", body=order(name))

    assert result.exit_code == 1
    assert result.stderr.endswith("it may have been done: read it back before you send it again\n")
    assert call("get-order", "--external-order-id", name).exit_code == 0


def test_a_family_and_its_calls_are_told_with_their_methods():
    result = CliRunner().invoke(oms, ["shipping-centers", "--help"])

    assert "delete-shipping-center  Create a Shipping Center (DELETE)" in result.output


def test_a_dry_run_changes_nothing(call, name):
    call("create-order", "--body", "-", "--dry-run", body=order(name))

    assert call("get-order", "--external-order-id", name).exit_code == 1
