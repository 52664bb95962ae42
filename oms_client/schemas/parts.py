"""What the bodies of several subjects have in common."""

from oms_client.schemas.base import Form, Shape, instant, many, text, whole


class OrderKey(Form):
    """Name an order by either id; both must agree."""

    InternalOrderId = whole()
    ExternalOrderId = text()


class CustomerKey(Form):
    """Name a customer by either id; both must agree."""

    InternalCustomerId = whole()
    ExternalCustomerId = text()


class NewCustomField(Form):
    """A merchant-defined field."""

    SystemName = text(required=True)
    Value = text(required=True)


class CustomField(Shape):
    """A merchant-defined field."""

    SystemName = text()
    Value = text()


class HasCustomFields(Form):
    """Whatever takes custom fields: the list replaces the one before."""

    CustomFields = many(NewCustomField, required=True)


class MayHaveCustomFields(Form):
    """Whatever may be made with custom fields."""

    CustomFields = many(NewCustomField)


class NewAddress(Form):
    """An address; the names are those of the vendor's one published body, but the last two."""

    AddressLine1 = text(required=True)
    AddressLine2 = text()
    AddressLine3 = text()
    City = text(required=True)
    State = text()
    ZipCode = text()
    CountryCode = text(required=True)  # two letters
    AddressNickname = text()
    FirstName = text()
    LastName = text()
    CompanyName = text()
    Latitude = text()
    Longitude = text()
    ExternalAddressId = text()
    PhoneNumber = text()
    Email = text()


class Address(Shape):
    """An address as the OMS holds it."""

    AddressLine1 = text()
    AddressLine2 = text()
    AddressLine3 = text()
    City = text()
    State = text()
    ZipCode = text()
    CountryCode = text()
    AddressNickname = text()
    FirstName = text()
    LastName = text()
    CompanyName = text()
    Latitude = text()
    Longitude = text()
    ExternalAddressId = text()
    PhoneNumber = text()
    Email = text()


class Dated(Shape):
    """Whatever was made once and changed since."""

    CreateDateTimeUtc = instant()
    LastUpdatedDateTimeUtc = instant()


class NewLineQuantity(Form):
    """A part of an order's line, in units."""

    OrderDetailId = whole(required=True)
    Quantity = whole(required=True)
