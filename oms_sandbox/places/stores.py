"""Stores, and the inventory locations each sells from."""

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
from oms_sandbox.stock.entities import Store

STORE = Kind("StoreInternalName", "StoreId", "StoreInternalName", lambda stock: stock.stores)
PATH = "/v1/storelocations/"

ENDPOINTS = (
    Endpoint(
        "create_store_location",
        "POST",
        "/v1/storelocations",
        STORE.create,
        answers=Store,
        body={"StoreInternalName": NAME, **NEW_PLACE, **OF_LOCATIONS},
        status=201,
    ),
    Endpoint(
        "get_store_locations",
        "GET",
        PATH,
        STORE.get,
        answers=ListOf(Store),
        query=optional("storeInternalName", "pageSize", "pageNumber"),
    ),
    Endpoint(
        "update_store_location",
        "PUT",
        PATH,
        STORE.update,
        answers=Store,
        query=required("storeInternalName"),
        body={**CHANGED_PLACE, **CHANGED_LOCATIONS},
    ),
    Endpoint(
        "delete_store_location",
        "DELETE",
        PATH,
        STORE.delete,
        answers=Store,
        query=required("storeInternalName"),
    ),
)
