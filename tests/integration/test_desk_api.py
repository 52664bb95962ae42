"""The desk's JSON API before a real ledger: roles, answers, verbs once for their key, and its document."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import redis
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from werkzeug.test import TestResponse

from desk import auth_users
from desk.api_calls import CALLS
from desk.api_document import PREFIX, document
from desk.auth_roles import ANYBODY, OPERATE, VIEW
from tests.contract.openapi_world import CHECKS
from tests.integration.desk_rig import HERE, DeskRig, desk_rig

WHY = {"why": "the tax table is mended"}


class Program:
    """Asks with a token, or without."""

    def __init__(self, rig: DeskRig, role: str = "") -> None:
        self.client = rig.app.test_client()
        self.headers: dict[str, str] = {}
        if role:
            account, token = auth_users.new_token(f"program-{role}", role)
            auth_users.put(rig.users, account)
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.client.get(
            f"{PREFIX}{path}", base_url=HERE, query_string=query, headers=self.headers
        )

    def verb(self, name: str, key: str = "a-key-0001", **body: Any) -> TestResponse:
        return self.client.post(
            f"{PREFIX}/verbs/{name}",
            base_url=HERE,
            json={**WHY, **body},
            headers={**self.headers, "Idempotency-Key": f"{key}-{id(self)}"},
        )


@pytest.fixture
def rig(redis_client: "redis.Redis", store: str, tmp_path: Path) -> DeskRig:
    return desk_rig(redis_client, store, tmp_path)


@pytest.fixture
def program(rig: DeskRig) -> Program:
    return Program(rig, OPERATE)


def ends(answer: TestResponse) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(end["result"], end["refused"]) for end in answer.json["ends"]]


@pytest.mark.parametrize("call", CALLS, ids=[call.name for call in CALLS])
@pytest.mark.parametrize("role", ["", VIEW, OPERATE])
def test_every_call_is_for_its_role_and_those_above_it(rig: DeskRig, call, role):
    program = Program(rig, role)
    path = call.path.format(store=rig.store, order="1", event="00-x", verb="retry")

    answer = (
        program.get(path, **({"name": "1"} if "name" in call.query else {}))
        if call.method == "GET"
        else program.verb("retry", subjects=["00-none"])
    )
    ranks = ["", VIEW, OPERATE]
    needed = "" if call.role == ANYBODY else call.role
    refused = {401, 403} & {answer.status_code}
    assert bool(refused) == (ranks.index(role) < ranks.index(needed))
    if refused:
        assert answer.content_type == "application/problem+json"


def test_the_document_holds_and_is_what_is_served(rig: DeskRig):
    served = Program(rig).get("/openapi.json").json

    validate(served)
    assert served == json.loads(json.dumps(document()))
    assert {call.name for call in CALLS} == {
        operation["operationId"] for path in served["paths"].values() for operation in path.values()
    }


def test_an_order_is_found_by_any_of_its_names(rig: DeskRig, program: Program):
    taken = rig.park("1042")

    by_number = program.get(f"/orders/{rig.store}/1042").json
    by_lane = program.get(f"/orders/{rig.store}/order:1042").json

    assert by_number == by_lane
    assert by_number["waiting"][0]["event"] == taken.event_id
    assert by_number["sentence"].startswith("Parked (REFUSED_TAX), because the OMS refused it")
    assert program.get("/orders", name="1042").json["items"] == [f"{rig.store}/order:1042"]


def test_an_order_that_nobody_knows_is_not_found(rig: DeskRig, program: Program):
    assert program.get(f"/orders/{rig.store}/nobody").status_code == 404
    assert program.get("/orders/another-store/1").status_code == 404


def test_what_is_parked_is_told_page_by_page(rig: DeskRig, program: Program):
    parked = [rig.park(str(number)).event_id for number in range(5)]
    rig.park("6", reason="OTHER")

    first = program.get("/parked", reason="REFUSED_TAX", limit=3).json
    second = program.get("/parked", reason="REFUSED_TAX", limit=3, after=first["next"]).json

    assert [one["event"] for one in first["items"] + second["items"]] == parked
    assert second["next"] is None
    counted = {one["reason"]: one["orders"] for one in program.get("/parked/reasons").json["items"]}
    assert (counted["REFUSED_TAX"], counted["OTHER"]) == (5, 1)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/parked", {"limit": "0"}),
        ("/parked", {"limit": "1001"}),
        ("/parked", {"since": "yesterday"}),
        ("/parked", {"nothing": "1"}),
        ("/parked", {"after": "no cursor"}),
        ("/parked", {"reason": "x" * 201}),
        ("/orders", {}),
    ],
)
def test_a_parameter_that_is_not_as_declared_is_refused_by_name(program: Program, path, query):
    answer = program.get(path, **query)

    assert answer.status_code == 400
    assert next(iter(query), "name") in answer.json["detail"]


def test_a_verb_is_done_once_for_its_key_and_answers_the_same(rig: DeskRig, program: Program):
    taken = rig.park("1")

    first = program.verb("skip", subjects=[taken.event_id])
    again = program.verb("skip", subjects=[taken.event_id])

    assert ends(first) == [("done", "")]
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    done = [deed["verb"] for deed in _audit(program) if deed["subject"] == taken.event_id]
    assert done == ["skip"]


def test_a_key_that_was_used_for_something_else_is_refused(rig: DeskRig, program: Program):
    one, other = rig.park("1"), rig.park("2")
    program.verb("skip", subjects=[one.event_id])

    answer = program.verb("skip", subjects=[other.event_id])

    assert answer.status_code == 422
    assert rig.book.views.event(other.event_id)["state"] == "parked"


def test_a_verb_whose_answer_was_lost_is_not_done_again(rig: DeskRig, program: Program):
    taken = rig.park("1")
    program.verb("retry", subjects=[taken.event_id])
    for key in rig.redis.scan_iter("ol:{desk}:answer:*"):
        rig.redis.delete(key)

    assert ends(program.verb("retry", subjects=[taken.event_id])) == [("repeated", "")]


def test_a_verb_by_filter_is_shown_first_and_done_then(rig: DeskRig, program: Program):
    parked = [rig.park(str(number)).event_id for number in range(3)]
    other = rig.park("9", reason="OTHER").event_id
    meant = {"filter": {"reason": "REFUSED_TAX", "source": "shop"}}

    shown = program.verb("skip", "dry", dry_run=True, **meant).json
    states = [rig.book.views.event(eid)["state"] for eid in parked]
    assert [end["subject"] for end in shown["ends"]] == parked
    assert states == ["parked"] * 3

    assert ends(program.verb("skip", "then", **meant)) == [("done", "")] * 3
    assert [rig.book.views.event(eid)["state"] for eid in parked] == ["skipped"] * 3
    assert rig.book.views.event(other)["state"] == "parked"


def test_what_is_refused_says_why_and_stops_no_other(rig: DeskRig, program: Program):
    waiting, parked = rig.take_in("1"), rig.park("2")

    answer = ends(program.verb("skip", subjects=[waiting.event_id, parked.event_id]))

    assert answer[0][0] == ""
    assert "queued" in answer[0][1]
    assert answer[1] == ("done", "")


def test_a_source_is_paused_and_resumed(rig: DeskRig, program: Program):
    assert ends(program.verb("pause", subjects=["source:shop"])) == [("done", "")]
    assert [one["subject"] for one in program.get("/pauses").json["items"]] == ["source:shop"]
    taken = rig.take_in("1")
    assert rig.book.ledger.claim(taken.event_id, "worker").detail == "PAUSED_SOURCE"
    assert "resume source:NAME" in program.get(f"/orders/{rig.store}/1").json["sentence"]

    assert ends(program.verb("resume", "another-key", subjects=["source:shop"])) == [("done", "")]
    rig.book.ledger.sweep(rig.store)
    assert rig.book.ledger.claim(taken.event_id, "worker").status == "OK"


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("explode", {"subjects": ["x"]}, 404),
        ("skip", {}, 400),
        ("skip", {"subjects": ["x"], "filter": {"reason": "y"}}, 400),
        ("skip", {"filter": {}}, 400),
        ("pause", {"filter": {"reason": "y"}}, 400),
        ("skip", {"subjects": ["x"], "why": " "}, 400),
        ("skip", {"subjects": ["x"], "whatever": 1}, 400),
        ("pause", {"subjects": ["source:nobody"]}, 404),
    ],
)
def test_a_verb_that_is_not_said_right_is_refused(program: Program, verb, body, status):
    answer = program.verb(verb, **body)

    assert answer.status_code == status, answer.text
    assert answer.json["status"] == status


def test_a_verb_without_a_key_is_refused(rig: DeskRig, program: Program):
    answer = program.client.post(
        f"{PREFIX}/verbs/skip", base_url=HERE, json=WHY, headers=program.headers
    )

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json["detail"]


def test_every_deed_stands_in_the_audit_log_the_latest_first(rig: DeskRig, program: Program):
    one, other = rig.park("1"), rig.take_in("2")
    program.verb("retry", "first-key", subjects=[one.event_id])
    program.verb("retry", "second-key", subjects=[other.event_id])

    newest, before = _audit(program)[:2]
    assert (newest["subject"], newest["result"]) == (other.event_id, "queued")
    assert (before["subject"], before["result"]) == (one.event_id, "done")
    assert (before["who"], before["why"]) == ("program-operate", WHY["why"])
    page = program.get("/audit", limit=1).json
    following = program.get("/audit", limit=1, before=page["next"]).json["items"]
    assert [page["items"][0]["subject"], following[0]["subject"]] == [
        other.event_id,
        one.event_id,
    ]


def _audit(program: Program) -> list[Any]:
    return program.get("/audit").json["items"]


def test_answers_are_as_the_document_says(rig: DeskRig, program: Program):
    rig.park("1042")
    schema = schemathesis.openapi.from_dict(document())
    schema.config.update(base_url=HERE)
    off: list[str] = []
    heard: set[int] = set()

    def ask(case: Any) -> None:
        case.headers = {**(case.headers or {}), **program.headers}
        answer = case.call(app=rig.app)
        heard.add(answer.status_code)
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            told = getattr(failure, "exceptions", (failure,))
            off.append("\n".join((case.as_curl_command(), *map(str, told))))

    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            with suppress(Unsatisfiable):  # a call without parameters cannot be asked wrongly
                seed(7)(_few(given(case=operation.as_strategy(generation_mode=mode))(ask)))()

    assert off == []
    assert {200, 400, 404} <= heard


def _few(calls: Any) -> Any:
    return settings(
        max_examples=5,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(calls)
