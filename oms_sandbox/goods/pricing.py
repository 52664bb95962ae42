"""Site pricing: what an item costs in each channel."""

from __future__ import annotations

from typing import Any

from oms_sandbox.checks import Table, letters, money, nullable, text
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, required, unchanged
from oms_sandbox.errors import invalid, not_found
from oms_sandbox.goods.entities import Item, SitePrice
from oms_sandbox.goods.items import item_with
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.goods_answers import DeletedPrices
from oms_sandbox.paging import keep, ordered, page
from oms_sandbox.state import Oms

COLUMNS = ("Channel", "ListPrice", "LastUpdatedDateTimeUtc")


def update_item_site_pricing(oms: Oms, call: Call) -> Answer:
    """Set an item's price in a channel, which may have none yet."""
    sale, item = call.body["SalePrice"], item_with(oms, call.body["Sku"])
    if sale is not None and sale > call.body["ListPrice"]:
        raise invalid("SalePrice", "must not be above ListPrice")
    price: Any = next(iter(_prices(oms, item, call.body["Channel"])), None)
    if price is None:
        return _changed(oms, item, _make(oms, item, call))
    if all(price[field] == value for field, value in call.body.items()):
        return unchanged(price)
    price.update(call.body)
    oms.touch(price)
    return _changed(oms, item, price)


def get_item_site_pricing(oms: Oms, call: Call) -> Answer:
    """List an item's prices, no more than PageSize: the call has no PageNumber."""
    prices = _prices(oms, item_with(oms, call.query["Sku"]), call.query["Channel"])
    return unchanged(page(ordered(prices, call.query, COLUMNS), call.query))


def delete_item_site_pricing(oms: Oms, call: Call) -> Answer:
    """Delete an item's price in a channel, or all its prices without a channel."""
    item, channel = item_with(oms, call.query["Sku"]), call.query["Channel"]
    prices = _prices(oms, item, channel)
    if not prices:
        raise not_found(*(("Sku", item["Sku"]) if channel is None else ("Channel", channel)))
    for price in prices:
        oms.site_prices.remove(price["SitePriceId"], item["ItemId"])
    oms.touch(item)
    numbers = [price["SitePriceId"] for price in prices]
    return changed({"Sku": item["Sku"], "SitePricing": prices}, SitePriceId=numbers)


def _prices(oms: Oms, item: Item, channel: str | None) -> list[Any]:
    return list(keep(oms.site_prices.of(item["ItemId"]), {"Channel": channel}))


def _make(oms: Oms, item: Item, call: Call) -> SitePrice:
    number = oms.site_prices.new_number()
    price = SitePrice(
        SitePriceId=number,
        Sku=item["Sku"],
        Channel=call.body["Channel"],
        CurrencyCode=call.body["CurrencyCode"],
        ListPrice=call.body["ListPrice"],
        SalePrice=call.body["SalePrice"],
        LastUpdatedDateTimeUtc=oms.now(),
    )
    oms.site_prices.put(number, price, item["ItemId"])
    return price


def _changed(oms: Oms, item: Item, price: SitePrice) -> Answer:
    oms.touch(item)
    return changed(price, SitePriceId=[price["SitePriceId"]])


PRICE: Table = {
    "Sku": must_have(text()),
    "Channel": must_have(text()),
    "CurrencyCode": must_have(letters(3)),
    "ListPrice": must_have(money()),
    "SalePrice": may_have(nullable(money())),
}

ENDPOINTS = (
    Endpoint(
        "delete_item_site_pricing",
        "DELETE",
        "/v1/items/SitePricing",
        delete_item_site_pricing,
        answers=DeletedPrices,
        query=required("Sku") + optional("Channel"),
    ),
    Endpoint(
        "get_item_site_pricing",
        "GET",
        "/v1/items/SitePricing",
        get_item_site_pricing,
        answers=ListOf(SitePrice),
        query=required("Sku") + optional("Channel", "SortByColumn", "Ascending", "PageSize"),
    ),
    Endpoint(
        "update_item_site_pricing",
        "PUT",
        "/v1/items/SitePricing",
        update_item_site_pricing,
        answers=SitePrice,
        body=PRICE,
    ),
)
