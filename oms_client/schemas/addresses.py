"""Customers' addresses: bodies (docs/sandbox.md)."""

from oms_client.schemas.base import text
from oms_client.schemas.parts import NewAddress


class ChangedAddress(NewAddress):
    """update_address: what is given is changed, the rest stays."""

    AddressLine1 = text()
    City = text()
    CountryCode = text()
