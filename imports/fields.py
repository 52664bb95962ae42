"""The one table of a historic order's fields; both checks, the template and the CSV columns read it.

Bounds and defaults of the top level are those of Kibo's guide "Historic Order Import". Of the
objects the guide shows examples only: their bounds are ours, made so that either OMS takes them
(docs/import.md says which are whose).
"""

from collections.abc import Iterator
from typing import Final

from imports.currencies import CURRENCIES
from imports.field import (
    COUNTRY,
    FREE,
    HASH,
    IPV4,
    LIST,
    LONGEST,
    OBJECT,
    TEXT,
    Field,
    choice,
    flag,
    language,
    moment,
    number,
    text,
    whole,
)

KIBO: Final = "kibo"
ORDERDYNAMICS: Final = "orderdynamics"
TARGETS: Final = (ORDERDYNAMICS, KIBO)

STATUSES: Final = ("SHIPPED", "READY", "CANCELLED")
PAYMENT_TYPES: Final = ("CC", "CS", "LV", "PP", "EB", "PZ", "NO")

NAME: Final = 100
ADDRESS_LINE: Final = 250
"""The guide's own bound for a billing address."""

ADDRESS: Final = (
    whole("addressID"),
    whole("customerID"),
    text("addressLine1", ADDRESS_LINE, least=1, required=True, example="55 Example St"),
    text("addressLine2", ADDRESS_LINE),
    text("addressLine3", ADDRESS_LINE),
    text("phone", 50),
    text("city", NAME, least=1, required=True, example="Phoenix"),
    text("postalCode", 20, example="85001"),
    text("state", NAME, example="AZ"),
    Field(
        "countryCode",
        TEXT,
        required=True,
        pattern=COUNTRY,
        meaning="two capital letters (ISO 3166)",
        example="US",
    ),
    number("latitude", -90, most=90),
    number("longitude", -180, most=180),
    flag("fraudLock"),
    flag("active"),
)
CUSTOMER: Final = (
    whole("customerID"),
    text("firstName", NAME, example="Test"),
    text("lastName", NAME, example="Customer"),
    text("email", 250),
    text("password", NAME),
    text("phone1", 50),
    text("phone2", 50),
    moment("accountCreated"),
)
PRODUCT: Final = (
    text("partNumber", NAME, least=1, required=True, example="0123456"),
    whole("productID"),
    text("availability", NAME),
    text("name", NAME * 5, least=1, required=True, example="Part 1"),
    number("retailPrice"),
    number("averageDealerMargin"),
    text("UPC", NAME),
    text("SKU", NAME),
)
ITEM: Final = (
    text("externalItemID", NAME),
    number("actualPrice", required=True, example="1.00"),
    whole("quantity", required=True, example="1"),
    number("shipping"),
    number("shippingTax"),
    number("itemTaxOverride"),
    Field("customItemData", HASH),
    Field("options", HASH),
    Field("customData", HASH),
)
PAYMENT: Final = (
    whole("orderPaymentID"),
    Field(
        "paymentMethod",
        OBJECT,
        required=True,
        fields=(Field("billingAddress", OBJECT, required=True, fields=ADDRESS),),
    ),
    whole("paymentMethodID"),
    number("maxAmount", -1),
    text("transactionID", NAME),
    text("authorizationID", NAME),
    choice("paymentType", PAYMENT_TYPES, example="NO"),
    number("authAmount", required=True, example="1.00"),
)
ORDER: Final = (
    text("externalOrderID", 100, least=1, required=True, example="H-1001"),
    whole("manufacturerID", required=True, example="1"),
    whole("catalogID", 0, required=True, example="0"),
    language("locale", required=True),
    choice("currency", CURRENCIES, required=True, example="USD"),
    Field("customer", OBJECT, required=True, fields=CUSTOMER),
    Field(
        "orderItems",
        LIST,
        required=True,
        least=1,
        most=LONGEST,
        fields=(
            Field("product", OBJECT, required=True, fields=PRODUCT),
            Field("itemSpecifics", OBJECT, required=True, fields=ITEM),
        ),
    ),
    Field(
        "shippingMethod",
        OBJECT,
        required=True,
        fields=(
            text("shippingType", NAME, least=1, required=True, example="standard"),
            text("shippingClass", NAME, example="Standard"),
        ),
    ),
    Field("shippingAddress", OBJECT, required=True, fields=ADDRESS),
    Field("orderPayments", LIST, required=True, least=1, most=LONGEST, fields=PAYMENT),
    Field(
        "customerIP",
        TEXT,
        required=True,
        pattern=IPV4,
        meaning="an IPv4 address",
        example="203.0.113.7",
    ),
    flag("sendEmail", required=True, default=True, example="false"),
    choice("orderStatus", STATUSES, required=True, example="SHIPPED"),
    whole("orderID"),
    moment("importedCreationDate", example="2024-01-31T12:00:00Z"),
    text("cartID", 512),
    language("currencyLocale"),
    Field("orderGift", OBJECT, fields=(text("recipient"), text("message"))),
    number("shippingTax"),
    number("shippingTaxRate"),
    flag("forceItemTaxOverride"),
    text("orderComment", 1000),
    flag("optInRetailer"),
    text("landingCode", 200, least=10),
    Field("customOrderData", HASH),
    Field("fraudData", FREE),
    flag("allowSplit", default=False),
    flag("isTestOrder", default=False),
    moment("expectedDeliveryDate"),
    Field("promotions", FREE),
    Field("discounts", FREE),
    text("channel", least=1),
    text("assignedLocation", least=1),
    flag("useInventory"),
)


def leaves(fields: tuple[Field, ...] = ORDER, path: str = "") -> Iterator[tuple[str, Field]]:
    """Yield every field that holds a value, with its dotted path; a list's entries are `name.0`."""
    for field in fields:
        here = f"{path}{field.name}"
        if field.kind in (OBJECT, LIST):
            yield from leaves(field.fields, f"{here}.0." if field.kind == LIST else f"{here}.")
        else:
            yield here, field
