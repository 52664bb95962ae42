"""Store Locations API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.locations import ChangedShop, NewStore, Store


class StoreLocations(Family):
    """Create, read, update and delete the physical stores, by internal name."""

    create_store_location = Endpoint(
        "Create a Store Location", "POST", "/v1/storelocations", body=NewStore, answer=Store
    )
    get_store_locations = Endpoint(
        "Get Store Locations",
        "GET",
        "/v1/storelocations/",
        optional("storeInternalName", "pageSize", "pageNumber"),
        answer=page_of(Store),
    )
    update_store_location = Endpoint(
        "Update a Store Location",
        "PUT",
        "/v1/storelocations/",
        required("storeInternalName"),
        body=ChangedShop,
        answer=Store,
    )
    delete_store_location = Endpoint(
        "Delete a Store Location",
        "DELETE",
        "/v1/storelocations/",
        required("storeInternalName"),
        answer=Store,
    )
