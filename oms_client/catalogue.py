"""The table of the families: what an OmsClient offers, and under which name."""

from typing import Final, Generic, TypeVar, overload

from oms_client.endpoints import Caller, Family
from oms_client.families.addresses import Addresses
from oms_client.families.bulk_status import BulkStatus
from oms_client.families.configuration import Configuration
from oms_client.families.custom_field_metadata import CustomFieldMetadata
from oms_client.families.customers import Customers
from oms_client.families.emails import Emails
from oms_client.families.fulfillment import OrderFulfillment
from oms_client.families.images import Images
from oms_client.families.inventory_locations import InventoryLocations
from oms_client.families.inventory_visibility import (
    PhysicalInventoryVisibility,
    PreOrderInventoryVisibility,
    VirtualInventoryVisibility,
)
from oms_client.families.items import Items
from oms_client.families.logging import Logging
from oms_client.families.notes import Notes
from oms_client.families.orders import OrderOrchestration
from oms_client.families.payments import PaymentProcessing
from oms_client.families.pre_order import PreOrder
from oms_client.families.products import Products
from oms_client.families.returns import Returns
from oms_client.families.shipping_centers import ShippingCenters
from oms_client.families.shipping_rates import ShippingRates
from oms_client.families.staff import Staff
from oms_client.families.store_locations import StoreLocations
from oms_client.families.taxes import Taxes
from oms_client.families.tickets import Tickets

F = TypeVar("F", bound=Family)


class Offer(Generic[F]):
    """Offer a family: on the class it is the family itself, on a client an instance of it."""

    def __init__(self, family: type[F]) -> None:
        self.family = family

    @overload
    def __get__(self, client: None, owner: type["Catalogue"]) -> type[F]: ...

    @overload
    def __get__(self, client: Caller, owner: type["Catalogue"]) -> F: ...

    def __get__(self, client: Caller | None, owner: type["Catalogue"]) -> type[F] | F:
        return self.family if client is None else self.family(client)


class Catalogue:
    """Every family of the vendor's that has an endpoint; on a client each is ready to be called."""

    custom_field_metadata = Offer(CustomFieldMetadata)
    inventory_locations = Offer(InventoryLocations)
    order_orchestration = Offer(OrderOrchestration)
    physical_inventory_visibility = Offer(PhysicalInventoryVisibility)
    pre_order_inventory_visibility = Offer(PreOrderInventoryVisibility)
    virtual_inventory_visibility = Offer(VirtualInventoryVisibility)
    order_fulfillment = Offer(OrderFulfillment)
    store_locations = Offer(StoreLocations)
    payment_processing = Offer(PaymentProcessing)
    shipping_centers = Offer(ShippingCenters)
    notes = Offer(Notes)
    customers = Offer(Customers)
    products = Offer(Products)
    returns = Offer(Returns)
    tickets = Offer(Tickets)
    addresses = Offer(Addresses)
    items = Offer(Items)
    taxes = Offer(Taxes)
    staff = Offer(Staff)
    emails = Offer(Emails)
    images = Offer(Images)
    logging = Offer(Logging)
    configuration = Offer(Configuration)
    bulk_status = Offer(BulkStatus)
    pre_order = Offer(PreOrder)
    shipping_rates = Offer(ShippingRates)


FAMILIES: Final[dict[str, type[Family]]] = {
    name: offer.family for name, offer in vars(Catalogue).items() if isinstance(offer, Offer)
}
