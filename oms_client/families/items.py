"""Items API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.products import (
    ChangedItem,
    ChangedSku,
    DeletedPrices,
    Item,
    NewItem,
    NewSitePrice,
    SitePrice,
)


class Items(Family):
    """Create, update, read and delete items (SKUs) and their prices by channel."""

    create_item = Endpoint("Create an Item", "POST", "/v1/items/", body=NewItem, answer=Item)
    # No key in the query: the body names the item.
    update_item = Endpoint("Update an Item", "PUT", "/v1/items/", body=ChangedItem, answer=Item)
    # Sku is marked optional, on a DELETE.
    delete_item = Endpoint(
        "Delete an Item",
        "DELETE",
        "/v1/items/",
        keys("Sku"),
        answer=Item,
        about="Its prices go, too. Refused while an open order, a wave or a schedule names it.",
    )
    get_items = Endpoint(
        "Get Items",
        "GET",
        "/v1/items/",
        optional(
            "ProductBackendName",
            "LoadAttributes",
            "LoadCategories",
            "LoadInventory",
            "Sku",
            "pageSize",
            "pageNumber",
        ),
        answer=page_of(Item),
        about="The Load... flags add attributes, categories and stock to each item.",
    )
    get_skus = Endpoint(
        "Get SKUs",
        "GET",
        "/v1/items/Skus",
        optional(
            "LastUpdatedDateTimeUtcAfter", "LastUpdatedDateTimeUtcBefore", "PageSize", "PageNumber"
        ),
        answer=page_of(ChangedSku),
        about="Which SKUs changed in a window; without one, all.",
    )
    delete_item_site_pricing = Endpoint(
        "Delete an Item Site Pricing",
        "DELETE",
        "/v1/items/SitePricing",
        required("Sku") + optional("Channel"),
        answer=DeletedPrices,
        about="Without a channel, the prices of all channels go.",
    )
    # No page number: there is one page only.
    get_item_site_pricing = Endpoint(
        "Get an Item Site Pricing",
        "GET",
        "/v1/items/SitePricing",
        required("Sku") + optional("Channel", "SortByColumn", "Ascending", "PageSize"),
        answer=page_of(SitePrice),
    )
    update_item_site_pricing = Endpoint(
        "Update an Item Site Pricing",
        "PUT",
        "/v1/items/SitePricing",
        body=NewSitePrice,
        answer=SitePrice,
    )
