"""What an import may hold, and a search may ask: the guide's tables, field by field.

The guide marks `locale` and `sendEmail` required and gives both a default; here they are required.
Of nested objects it shows examples only: which of their fields are needed is our definition.
"""

from __future__ import annotations

from typing import Any

from oms_sandbox.checks import (
    Check,
    Table,
    digits,
    flag,
    letters,
    nullable,
    object_of,
    one_of,
    optional,
    required,
    whole,
)
from oms_sandbox.endpoint import Call
from oms_sandbox.errors import BackendError, FieldErrors
from oms_sandbox.kibo.checks import (
    any_object,
    anything,
    date_time,
    each,
    hash_of,
    language_tag,
    number,
    public_ipv4,
    stored_text,
)
from oms_sandbox.kibo.errors import (
    INVALID_QUERY_PARAM,
    MISSING,
    NO_VALID_QUERY_PARAMS,
    UNSUPPORTED_QUERY_PARAM,
    KiboError,
    data_refused,
)
from oms_sandbox.openapi.checks import schema_of, sequence, told_as
from oms_sandbox.reading import Given

SHIPPED = "SHIPPED"
READY = "READY"
CANCELLED = "CANCELLED"
ORDER_STATUSES = (SHIPPED, READY, CANCELLED)
PAYMENT_TYPES = ("CC", "CS", "LV", "PP", "EB", "PZ", "NO")
DEFAULT_PER_PAGE = 10
LARGEST_PER_PAGE = 100


def _or_null(*names: str, check: Check) -> Table:
    return {name: optional(nullable(check)) for name in names}


_WORDS = stored_text(shortest=0)


def _address(longest_line: int | None) -> Table:
    line = stored_text(longest_line) if longest_line else stored_text()
    return {
        **_or_null("addressID", "customerID", check=whole()),
        "addressLine1": required(line),
        **_or_null("addressLine2", "addressLine3", check=line),
        **_or_null("phone", "postalCode", "state", check=_WORDS),
        "city": required(stored_text()),
        "countryCode": required(letters(2)),
        **_or_null("latitude", "longitude", check=number()),
        **_or_null("fraudLock", "active", check=flag),
    }


CUSTOMER: Table = {
    **_or_null("customerID", check=whole()),
    **_or_null("firstName", "lastName", "email", "password", "phone1", "phone2", check=_WORDS),
    **_or_null("accountCreated", check=date_time),
}
PRODUCT: Table = {
    "partNumber": required(stored_text()),
    "name": required(stored_text()),
    **_or_null("productID", check=whole()),
    **_or_null("availability", "UPC", "SKU", check=_WORDS),
    **_or_null("retailPrice", "averageDealerMargin", check=number(0)),
}
ITEM_SPECIFICS: Table = {
    "actualPrice": required(number(0)),
    "quantity": required(whole()),
    **_or_null("externalItemID", check=_WORDS),
    **_or_null("shipping", "shippingTax", "itemTaxOverride", check=number(0)),
    **_or_null("customItemData", "options", "customData", check=any_object),
}
ORDER_ITEM: Table = {
    "product": required(object_of(PRODUCT)),
    "itemSpecifics": required(object_of(ITEM_SPECIFICS)),
}
PAYMENT_METHOD: Table = {"billingAddress": required(object_of(_address(longest_line=250)))}
ORDER_PAYMENT: Table = {
    "paymentMethod": required(object_of(PAYMENT_METHOD)),
    **_or_null("orderPaymentID", "paymentMethodID", check=whole()),
    **_or_null("maxAmount", check=number(-1)),
    **_or_null("authAmount", check=number(0)),
    **_or_null("transactionID", "authorizationID", check=_WORDS),
    **_or_null("paymentType", check=one_of(PAYMENT_TYPES)),
}
SHIPPING_METHOD: Table = {
    "shippingType": required(stored_text()),
    **_or_null("shippingClass", check=_WORDS),
}
IMPORT: Table = {
    "externalOrderID": required(stored_text(100)),
    "manufacturerID": required(whole(1)),
    "catalogID": required(whole(0)),
    "locale": required(language_tag),
    "currency": required(letters(3)),
    "customer": required(object_of(CUSTOMER)),
    "orderItems": required(each(object_of(ORDER_ITEM), fewest=1)),
    "shippingMethod": required(object_of(SHIPPING_METHOD)),
    "shippingAddress": required(object_of(_address(longest_line=None))),
    "orderPayments": required(each(object_of(ORDER_PAYMENT), fewest=1)),
    "customerIP": required(public_ipv4),
    "sendEmail": required(flag),
    "orderStatus": required(one_of(ORDER_STATUSES)),
    "orderID": optional(whole(1)),
    "importedCreationDate": optional(date_time),
    "cartID": optional(stored_text(512, shortest=0)),
    "currencyLocale": optional(language_tag, default=lambda: "en-US"),
    "orderGift": optional(object_of(_or_null("recipient", "message", check=_WORDS))),
    "shippingTax": optional(number(0)),
    "shippingTaxRate": optional(number(0)),
    "forceItemTaxOverride": optional(flag, default=bool),
    "orderComment": optional(stored_text(1000, shortest=0)),
    "optInRetailer": optional(flag),
    "landingCode": optional(stored_text(200, shortest=10)),
    "customOrderData": optional(hash_of(longest_name=100, longest_value=1000)),
    "fraudData": optional(each(anything)),
    "allowSplit": optional(flag, default=bool),
    "isTestOrder": optional(flag, default=bool),
    "expectedDeliveryDate": optional(date_time),
    "promotions": optional(each(anything)),
    "discounts": optional(each(anything)),
    "channel": optional(stored_text()),
    "assignedLocation": optional(stored_text()),
    "useInventory": optional(flag),
}


def _any_of(check_one: Check) -> Check:
    """Check a query value: several, parted by commas, mean any of them."""

    @told_as(lambda: sequence(schema_of(check_one), 1, unique=False))
    def check(name: str, value: Any) -> list[Any]:
        return [check_one(name, part) for part in str(value).split(",")]

    return check


FILTERS: Table = {
    "externalOrderID": optional(_any_of(stored_text(100))),
    "manufacturerID": optional(_any_of(digits())),
    "orderID": optional(_any_of(digits())),
    "orderStatus": optional(_any_of(one_of(ORDER_STATUSES))),
}
SEARCH: Table = {
    **FILTERS,
    "perPage": optional(digits(1, LARGEST_PER_PAGE), default=lambda: DEFAULT_PER_PAGE),
    "page": optional(digits(), default=lambda: 1),
}


def read_import(came: Given) -> Call:
    """Check an import; raises KiboError that names every field that is wrong."""
    if came.query:
        raise _unsupported(list(came.query))
    errors: list[tuple[str, str]] = []
    body: dict[str, Any] = {}
    try:
        raw = came.body()
        errors.extend(_tax_overrides_missing(raw))
        body = object_of(IMPORT)("", raw)
    except BackendError as refused:
        errors.extend(refused.errors)
    except RecursionError:
        errors.append(("body", "is nested too deeply"))
    if errors:
        raise data_refused(errors)
    return Call({}, body)


def _tax_overrides_missing(raw: Any) -> FieldErrors:
    if not isinstance(raw, dict) or raw.get("forceItemTaxOverride") is not True:
        return ()
    items = raw.get("orderItems")
    specifics = [_field(one, "itemSpecifics") for one in (items if isinstance(items, list) else ())]
    return [
        (f"orderItems[{at}].itemSpecifics.itemTaxOverride", MISSING)
        for at, one in enumerate(specifics)
        if isinstance(one, dict) and one.get("itemTaxOverride") is None
    ]


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def read_search(came: Given) -> Call:
    """Check a search; raises KiboError: unknown parameters, wrong values, no filter at all."""
    spelling = {name.lower(): name for name in SEARCH}
    unknown = [name for name in came.query if name not in spelling]
    if unknown:
        raise _unsupported(unknown)
    asked = {spelling[name]: values for name, values in came.query.items()}
    twice = [(name, "is given twice") for name, values in asked.items() if len(values) > 1]
    try:
        query = object_of(SEARCH)("", {name: values[0] for name, values in asked.items()})
    except BackendError as refused:
        raise _invalid_query([*twice, *refused.errors]) from refused
    if twice:
        raise _invalid_query(twice)
    if not FILTERS.keys() & asked.keys():
        names = ", ".join(FILTERS)
        raise KiboError(NO_VALID_QUERY_PARAMS, f"One of these is needed: {names}.")
    return Call(query, {})


def _invalid_query(errors: FieldErrors) -> KiboError:
    return KiboError(INVALID_QUERY_PARAM, "The query is not valid.", errors)


def _unsupported(names: list[str]) -> KiboError:
    errors = [(name, "is not supported") for name in names]
    return KiboError(UNSUPPORTED_QUERY_PARAM, "The query has unsupported parameters.", errors)
