"""The desk in a real browser: what waits is found, put right, and seen to be right."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from orderlane.shop import ShopOrder
from orderlane.stack import Stack
from tests.browser.desk_shop import Shop

Desk = Callable[..., Page]
GRAVE = ("serious", "critical")
DESKTOP = {"width": 1240, "height": 844}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def shop(house: Stack) -> Iterator[Shop]:
    opened = Shop(house)
    yield opened
    opened.close()


@pytest.fixture
def desk(house: Stack, open_page: Desk) -> Desk:
    """Return a function that opens the desk as one of its users."""

    def opened(name: str = "operator", **options: object) -> Page:
        page = open_page(**options)
        page.goto(house.desk_url)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(house.demo.secret(f"desk-{name}").read_text())
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Today")).to_be_visible()
        return page

    return opened


def test_a_refused_order_is_found_retried_with_a_reason_and_seen_to_succeed_once(
    desk: Desk, shop: Shop
):
    order, page = shop.parked(), desk()

    page.get_by_role("link", name="Parked").click()
    page.get_by_role("link", name=shop.lane(order)).click()
    entries = page.locator(".entries li")
    expect(entries.filter(has_text="create_order: rejected")).to_be_visible()
    page.get_by_role("link", name="Retry").click()
    page.get_by_role("button", name="Retry").click()
    assert "/desk/act" in page.url  # the browser itself asks for the reason
    page.get_by_label("Why").fill("The OMS was wrong about its stock")
    page.get_by_role("button", name="Retry").click()

    expect(page.get_by_role("status")).to_contain_text("it goes on in a moment")
    expect(page.get_by_role("heading", name=f"Order {order.id}")).to_contain_text("idle")
    expect(entries.filter(has_text="retried")).to_contain_text("by operator: The OMS was wrong")
    expect(entries.filter(has_text="create_order: applied")).to_have_count(1)
    assert shop.creates(order) == 1


def test_without_scripts_the_same_is_done(desk: Desk, shop: Shop):
    order, page = shop.parked(), desk(java_script_enabled=False)

    page.get_by_label("Find an order").fill(str(order.number))
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Skip the event").click()
    page.get_by_label("Why").fill("A test order")
    page.get_by_role("button", name="Skip").click()

    expect(page.get_by_role("status")).to_contain_text("skipped")
    expect(page.get_by_role("heading", name=f"Order {order.id}")).to_contain_text("idle")
    assert shop.creates(order) == 0


def test_with_the_keyboard_alone_an_order_is_found_and_put_right(desk: Desk, shop: Shop):
    order, page = shop.parked(), desk()
    keys = page.keyboard

    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    keys.press("Enter")
    keys.press("/")
    expect(page.get_by_label("Find an order")).to_be_focused()
    keys.type(str(order.id))
    keys.press("Enter")
    expect(page.get_by_role("heading", name=f"Order {order.id}")).to_be_visible()
    tab_to(page, "Retry")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keys.press("Enter")
    expect(page.get_by_label("Why")).to_be_focused()
    keys.type("Put right with the keyboard")
    tab_to(page, "Retry")
    keys.press("Enter")

    expect(page.get_by_role("status")).to_be_visible()
    shop.wait(order, "idle")
    assert shop.creates(order) == 1


def tab_to(page: Page, name: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"Tab does not come to {name}")


def test_who_may_view_sees_why_it_waits_and_is_offered_nothing(
    desk: Desk, shop: Shop, house: Stack
):
    order, page = shop.parked(), desk("viewer")

    page.goto(f"{house.desk_url}/search?q={order.id}")
    expect(page.get_by_text("Your role lets you look")).to_be_visible()
    expect(page.get_by_role("link", name="Retry")).to_have_count(0)
    assert page.request.get(f"{house.desk_url}/act?verb=skip&subject=x").status == 403


def pages_of(order: ShopOrder, shop: Shop) -> list[str]:
    lane = shop.lane(order)
    eid = shop.views.lane(lane)["parked"]
    return [
        "/",
        "/parked",
        "/parked?reason=REFUSED_INSUFFICIENT_QUANTITY",
        "/quarantined",
        "/pauses",
        "/audit",
        "/search?q=nowhere",
        f"/order?lane={lane}",
        f"/events/{eid}",
        f"/act?verb=retry&subject={eid}",
        f"/act?verb=drop&subject={lane}",
        f"/act?verb=mark-done&subject={eid}",
        "/act/all?verb=retry&reason=REFUSED_INSUFFICIENT_QUANTITY",
    ]


def test_no_page_has_a_serious_fault_in_light_or_dark_or_is_wider_than_a_phone(
    desk: Desk, shop: Shop, house: Stack
):
    page = desk(color_scheme="light")
    faults: list[str] = []
    for path in pages_of(shop.parked(), shop):
        page.set_viewport_size(DESKTOP)
        answer = page.goto(house.desk_url + path)
        assert answer, path
        assert answer.status == 200, path
        faults += grave(page, path)
        page.emulate_media(color_scheme="dark")
        faults += grave(page, path, runOnly=["color-contrast"])
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{path}: wider than the window")

    assert faults == []


def grave(page: Page, path: str, **options: object) -> list[str]:
    """Return what axe calls serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return [
        f"{path}: {one['id']}: {one['nodes'][0]['html']}"
        for one in found["violations"]
        if one["impact"] in GRAVE
    ]


def test_the_login_has_no_serious_fault(open_page: Desk, house: Stack):
    page = open_page()
    page.goto(house.desk_url)

    assert grave(page, "/login") == []
