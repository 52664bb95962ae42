"""Tax rates and shipping rates: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, amount, flag, many, number, text, whole
from oms_client.schemas.parts import Dated


class NewTax(Form):
    """upsert_taxes: a rate in per cent, at most four places."""

    TaxRate = number(required=True)
    TaxName = text()
    CountryCode = text()
    State = text()


class Tax(Dated):
    """A tax rate, in per cent."""

    InternalTaxRateId = whole()
    BackendName = text()
    TaxName = text()
    CountryCode = text()
    State = text()
    TaxRate = number()


class ShippingRate(Shape):
    """What a way of shipping costs: so much an order, and so much for each unit in it."""

    BackendName = text()
    CurrencyCode = text()
    BaseAmount = amount()
    AmountPerUnit = amount()
    CountryCodes = many(text())
    IsShippedToStore = flag()


class OrderShippingRate(Shape):
    """What a way of shipping costs for one order."""

    BackendName = text()
    InternalOrderId = whole()
    ExternalOrderId = text()
    CurrencyCode = text()
    Quantity = whole()
    Amount = amount()
