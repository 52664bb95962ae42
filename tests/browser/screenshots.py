"""`make screenshots`: runs the house, lets some orders go wrong, and takes the pictures of docs/images."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from orderlane.demo import EVENTS, SHOP
from orderlane.shop import ShopOrder
from orderlane.stack import Ports, Stack
from tests.browser.conftest import FLAGS, REMEDY, found_browser
from tests.browser.desk_shop import Shop

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
WIDE = {"width": 1180, "height": 780}
PHONE = {"width": 390, "height": 800}
PLAIN, REFUSED, EARLY, UNKNOWN = 60, 7, 3, 4
HARM_S = 6
"""How long the star of the pictures stays parked."""


def main() -> None:
    """Take every picture."""
    path = found_browser()
    if path is None:
        sys.exit(REMEDY)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        with Stack(Path(folder), Ports(), calls=1000, flower=False, desk=True) as stack:
            _take(stack, browser)
        browser.close()


def _take(stack: Stack, browser: Browser) -> None:
    shop = Shop(stack)
    _let_things_happen(shop)
    parked = [shop.parked(times=1000) for _ in range(REFUSED)]
    with _desk(stack, browser, viewport=WIDE) as page:
        star = _star(stack, shop, page)
        for name, path in (("glance", ""), ("parked", "/parked")):
            page.goto(stack.desk_url + path)
            _shoot(page, name)
        page.goto(f"{stack.desk_url}/order?lane={shop.lane(star)}")
        _shoot(page, "order")
        page.goto(f"{stack.desk_url}/order?lane={shop.lane(parked[0])}")
        page.get_by_role("link", name="Retry").click()
        page.get_by_label("Why").fill("The stock was counted again")
        _shoot(page, "confirm")
    with _desk(stack, browser, viewport=WIDE, color_scheme="dark") as page:
        page.goto(f"{stack.desk_url}/order?lane={shop.lane(parked[1])}")
        _shoot(page, "dark")
    with _desk(stack, browser, viewport=PHONE) as page:
        page.goto(f"{stack.desk_url}/order?lane={shop.lane(parked[2])}")
        _shoot(page, "phone")
    shop.close()


def _let_things_happen(shop: Shop) -> None:
    """Send what goes well, what comes too early, what cannot be placed, and one id with two bodies."""
    orders = [shop.order() for _ in range(PLAIN)]
    for order in orders:
        shop.send(order, "orders/create", order.whole())
    for order in orders[::3]:
        shop.send(order, "fulfillment_orders/order_routing_complete", order.routed())
    for _ in range(EARLY):
        early = shop.order()
        shop.send(early, "orders/cancelled", early.cancelled())
    for _ in range(UNKNOWN):
        shop.sender.send(SHOP, "orders/create", b'{"id": "cut o')
    twice = orders[0]
    for street in ("1 Rue du Port", "2 Rue du Port"):
        shop.sender.send(SHOP, "orders/updated", twice.moved(street), "the-same-id")
    for order in orders:
        shop.wait(order, "parked" if order is twice else "idle")


def _star(stack: Stack, shop: Shop, page: Page) -> ShopOrder:
    """Let one order be refused, put right, held, released and shipped in two parcels."""
    order = shop.parked(times=1)
    time.sleep(HARM_S)
    page.goto(f"{stack.desk_url}/order?lane={shop.lane(order)}")
    page.get_by_role("link", name="Retry").click()
    page.get_by_label("Why").fill("The OMS was wrong about its stock")
    page.get_by_role("button", name="Retry").click()
    shop.wait(order, "idle")
    first = f"1Z{order.id}01"
    told: list[tuple[str, dict[str, Any], float]] = [
        ("fulfillment_orders/order_routing_complete", order.routed(), 0.3),
        ("fulfillment_orders/placed_on_hold", order.held(), 1.5),
        ("fulfillments/create", order.parcel(1, {"MUG-BLU": 2}, first), 3.0),
        ("fulfillment_orders/hold_released", order.released(), 1.0),
        ("fulfillments/create", order.parcel(2, {"TEA-EARL": 1}, f"1Z{order.id}02"), 0.1),
        ("order_transactions/create", order.captured(), 1.5),
    ]
    for topic, body, pause_s in told:
        shop.send(order, topic, body)
        time.sleep(pause_s)
    shop.sender.send(EVENTS, "tracking.updated", order.delivered(first))
    shop.wait(order, "idle")
    return order


@contextmanager
def _desk(stack: Stack, browser: Browser, **options: Any) -> Iterator[Page]:
    """Open the desk as its operator."""
    context = browser.new_context(device_scale_factor=1.5, **options)
    page = context.new_page()
    page.goto(stack.desk_url)
    page.get_by_label("Name").fill("operator")
    page.get_by_label("Password").fill(stack.demo.secret("desk-operator").read_text())
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Today").wait_for()
    yield page
    context.close()


def _shoot(page: Page, name: str) -> None:
    path = IMAGES / f"desk-{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")  # noqa: T201 its only output


if __name__ == "__main__":
    main()
