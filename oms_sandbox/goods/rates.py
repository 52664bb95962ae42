"""Shipping rates: a fixed list, and what of it an order is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oms_sandbox.endpoint import Answer, Call, Endpoint, optional, unchanged
from oms_sandbox.entities import Order
from oms_sandbox.openapi.answers import ListOf, ShippingQuote, ShippingRate
from oms_sandbox.orders.rules import live
from oms_sandbox.paging import keep, page
from oms_sandbox.state import Oms, order_named


@dataclass(frozen=True)
class Rate:
    """What a way of shipping costs: so much an order, and so much for each unit in it."""

    name: str
    currency: str
    base: str
    per_unit: str
    countries: tuple[str, ...] = ()
    to_store: bool = False

    def shown(self) -> dict[str, Any]:
        return {
            "BackendName": self.name,
            "CurrencyCode": self.currency,
            "BaseAmount": Decimal(self.base),
            "AmountPerUnit": Decimal(self.per_unit),
            "CountryCodes": self.countries,
            "IsShippedToStore": self.to_store,
        }


RATES = tuple(
    rate.shown()
    for rate in (
        Rate("us-standard", "USD", "5.00", "1.00", ("US",)),
        Rate("us-express", "USD", "15.00", "2.50", ("US",)),
        Rate("us-store", "USD", "0.00", "0.00", ("US",), to_store=True),
        Rate("eu-standard", "EUR", "6.00", "1.50", ("DE", "FR", "NL")),
        Rate("world-usd", "USD", "25.00", "4.00"),
        Rate("world-eur", "EUR", "24.00", "4.00"),
    )
)


def get_shipping_rates(oms: Oms, call: Call) -> Answer:
    return unchanged(page(keep(RATES, call.query), call.query))


def get_order_shipping_rate(oms: Oms, call: Call) -> Answer:
    """List the rates for an order, cheapest first; no more than PageSize, there is no PageNumber."""
    order = order_named(oms, call.query)
    quotes = [_quote(rate, order) for rate in RATES if _fits(rate, order)]
    return unchanged(page(sorted(quotes, key=lambda quote: quote["Amount"]), call.query))


def _fits(rate: Mapping[str, Any], order: Order) -> bool:
    """Tell whether a rate has the order's currency, its country and its kind of destination."""
    countries, country = rate["CountryCodes"], order["ShippingAddress"]["CountryCode"]
    same = all(rate[key] == order[key] for key in ("CurrencyCode", "IsShippedToStore"))
    return same and (not countries or country in countries)


def _quote(rate: Mapping[str, Any], order: Order) -> dict[str, Any]:
    """Price the units of an order that are not cancelled."""
    units = sum(map(live, order["LineItems"]))
    return {
        "BackendName": rate["BackendName"],
        "InternalOrderId": order["InternalOrderId"],
        "ExternalOrderId": order["ExternalOrderId"],
        "CurrencyCode": rate["CurrencyCode"],
        "Quantity": units,
        "Amount": rate["BaseAmount"] + rate["AmountPerUnit"] * units,
    }


ENDPOINTS = (
    Endpoint(
        "get_shipping_rates",
        "GET",
        "/v1/shippingrates/",
        get_shipping_rates,
        answers=ListOf(ShippingRate),
        query=optional("PageSize", "PageNumber", "BackendName"),
    ),
    Endpoint(
        "get_order_shipping_rate",
        "GET",
        "/v1/shippingrates/order",
        get_order_shipping_rate,
        answers=ListOf(ShippingQuote),
        query=optional("InternalOrderId", "ExternalOrderId", "PageSize"),
    ),
)
