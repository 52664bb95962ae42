"""Customers: made, found, changed, exported, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, list_of, object_of, text, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.desk.notes import forget_notes, notes_on
from oms_sandbox.desk.notes_entities import CUSTOMERS, INVOICES, ORDERS, RETURNS, SHIPMENTS, TICKETS
from oms_sandbox.desk.tickets import forget_tickets
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import (
    CREATED,
    ON_HOLD,
    PARTIALLY_SHIPPED,
    PROCESSING,
    Address,
    Customer,
    Order,
)
from oms_sandbox.errors import DUPLICATE_EXTERNAL_ID, BackendError, invalid, wrong_state
from oms_sandbox.forms import CUSTOMER_KEY
from oms_sandbox.openapi.answers import CustomerExport, ListOf
from oms_sandbox.paging import ordered, page, whole_list
from oms_sandbox.people.addresses import LINKED_ADDRESS, remove_addresses, replace_addresses
from oms_sandbox.people.emails import email_log
from oms_sandbox.state import Oms, Shelf, customer_named, named

NAMES = ("FirstName", "LastName", "CompanyName", "Email", "PhoneNumber")
COLUMNS = (
    "InternalCustomerId", "ExternalCustomerId", "LastName", "Email", "CreateDateTimeUtc",
)  # fmt: skip
OPEN_ORDERS = (CREATED, ON_HOLD, PROCESSING, PARTIALLY_SHIPPED)


def customer_of_order(oms: Oms, name: str) -> Customer:
    """Give the customer with this external ID; an order may come before its customer."""
    known = oms.customers.called(name)
    found = oms.customers.get(known[0]) if known else None
    return found or _make(oms, name, dict.fromkeys(NAMES, ""))


def _make(oms: Oms, name: str, names: Mapping[str, str]) -> Customer:
    now = oms.now()
    customer = Customer(
        InternalCustomerId=oms.customers.new_number(),
        ExternalCustomerId=name,
        FirstName=names["FirstName"],
        LastName=names["LastName"],
        CompanyName=names["CompanyName"],
        Email=names["Email"],
        PhoneNumber=names["PhoneNumber"],
        Addresses=[],
        IsForgotten=False,
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.customers.put(customer["InternalCustomerId"], customer, name=name)
    return customer


def create_customer(oms: Oms, call: Call) -> Answer:
    name = call.body["ExternalCustomerId"]
    if oms.customers.called(name):
        fault = ("ExternalCustomerId", "is taken")
        raise BackendError(DUPLICATE_EXTERNAL_ID, f"A customer {name} exists.", [fault])
    return _changed(_make(oms, name, call.body))


def get_customers(oms: Oms, call: Call) -> Answer:
    """List the customer the keys name: one or none."""
    if all(value is None for value in call.query.values()):
        raise invalid("InternalCustomerId", "is required, or ExternalCustomerId")
    found = named(oms.customers, call.query, "InternalCustomerId", "ExternalCustomerId")
    return unchanged(whole_list(found))


def search_customers(oms: Oms, call: Call) -> Answer:
    """List the customers with the keyword, in any case, in a name or in the external ID."""
    keyword = (call.query["SearchKeyword"] or "").lower()
    everyone: list[Any] = list(oms.customers)
    found = [
        customer
        for customer in everyone
        if any(keyword in customer[field].lower() for field in (*NAMES, "ExternalCustomerId"))
    ]
    return unchanged(page(ordered(found, call.query, COLUMNS), call.query))


def link_customer_addresses(oms: Oms, call: Call) -> Answer:
    customer = customer_named(oms, call.query)
    replace_addresses(oms, customer, call.body["Addresses"])
    oms.touch(customer)
    return _changed(customer)


def update_customer(oms: Oms, call: Call) -> Answer:
    """Change the names that are given and leave the others."""
    customer: Any = customer_named(oms, call.query)
    new = {field: value for field, value in call.body.items() if value is not None}
    if all(customer[field] == value for field, value in new.items()):
        return unchanged(customer)
    customer.update(new)
    oms.touch(customer)
    return _changed(customer)


def export_customer(oms: Oms, call: Call) -> Answer:
    customer = customer_named(oms, call.body)
    number = customer["InternalCustomerId"]
    orders = oms.orders.of(number)
    returns = [one for order in orders for one in oms.returns.of(order["InternalOrderId"])]
    return unchanged({
        "Customer": customer,
        "Orders": orders,
        "Returns": returns,
        "CreditCards": oms.cards.of(number),
        "Tickets": oms.tickets.of(number),
        "Notes": [note for table, one in _objects(oms, number) for note in notes_on(oms, table, one)],
        "Emails": email_log(oms, number),
    })  # fmt: skip


def forget_customer(oms: Oms, call: Call) -> Answer:
    """Empty every personal field of a customer and of what is about it; keys and countries stay."""
    customer = customer_named(oms, call.body)
    number = customer["InternalCustomerId"]
    if customer["IsForgotten"]:
        return unchanged(customer)
    orders = oms.orders.of(number)
    if any(order["OrderStatus"] in OPEN_ORDERS for order in orders):
        raise wrong_state("The customer has open orders.")
    for order in orders:
        _forget_order(oms, order)
    for card in oms.cards.of(number):
        oms.cards.remove(card["CardId"], number)
    for field in NAMES:
        customer[field] = ""  # type: ignore[literal-required]  # NAMES are text fields of a customer
    remove_addresses(oms, customer)
    for table, one in _objects(oms, number):
        forget_notes(oms, table, one)
    forget_tickets(oms, number)
    customer["IsForgotten"] = True
    oms.touch(customer)
    return _changed(customer)


def _objects(oms: Oms, customer: int) -> list[tuple[str, int]]:
    """Name everything of a customer that notes may be on, by table and number."""
    orders = [order["InternalOrderId"] for order in oms.orders.of(customer)]
    of_orders: tuple[tuple[str, Shelf[Any], str], ...] = (
        (SHIPMENTS, oms.shipments, "ShipmentId"),
        (INVOICES, oms.invoices, "InvoiceId"),
        (RETURNS, oms.returns, "ReturnId"),
    )
    return [
        (CUSTOMERS, customer),
        *((ORDERS, order) for order in orders),
        *((TICKETS, ticket["TicketId"]) for ticket in oms.tickets.of(customer)),
        *(
            (table, item[key])
            for table, shelf, key in of_orders
            for order in orders
            for item in shelf.of(order)
        ),
    ]


def _forget_order(oms: Oms, order: Order) -> None:
    order["ShippingAddress"] = _blank(order["ShippingAddress"])
    if order["BillingAddress"] is not None:
        order["BillingAddress"] = _blank(order["BillingAddress"])
    oms.touch(order)


def _blank(address: Address) -> Address:
    return {**dict.fromkeys(address, ""), "CountryCode": address["CountryCode"]}


def _changed(customer: Customer) -> Answer:
    return changed(customer, InternalCustomerId=[customer["InternalCustomerId"]])


NEW_CUSTOMER: Table = {
    "ExternalCustomerId": must_have(text()),
    **dict.fromkeys(NAMES, words(250)),
}
CHANGED_CUSTOMER: Table = dict.fromkeys(NAMES, may_have(text(250, shortest=0)))
KEY = optional("InternalCustomerId", "ExternalCustomerId")

ENDPOINTS = (
    Endpoint(
        "create_customer",
        "POST",
        "/v1/customers",
        create_customer,
        answers=Customer,
        body=NEW_CUSTOMER,
        status=201,
    ),
    Endpoint(
        "get_customers", "GET", "/v1/customers/", get_customers, answers=ListOf(Customer), query=KEY
    ),
    Endpoint(
        "search_customers",
        "GET",
        "/v1/customers/Search",
        search_customers,
        answers=ListOf(Customer),
        query=optional("SearchKeyword", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
    ),
    Endpoint(
        "link_customer_addresses",
        "PUT",
        "/v1/customers/Addresses",
        link_customer_addresses,
        answers=Customer,
        query=KEY,
        body={"Addresses": must_have(list_of(object_of(LINKED_ADDRESS)))},
    ),
    Endpoint(
        "update_customer",
        "PUT",
        "/v1/customers/",
        update_customer,
        answers=Customer,
        query=KEY,
        body=CHANGED_CUSTOMER,
    ),
    Endpoint(
        "export_customer",
        "POST",
        "/v1/customers/Export",
        export_customer,
        answers=CustomerExport,
        body=CUSTOMER_KEY,
    ),
    Endpoint(
        "forget_customer",
        "POST",
        "/v1/customers/Forget",
        forget_customer,
        answers=Customer,
        body=CUSTOMER_KEY,
    ),
)
