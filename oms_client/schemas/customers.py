"""Customers: their bodies and their answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, flag, many, one, text, whole
from oms_client.schemas.emails import SentEmail
from oms_client.schemas.invoices import Card
from oms_client.schemas.notes import Note
from oms_client.schemas.orders import Order
from oms_client.schemas.parts import Address, Dated, NewAddress
from oms_client.schemas.returns import Return
from oms_client.schemas.tickets import Ticket


class CustomerNames(Form):
    """update_customer: what is given is changed, the rest stays."""

    FirstName = text()
    LastName = text()
    CompanyName = text()
    Email = text()
    PhoneNumber = text()


class NewCustomer(CustomerNames):
    """create_customer: ExternalCustomerId must be new."""

    ExternalCustomerId = text(required=True)


class NewLinkedAddress(NewAddress):
    """An address and what it is used for."""

    AddressType = text("Billing", "Shipping", required=True)
    IsDefaultShippingAddress = flag()


class NewAddresses(Form):
    """link_customer_addresses."""

    Addresses = many(NewLinkedAddress, required=True)


class LinkedAddress(Address):
    """An address of a customer, and what it is used for."""

    InternalAddressId = whole()
    AddressType = text("Billing", "Shipping")
    IsDefaultShippingAddress = flag()


class Customer(Dated):
    """A customer; of a forgotten one only the ids are left."""

    InternalCustomerId = whole()
    ExternalCustomerId = text()
    FirstName = text()
    LastName = text()
    CompanyName = text()
    Email = text()
    PhoneNumber = text()
    Addresses = many(LinkedAddress)
    IsForgotten = flag()


class CustomerExport(Shape):
    """All that the OMS holds of a customer."""

    Customer = one(Customer)
    Orders = many(Order)
    Returns = many(Return)
    CreditCards = many(Card)
    Notes = many(Note)
    Tickets = many(Ticket)
    Emails = many(SentEmail)
