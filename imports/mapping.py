"""From a checked row to the body an OMS takes: tables, and one reader of them.

The names and states of OrderDynamics' `POST /v1/orders/Import` are our definition of that OMS
(docs/sandbox.md); Kibo's body is the row itself.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from imports.fields import KIBO, ORDERDYNAMICS

STATUS: Final = {"SHIPPED": "Shipped", "READY": "Created", "CANCELLED": "Cancelled"}
GUEST: Final = "guest"
"""The customer of an order that names none, as with live orders."""

Body = dict[str, Any]
Move = Callable[[Any], Any]


class Column(NamedTuple):
    """One field of the body. path: dotted, in the row. move: from the row's value to the body's.

    otherwise: what stands there when the row has nothing; None leaves the field out.
    """

    name: str
    path: str
    move: Move = lambda value: value
    otherwise: Any = None


def _money(value: float) -> str:
    """Return an amount as text of two places: a record of an effect keeps texts."""
    return f"{Decimal(repr(value)):.2f}"


def _utc(value: str) -> str:
    """Return an instant in UTC, to the millisecond."""
    at = datetime.fromisoformat(value).astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _degrees(value: float) -> str:
    return f"{value:.6f}"


def _custom(values: Mapping[str, str]) -> list[Body]:
    return [{"SystemName": name, "Value": value} for name, value in values.items()]


def _all_of(columns: tuple[Column, ...]) -> Move:
    return lambda entries: [translated(entry, columns) for entry in entries]


ADDRESS: Final = (
    Column("AddressLine1", "addressLine1"),
    Column("AddressLine2", "addressLine2"),
    Column("AddressLine3", "addressLine3"),
    Column("City", "city"),
    Column("State", "state"),
    Column("ZipCode", "postalCode"),
    Column("CountryCode", "countryCode"),
    Column("PhoneNumber", "phone"),
    Column("Latitude", "latitude", _degrees),
    Column("Longitude", "longitude", _degrees),
    Column("ExternalAddressId", "addressID", str),
)
PERSON: Final = (
    Column("FirstName", "customer.firstName"),
    Column("LastName", "customer.lastName"),
    Column("Email", "customer.email"),
)
LINE: Final = (
    Column("ExternalOrderDetailId", "itemSpecifics.externalItemID"),
    Column("Sku", "product.partNumber"),
    Column("Quantity", "itemSpecifics.quantity"),
    Column("UnitPrice", "itemSpecifics.actualPrice", _money),
    Column("TaxAmount", "itemSpecifics.itemTaxOverride", _money),
    Column("CustomFields", "itemSpecifics.customItemData", _custom),
)
PAYMENT: Final = (
    Column("PaymentMethod", "paymentType", otherwise="NO"),
    Column("AuthorizationId", "authorizationID"),
    Column("Amount", "authAmount", _money),
)
ORDER: Final = (
    Column("ExternalOrderId", "externalOrderID"),
    Column("ExternalCustomerId", "customer.customerID", str, GUEST),
    Column("CurrencyCode", "currency"),
    Column("OrderStatus", "orderStatus", STATUS.__getitem__),
    Column("CreateDateTimeUtc", "importedCreationDate", _utc),
    Column("ShippingMethod", "shippingMethod.shippingType"),
    Column("LineItems", "orderItems", _all_of(LINE)),
    Column("Payments", "orderPayments", _all_of(PAYMENT)),
    Column("CustomFields", "customOrderData", _custom),
)
SHIPPING_ADDRESS: Final = "shippingAddress"
BILLING_ADDRESS: Final = "orderPayments.0.paymentMethod.billingAddress"
"""The first payment's: the body has room for one."""


def translated(row: Any, columns: tuple[Column, ...]) -> Body:
    """Return what a table of columns makes of a row, or of a part of it."""
    body = {}
    for column in columns:
        value = value_at(row, column.path)
        moved = column.otherwise if value is None else column.move(value)
        if moved is not None:
            body[column.name] = moved
    return body


def value_at(row: Any, path: str) -> Any:
    """Return the value at a dotted path, None where there is none."""
    for name in path.split("."):
        if isinstance(row, list):
            row = row[int(name)]
        elif row is not None:
            row = row.get(name)
    return row


def orderdynamics_body(order: Any) -> Body:
    """Return the body of OrderDynamics' import of a checked row; amounts are texts."""
    row = msgspec.to_builtins(order)
    person = translated(row, PERSON)
    return {
        **translated(row, ORDER),
        "ShippingAddress": translated(value_at(row, SHIPPING_ADDRESS), ADDRESS) | person,
        "BillingAddress": translated(value_at(row, BILLING_ADDRESS), ADDRESS) | person,
    }


def kibo_body(order: Any) -> Body:
    """Return the body of Kibo's import of a checked row: the row, its defaults said."""
    body: Body = msgspec.to_builtins(order)
    return body


BODIES: Final[dict[str, Callable[[Any], Body]]] = {
    ORDERDYNAMICS: orderdynamics_body,
    KIBO: kibo_body,
}
"""The body of an import, by target."""
