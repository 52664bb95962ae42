"""Products API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.products import ChangedProduct, NewProduct, Product


class Products(Family):
    """Create, update, read and delete products, the parents of items."""

    create_product = Endpoint(
        "Create a Product", "POST", "/v1/products", body=NewProduct, answer=Product
    )
    # No key in the query: the body names the product.
    update_product = Endpoint(
        "Update a Product", "PUT", "/v1/products", body=ChangedProduct, answer=Product
    )
    get_products = Endpoint(
        "Get Products",
        "GET",
        "/v1/products/",
        optional("ProductName", "pageSize", "pageNumber"),
        answer=page_of(Product),
    )
    # Both keys are marked optional, on a DELETE.
    delete_product = Endpoint(
        "Delete a Product",
        "DELETE",
        "/v1/products/",
        keys("ProductName", "ProductBackendName"),
        answer=Product,
        about="Refused while it has items.",
    )
