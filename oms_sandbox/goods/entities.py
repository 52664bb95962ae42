"""What the OMS keeps of goods: products, their items, the prices of these, and taxes.

Our definition, docs/sandbox.md: the vendor publishes no fields of them.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TypedDict


class Product(TypedDict):
    ProductId: int
    ProductBackendName: str
    ProductName: str
    Description: str
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class Attribute(TypedDict):
    Name: str
    Value: str


class Item(TypedDict):
    ItemId: int
    Sku: str
    ProductId: int
    ProductBackendName: str
    ItemName: str
    Attributes: list[Attribute]
    Categories: list[str]
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


class SitePrice(TypedDict):
    SitePriceId: int
    Sku: str
    Channel: str
    CurrencyCode: str
    ListPrice: Decimal
    SalePrice: Decimal | None
    LastUpdatedDateTimeUtc: datetime


class Tax(TypedDict):
    InternalTaxRateId: int
    BackendName: str
    TaxName: str
    CountryCode: str
    State: str
    TaxRate: Decimal
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime
