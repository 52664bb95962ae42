"""Inventory locations, stores, shipping centers: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, many, one, text, whole
from oms_client.schemas.parts import (
    Address,
    CustomField,
    Dated,
    HasCustomFields,
    MayHaveCustomFields,
    NewAddress,
)

TYPES = ("Warehouse", "Store", "StoreRoom", "Zone")


class ChangedPlace(Form):
    """What is given is changed, the rest stays."""

    Name = text()
    Address = one(NewAddress)


class ChangedLocation(ChangedPlace):
    """update_inventory_location."""

    LocationType = text(*TYPES)


class NewLocation(ChangedLocation, MayHaveCustomFields):
    """create_inventory_location: the internal name must be new, and has no comma."""

    LocationInternalName = text(required=True)


class LocationCustomFields(HasCustomFields):
    """update_inventory_location_custom_fields."""

    LocationInternalName = text(required=True)


class ChangedShop(ChangedPlace):
    """update_store_location, update_shipping_center: its locations, by internal name."""

    InventoryLocations = many(text())


class NewStore(ChangedShop):
    """create_store_location: the internal name must be new."""

    StoreInternalName = text(required=True)


class NewCenter(ChangedShop):
    """create_shipping_center: the internal name must be new."""

    ShippingCenterInternalName = text(required=True)


class Location(Dated):
    """A place that holds stock."""

    InventoryLocationId = whole()
    LocationInternalName = text()
    Name = text()
    LocationType = text(*TYPES)
    Address = one(Address)
    CustomFields = many(CustomField)


class LocationFields(Shape):
    """The custom fields of a location."""

    LocationInternalName = text()
    CustomFields = many(CustomField)


class Store(Dated):
    """A store, and the locations it sells from."""

    StoreId = whole()
    StoreInternalName = text()
    Name = text()
    Address = one(Address)
    InventoryLocations = many(text())


class Center(Dated):
    """A shipping center, and the locations it ships from."""

    ShippingCenterId = whole()
    ShippingCenterInternalName = text()
    Name = text()
    Address = one(Address)
    InventoryLocations = many(text())
