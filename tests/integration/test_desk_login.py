"""Who comes in at the desk, and what everybody else is told."""

from pathlib import Path

import pytest
import redis

from desk import auth_limit, auth_users
from desk.auth_sessions import IDLE_S, LONGEST_S
from tests.integration.desk_rig import COOKIE, PASSWORDS, DeskRig, desk_rig


@pytest.fixture(scope="module")
def users_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture
def desk(redis_client: "redis.Redis", store: str, users_folder: Path) -> DeskRig:
    return desk_rig(redis_client, store, users_folder)


def test_a_stranger_is_sent_to_the_login_and_back_to_where_he_was_going(desk: DeskRig):
    browser = desk.browser()

    asked = browser.get("/desk/parked?reason=REFUSED_TAX")
    assert asked.status_code == 303
    assert asked.location == "/desk/login?next=/desk/parked?reason%3DREFUSED_TAX"
    came = browser.send(asked.location, name="ada", password=PASSWORDS["ada"], next="/desk/parked")
    assert (came.status_code, came.location) == (303, "/desk/parked")
    assert browser.get("/desk/").status_code == 200


def test_an_unknown_name_and_a_wrong_password_are_told_the_same(desk: DeskRig):
    unknown = desk.browser().log_in("nobody", "a password for ada")
    wrong = desk.browser().log_in("ada", "a password for ben")

    assert unknown.status_code == wrong.status_code == 403
    assert unknown.text.replace("nobody", "ada").split("<form")[0] == wrong.text.split("<form")[0]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(desk: DeskRig):
    told = desk.browser().log_in("ada", PASSWORDS["ada"]).headers["Set-Cookie"]

    assert told.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(told.split("; "))
    assert "Secure" not in told


def test_behind_tls_the_cookie_is_secure_and_browsers_are_held_to_it(
    redis_client: "redis.Redis", store: str, users_folder: Path
):
    desk = desk_rig(redis_client, store, users_folder, "https://desk.example.com")
    answer = desk.app.test_client().get("/desk/login", base_url="https://desk.example.com")

    assert "__Host-orderlane-desk=" in answer.headers["Set-Cookie"]
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_login_gives_a_new_cookie_and_what_was_known_before_opens_nothing(desk: DeskRig):
    browser = desk.browser()
    browser.get("/desk/login")
    before = browser.client.get_cookie(COOKIE, "127.0.0.1").value
    browser.log_in("ada", PASSWORDS["ada"])
    planted = desk.browser()
    planted.client.set_cookie(COOKIE, before, domain="127.0.0.1")

    assert browser.client.get_cookie(COOKIE, "127.0.0.1").value != before
    assert planted.get("/desk/").status_code == 303


def test_redis_holds_no_cookie(desk: DeskRig):
    browser = desk.logged_in("ada")
    cookie = browser.client.get_cookie(COOKIE, "127.0.0.1").value

    held = [key.decode() for key in desk.redis.scan_iter("ol:{desk}:*")]
    assert held
    assert not [key for key in held if cookie in key]


def test_who_logs_out_is_out_also_with_the_old_cookie(desk: DeskRig):
    browser = desk.logged_in("ada")
    cookie = browser.client.get_cookie(COOKIE, "127.0.0.1").value
    browser.post("/desk/logout", {"form_token": browser.form_token("/desk/")})
    thief = desk.browser()
    thief.client.set_cookie(COOKIE, cookie, domain="127.0.0.1")

    assert browser.get("/desk/").status_code == 303
    assert thief.get("/desk/").status_code == 303


def test_a_session_ends_idle_after_an_hour_and_in_any_case_after_eight(
    desk: DeskRig, monkeypatch: pytest.MonkeyPatch
):
    browser = desk.logged_in("ada")
    (key,) = desk.redis.keys(_session_key(browser.client.get_cookie(COOKIE, "127.0.0.1").value))
    assert IDLE_S - 60 < desk.redis.ttl(key) <= IDLE_S
    since, rest = desk.redis.get(key).decode().split(" ", 1)

    desk.redis.set(key, f"{int(since) - LONGEST_S + 60} {rest}")
    assert browser.get("/desk/").status_code == 200
    desk.redis.set(key, f"{int(since) - LONGEST_S - 1} {rest}")
    assert browser.get("/desk/").status_code == 303
    assert not desk.redis.exists(key)


def test_a_page_that_renews_itself_keeps_no_session_alive(desk: DeskRig):
    browser = desk.logged_in("ada")
    (key,) = desk.redis.keys(_session_key(browser.client.get_cookie(COOKIE, "127.0.0.1").value))
    desk.redis.expire(key, 100)

    assert browser.get("/desk/", **{"X-Live": "1"}).status_code == 200
    assert desk.redis.ttl(key) <= 100
    browser.get("/desk/")
    assert desk.redis.ttl(key) > 100


def test_a_new_password_or_a_removal_ends_the_sessions_at_once(
    redis_client: "redis.Redis", store: str, tmp_path: Path
):
    desk = desk_rig(redis_client, store, tmp_path)
    ada, vera = desk.logged_in("ada"), desk.logged_in("vera")
    auth_users.put(desk.users, auth_users.new_user("ada", "operate", "quite another password"))
    auth_users.remove(desk.users, "user", "vera")

    assert ada.get("/desk/").status_code == 303
    assert vera.get("/desk/").status_code == 303


def test_a_role_that_is_taken_away_is_gone_at_the_next_click(
    redis_client: "redis.Redis", store: str, tmp_path: Path
):
    desk = desk_rig(redis_client, store, tmp_path)
    ada, taken = desk.logged_in("ada"), desk.park("7001")
    page = f"/desk/act?verb=retry&subject={taken.event_id}"
    assert ada.get(page).status_code == 200
    desk.users.write_text(desk.users.read_text().replace("user ada operate", "user ada view"))

    assert ada.get(page).status_code == 403


def test_guessing_is_slowed_by_name_and_the_right_password_must_wait_too(
    desk: DeskRig, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(auth_limit, "LIMITS", {"name": 3, "address": 1000})
    name = f"guessed-{desk.store}"
    auth_users.put(desk.users, auth_users.new_user(name, "view", "the right password"))
    tried = [desk.browser().log_in(name, f"guess number {nth}").status_code for nth in range(4)]
    late = desk.browser().log_in(name, "the right password")

    assert tried == [403, 403, 403, 429]
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= auth_limit.WINDOW_S


def test_guessing_is_slowed_by_address_whatever_the_name(
    redis_client: "redis.Redis", store: str, users_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(auth_limit, "LIMITS", {"name": 1000, "address": 3})
    desk = desk_rig(redis_client, store, users_folder, "http://desk.example.com")
    client = desk.app.test_client()
    limit = auth_limit.LoginLimit(redis_client)
    waits = [limit.wait_s(f"{store}-{nth}", f"address of {store}") for nth in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert waits[3] > 0
    assert client.get("/desk/login", base_url="http://desk.example.com").status_code == 200


def test_after_the_login_nobody_is_sent_to_another_site(desk: DeskRig):
    for elsewhere in ("https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "x"):
        came = desk.browser().log_in("vera", PASSWORDS["vera"], next=elsewhere)
        assert came.location == "/desk/", elsewhere


def test_a_link_from_another_site_asks_once_more_from_here(desk: DeskRig):
    asked = desk.browser().get(
        "/desk/parked?reason=X", **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    )

    assert asked.status_code == 200
    assert 'content="0;url=/desk/parked?reason=X"' in asked.text
    assert "parked for" not in asked.text


def _session_key(cookie: str) -> str:
    from desk.auth_sessions import _key

    return _key(cookie).replace("[", "\\[")
