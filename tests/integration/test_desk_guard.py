"""Who may do what at the desk, and what keeps a page of somebody else's from doing it for him."""

from pathlib import Path

import pytest
import redis

from desk import audit, auth_users
from desk.auth_roles import ANYBODY, OPERATE, PROBE, VIEW
from tests.integration.desk_rig import Browser, DeskRig, desk_rig

OPEN = {"api.document", "desk.login", "desk.let_in", "desk.static", "home"}
PROBES = {"live", "ready", "metrics.metrics"}


@pytest.fixture
def desk(redis_client: "redis.Redis", store: str, tmp_path: Path) -> DeskRig:
    return desk_rig(redis_client, store, tmp_path)


def ask_of(desk: DeskRig, order: str = "7001", verb: str = "skip") -> str:
    return f"/desk/act?verb={verb}&subject={desk.park(order).event_id}"


def state_of(desk: DeskRig, order: str = "7001") -> str:
    return desk.book.views.lane(f"{desk.store}/order:{order}")["state"]


def test_every_view_names_its_role_and_only_these_are_open(desk: DeskRig):
    roles = {
        rule.endpoint: getattr(desk.app.view_functions[rule.endpoint], "needed_role", None)
        for rule in desk.app.url_map.iter_rules()
    }

    assert set(roles.values()) <= {PROBE, ANYBODY, VIEW, OPERATE}
    assert {name for name, role in roles.items() if role == ANYBODY} == OPEN
    assert {name for name, role in roles.items() if role == PROBE} == PROBES


def test_a_view_that_names_no_role_is_refused_to_everybody(desk: DeskRig):
    desk.app.add_url_rule("/desk/forgotten", "forgotten", lambda: "secret")

    assert desk.logged_in("ada").get("/desk/forgotten").status_code == 403


def test_who_may_view_sees_everything_and_can_act_on_nothing(desk: DeskRig):
    vera, page = desk.logged_in("vera"), ask_of(desk)

    lane = f"{desk.store}/order:7001"
    shown = vera.get(f"/desk/order?lane={lane}")
    assert shown.status_code == 200
    assert "/desk/act" not in shown.text
    assert vera.get(page).status_code == 403
    form = {"form_token": vera.form_token("/desk/"), "why": "because", "request_id": "r"}
    assert vera.post(page, form).status_code == 403
    assert state_of(desk) == "parked"


def test_who_may_operate_acts_once_with_a_reason(desk: DeskRig):
    ada, page = desk.logged_in("ada"), ask_of(desk)

    assert ada.send(page, why="   ").status_code == 409
    assert state_of(desk) == "parked"
    assert ada.send(page, why="seen in the OMS").status_code == 303
    assert state_of(desk) == "idle"
    entry = desk.book.views.timeline(f"{desk.store}/order:7001")[-2]
    assert (entry["what"], entry["who"], entry["why"]) == ("skipped", "ada", "seen in the OMS")


def without_token(ada: Browser, page: str) -> dict[str, str]:
    return {"why": "because"}


def with_another_sessions_token(ada: Browser, page: str) -> dict[str, str]:
    stranger = Browser(ada.client.application.test_client())
    return {"why": "because", "form_token": stranger.form_token("/desk/login")}


@pytest.mark.parametrize("forged", [without_token, with_another_sessions_token])
def test_a_form_that_is_not_ours_does_nothing(desk: DeskRig, forged):
    ada, page = desk.logged_in("ada"), ask_of(desk)

    assert ada.post(page, forged(ada, page)).status_code == 403
    assert state_of(desk) == "parked"


def test_a_made_up_token_does_not_stand_for_the_form_s_own(desk: DeskRig):
    ada, page = desk.logged_in("ada"), ask_of(desk)

    made_up = {"Authorization": "Bearer orderlane_made_up"}
    assert ada.post(page, {"why": "because"}, **made_up).status_code == 403
    assert state_of(desk) == "parked"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:5555"])
def test_a_form_from_elsewhere_does_nothing_even_with_the_token(desk: DeskRig, origin: str):
    ada, page = desk.logged_in("ada"), ask_of(desk)
    form = {"why": "because", "form_token": ada.form_token(page)}
    ada.origin = origin

    assert ada.post(page, form).status_code == 403
    assert state_of(desk) == "parked"


def test_the_login_form_cannot_be_sent_from_elsewhere(desk: DeskRig):
    browser = desk.browser()
    browser.origin = "https://evil.example"

    assert browser.log_in("ada", "a password for ada").status_code == 403
    assert browser.get("/desk/").status_code == 303


def test_a_link_alone_changes_nothing(desk: DeskRig):
    ada, page = desk.logged_in("ada"), ask_of(desk)

    assert ada.get(f"{page}&why=because&request_id=r").status_code == 200
    assert state_of(desk) == "parked"


def test_a_strange_name_for_this_machine_is_refused_before_anything_else(desk: DeskRig):
    client = desk.logged_in("ada").client

    assert client.get("/desk/login", base_url="http://rebound.example:8090").status_code == 400
    assert client.get("/livez", base_url="http://rebound.example:8090").status_code == 200


def test_a_token_is_a_login_for_programs_with_its_own_role(desk: DeskRig):
    viewer, view_token = auth_users.new_token("grafana", VIEW)
    robot, robot_token = auth_users.new_token("robot", OPERATE)
    for account in (viewer, robot):
        auth_users.put(desk.users, account)
    page, client = ask_of(desk), desk.app.test_client()

    def send(token: str) -> int:
        told = {"Authorization": f"Bearer {token}"}
        return client.post(
            page, base_url="http://127.0.0.1:8090", data={"why": "robots may"}, headers=told
        ).status_code

    assert send("orderlane_guessed") == 303
    assert send(view_token) == 403
    assert state_of(desk) == "parked"
    assert send(robot_token) == 303
    assert state_of(desk) == "idle"


def test_a_refused_program_is_told_so_in_problem_details(desk: DeskRig):
    desk.app.add_url_rule("/desk/api/none", "api.none", lambda: "")
    refused = desk.browser().get("/desk/api/none")

    assert refused.status_code == 403
    assert refused.content_type == "application/problem+json"
    assert refused.json["title"] == "Forbidden"


@pytest.mark.parametrize("path", ["/desk/login", "/desk/nowhere", "/desk/static/desk.css"])
def test_every_answer_is_kept_out_of_frames_caches_and_guesses(desk: DeskRig, path: str):
    with desk.browser().get(path) as answer:
        headers = answer.headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers
    assert "no-" in headers["Cache-Control"]


def test_lists_and_order_pages_hold_nothing_of_a_body(desk: DeskRig):
    ada, taken = desk.logged_in("ada"), desk.park("7002")
    lane = f"/desk/order?lane={desk.store}/order:7002"
    pages = ["/desk/", "/desk/parked", "/desk/quarantined", lane, f"/desk/events/{taken.event_id}"]

    told = "".join(ada.get(page).text for page in pages)
    assert "7002" in told
    assert "rita@example.com" not in told


def test_without_its_ledger_the_desk_says_so(desk: DeskRig, monkeypatch: pytest.MonkeyPatch):
    ada = desk.logged_in("ada")

    def away(*args: object, **options: object) -> None:
        raise redis.ConnectionError("gone")

    monkeypatch.setattr(desk.redis, "execute_command", away)
    assert ada.get("/desk/").status_code == 503
    assert ada.get("/readyz").status_code == 503
    assert ada.get("/livez").status_code == 200


def test_the_figures_ask_for_no_login_and_answer_the_own_network_alone(desk: DeskRig):
    client = desk.app.test_client()

    near = client.get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"})
    far = client.get("/metrics", environ_base={"REMOTE_ADDR": "8.8.8.8"})

    assert (near.status_code, far.status_code) == (200, 403)
    assert b"orderlane_events_waiting" in near.data


def test_a_body_is_shown_to_who_may_operate_and_that_is_noted(desk: DeskRig):
    ada, vera, taken = desk.logged_in("ada"), desk.logged_in("vera"), desk.park("7003")
    page = f"/desk/events/{taken.event_id}"

    refused = vera.post(f"{page}/body", {"form_token": vera.form_token("/desk/")})
    assert refused.status_code == 403
    assert "rita" not in refused.text
    shown = ada.post(f"{page}/body", {"form_token": ada.form_token(page)})
    assert "rita@example.com" in shown.text
    (noted,) = [deed for deed in audit.deeds(desk.book) if deed.subject == taken.event_id]
    assert (noted.who, noted.verb) == ("ada", "read body")


def test_every_verb_is_in_the_audit_log_with_who_and_why(desk: DeskRig):
    ada, page = desk.logged_in("ada"), ask_of(desk, "7004")
    ada.send(page, why="seen in the OMS")

    told = ada.get("/desk/audit").text
    assert "seen in the OMS" in told
    assert [deed.verb for deed in audit.deeds(desk.book, limit=1)] == ["skip"]


def test_a_form_sent_twice_is_done_once(desk: DeskRig):
    ada, page = desk.logged_in("ada"), ask_of(desk, "7005")
    form = {"form_token": ada.form_token(page), "why": "once", "request_id": desk.store}

    assert [ada.post(page, form).status_code for _ in range(2)] == [303, 303]
    done = [deed for deed in audit.deeds(desk.book) if deed.why == "once"]
    assert len(done) == 1


def test_all_events_of_a_reason_are_put_right_by_one_confirmation_and_no_other(desk: DeskRig):
    ada = desk.logged_in("ada")
    for order in ("7006", "7007"):
        desk.park(order, "REFUSED_TAX")
    desk.park("7008", "OUR_FAULT")

    assert (
        ada.send("/desk/act/all?verb=skip&reason=REFUSED_TAX", why="tax is off").status_code == 303
    )
    assert [state_of(desk, order) for order in ("7006", "7007", "7008")] == [
        "idle",
        "idle",
        "parked",
    ]
