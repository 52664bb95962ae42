"""Shipping centers, and the inventory locations each ships from."""

from __future__ import annotations

from oms_sandbox.endpoint import Endpoint, optional, required
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.places.places import (
    CHANGED_LOCATIONS,
    CHANGED_PLACE,
    NAME,
    NEW_PLACE,
    OF_LOCATIONS,
    Kind,
)
from oms_sandbox.stock.entities import Center

MISSPELT = "shippingCenterInteralName"
"""So in the vendor's list, for both calls that change one."""

CENTER = Kind(
    "ShippingCenterInternalName",
    "ShippingCenterId",
    "ShippingCenterInteralName",
    lambda stock: stock.centers,
)
PATH = "/v1/shippingcenters/"

ENDPOINTS = (
    Endpoint(
        "create_shipping_center",
        "POST",
        "/v1/shippingcenters",
        CENTER.create,
        answers=Center,
        body={"ShippingCenterInternalName": NAME, **NEW_PLACE, **OF_LOCATIONS},
        status=201,
    ),
    Endpoint(
        "get_shipping_centers",
        "GET",
        PATH,
        CENTER.get,
        answers=ListOf(Center),
        query=optional("shippingCenterInternalName", "pageSize", "pageNumber"),
    ),
    Endpoint(
        "delete_shipping_center",
        "DELETE",
        PATH,
        CENTER.delete,
        answers=Center,
        query=required(MISSPELT),
    ),
    Endpoint(
        "update_shipping_center",
        "PUT",
        PATH,
        CENTER.update,
        answers=Center,
        query=required(MISSPELT),
        body={**CHANGED_PLACE, **CHANGED_LOCATIONS},
    ),
)
