"""The desk's verbs, as forms: pauses, and what is marked done with and without a look into the OMS."""

from pathlib import Path

import pytest
import redis

from desk import audit
from tests.integration.desk_rig import DeskRig, desk_rig


@pytest.fixture
def desk(
    redis_client: "redis.Redis",
    store: str,
    tmp_path: Path,
    state_redis,
    monkeypatch: pytest.MonkeyPatch,
) -> DeskRig:
    monkeypatch.setenv("ORDERLANE_REDIS_URL", state_redis.url)
    return desk_rig(redis_client, store, tmp_path, redis_url=state_redis.url)


def test_a_source_is_paused_and_resumed_with_who_and_why(desk: DeskRig):
    ada = desk.logged_in("ada")

    page = "/desk/act?verb=pause&subject=source:shop"
    paused = ada.send(page, why="the shop sends nonsense")
    assert (paused.status_code, paused.location) == (303, "/desk/pauses?done=pause")
    (told,) = desk.book.views.pauses([desk.store])
    assert (told["subject"], told["who"]) == ("source:shop", "ada")
    shown = [ada.get(path).text for path in ("/desk/pauses", "/desk/")]
    assert all("the shop sends nonsense" in page for page in shown)
    ada.send("/desk/act?verb=resume&subject=source:shop", why="it does so no more")
    assert desk.book.views.pauses([desk.store]) == []
    assert [deed.verb for deed in audit.deeds(desk.book, limit=2)] == ["resume", "pause"]


def test_an_order_is_paused_and_resumed_on_its_own_page(desk: DeskRig):
    ada, lane = desk.logged_in("ada"), f"{desk.store}/order:8001"
    desk.take_in("8001")

    ada.send(f"/desk/act?verb=pause&subject={lane}", why="the customer rang")
    shown = ada.get(f"/desk/order?lane={lane}").text
    assert "Resume the order" in shown
    ada.send(f"/desk/act?verb=resume&subject={lane}", why="all is well")
    assert "Pause the order" in ada.get(f"/desk/order?lane={lane}").text


@pytest.mark.parametrize("subject", ["source:nobody", "nowhere/order:1", "", "source:"])
def test_what_is_not_there_cannot_be_paused(desk: DeskRig, subject: str):
    page = f"/desk/act?verb=pause&subject={subject}"

    assert desk.logged_in("ada").get(page).status_code == 404


@pytest.mark.parametrize("eid", ["63-ffffffffffffffffffff", "no-event", "64-0", ""])
def test_what_is_not_there_cannot_be_retried(desk: DeskRig, eid: str):
    assert desk.logged_in("ada").get(f"/desk/act?verb=retry&subject={eid}").status_code == 404


def test_what_is_not_parked_any_more_is_told_so_and_stays_as_it_is(desk: DeskRig):
    ada, taken = desk.logged_in("ada"), desk.park("8002")
    page = f"/desk/act?verb=skip&subject={taken.event_id}"
    token = ada.form_token(page)
    ada.send(page, why="the first")

    late = ada.post(page, {"form_token": token, "why": "the second", "request_id": "late"})
    assert late.status_code == 409
    assert "Nothing was done" in late.text


def test_what_the_oms_does_not_show_is_not_marked_done_unless_a_person_says_so(desk: DeskRig):
    ada, taken = desk.logged_in("ada"), desk.park("8003")
    page, lane = f"/desk/act?verb=mark-done&subject={taken.event_id}", f"{desk.store}/order:8003"

    refused = ada.send(page, why="I think it is there")
    assert refused.status_code == 409
    assert "the OMS" in refused.text
    assert desk.book.views.lane(lane)["state"] == "parked"
    assert ada.send(page, why="seen it", unverified="on").status_code == 303
    assert desk.book.views.lane(lane)["state"] == "idle"


def test_what_is_parked_after_the_confirmation_was_shown_is_not_done_with_the_rest(desk: DeskRig):
    ada = desk.logged_in("ada")
    desk.park("8004", "REFUSED_TAX")
    page = "/desk/act/all?verb=skip&reason=REFUSED_TAX"
    shown = ada.get(page).text
    until = shown.split('name="until" value="')[1].split('"')[0]
    desk.park("8005", "REFUSED_TAX")

    token = ada.form_token(page)
    ada.post(page, {"form_token": token, "why": "tax", "until": until, "request_id": desk.store})
    states = [desk.book.views.lane(f"{desk.store}/order:{o}")["state"] for o in ("8004", "8005")]
    assert states == ["idle", "parked"]
