"""Products, items, prices: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Amount, Form, Shape, amount, instant, many, one, text, whole
from oms_client.schemas.parts import Dated


class ChangedProduct(Form):
    """update_product: named by its backend name; what is given is changed, the rest stays."""

    ProductBackendName = text(required=True)
    ProductName = text()
    Description = text()


class NewProduct(ChangedProduct):
    """create_product: both names must be new."""

    ProductName = text(required=True)


class NewAttribute(Form):
    """A property of an item."""

    Name = text(required=True)
    Value = text(required=True)


class ChangedItem(Form):
    """update_item: named by its SKU; what is given is changed, the rest stays."""

    Sku = text(required=True)
    ItemName = text()
    Attributes = many(NewAttribute)
    Categories = many(text())


class NewItem(ChangedItem):
    """create_item: the SKU must be new."""

    ProductBackendName = text(required=True)


class NewSitePrice(Form):
    """update_item_site_pricing: the price of a SKU in a channel."""

    Sku = text(required=True)
    Channel = text(required=True)
    CurrencyCode = text(required=True)
    ListPrice = amount(required=True)
    SalePrice = Amount(allow_none=True)  # null takes it away


class Product(Dated):
    """A product, the parent of items."""

    ProductId = whole()
    ProductBackendName = text()
    ProductName = text()
    Description = text()


class Attribute(Shape):
    """A property of an item."""

    Name = text()
    Value = text()


class ItemStock(Shape):
    """Units of an item in all locations."""

    OnHand = whole()
    Available = whole()


class Item(Dated):
    """What a SKU stands for; attributes, categories and inventory where they were asked for."""

    ItemId = whole()
    Sku = text()
    ProductId = whole()
    ProductBackendName = text()
    ItemName = text()
    Attributes = many(Attribute)
    Categories = many(text())
    Inventory = one(ItemStock)


class ChangedSku(Shape):
    """A SKU, and when its item last changed."""

    Sku = text()
    LastUpdatedDateTimeUtc = instant()


class SitePrice(Shape):
    """The price of a SKU in a channel, in its CurrencyCode."""

    SitePriceId = whole()
    Sku = text()
    Channel = text()
    CurrencyCode = text()
    ListPrice = amount()
    SalePrice = amount()
    LastUpdatedDateTimeUtc = instant()


class DeletedPrices(Shape):
    """The prices that went."""

    Sku = text()
    SitePricing = many(SitePrice)
