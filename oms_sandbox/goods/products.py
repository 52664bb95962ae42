"""Products, the parents of items: made, changed, listed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, text, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.errors import invalid, not_found, wrong_state
from oms_sandbox.goods.entities import Product
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.paging import keep, page
from oms_sandbox.state import Oms

KEYS = ("ProductBackendName", "ProductName")


def create_product(oms: Oms, call: Call) -> Answer:
    for key in KEYS:
        _refuse_taken(oms, key, call.body[key])
    now = oms.now()
    product = Product(
        ProductId=oms.products.new_number(),
        ProductBackendName=call.body["ProductBackendName"],
        ProductName=call.body["ProductName"],
        Description=call.body["Description"],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.products.put(product["ProductId"], product, name=product["ProductBackendName"])
    return _changed(product)


def update_product(oms: Oms, call: Call) -> Answer:
    """Change what is given and leave the rest; the backend name stays."""
    product: Any = product_named(oms, call.body["ProductBackendName"])
    new = {field: value for field, value in call.body.items() if value is not None}
    if all(product[field] == value for field, value in new.items()):
        return unchanged(product)
    if new.get("ProductName", product["ProductName"]) != product["ProductName"]:
        _refuse_taken(oms, "ProductName", new["ProductName"])
    product.update(new)
    oms.touch(product)
    return _changed(product)


def get_products(oms: Oms, call: Call) -> Answer:
    return unchanged(page(keep(oms.products, call.query), call.query))


def delete_product(oms: Oms, call: Call) -> Answer:
    """Delete a product that has no items left."""
    product = _one_of(oms, call.query)
    number = product["ProductId"]
    if oms.items.of(number):
        raise wrong_state("The product has items.")
    return _changed(oms.products.remove(number, name=product["ProductBackendName"]))


def product_named(oms: Oms, name: str) -> Product:
    """Find a product by its backend name; raises NOT_FOUND."""
    found = oms.products.called(name)
    product = oms.products.get(found[0]) if found else None
    if product is None:
        raise not_found("ProductBackendName", name)
    return product


def _one_of(oms: Oms, query: Mapping[str, Any]) -> Product:
    """Find the product that either name, or both, point at; raises 400 and 404."""
    given = {key: query[key] for key in KEYS if query[key] is not None}
    if not given:
        raise invalid("ProductBackendName", "is required, or ProductName")
    candidates: Any = [
        one for one in oms.products if any(one.get(key) == given[key] for key in given)
    ]
    if not candidates:
        raise not_found(*next(iter(given.items())))
    found: Any = keep(candidates, given)
    if not found:
        raise invalid("ProductBackendName", "disagrees with ProductName")
    return found[0]  # type: ignore[no-any-return]  # keep gives the products it was given


def _refuse_taken(oms: Oms, key: str, name: str) -> None:
    if keep(oms.products, {key: name}):
        raise taken(key, name)


def _changed(product: Product) -> Answer:
    return changed(product, ProductId=[product["ProductId"]])


NEW_PRODUCT: Table = {
    "ProductBackendName": must_have(text()),
    "ProductName": must_have(text(250)),
    "Description": words(1000),
}
CHANGED_PRODUCT: Table = {
    "ProductBackendName": must_have(text()),
    "ProductName": may_have(text(250)),
    "Description": may_have(text(1000, shortest=0)),
}

ENDPOINTS = (
    Endpoint(
        "create_product",
        "POST",
        "/v1/products",
        create_product,
        answers=Product,
        body=NEW_PRODUCT,
        status=201,
    ),
    Endpoint(
        "update_product",
        "PUT",
        "/v1/products",
        update_product,
        answers=Product,
        body=CHANGED_PRODUCT,
    ),
    Endpoint(
        "get_products",
        "GET",
        "/v1/products/",
        get_products,
        answers=ListOf(Product),
        query=optional("ProductName", "pageSize", "pageNumber"),
    ),
    Endpoint(
        "delete_product",
        "DELETE",
        "/v1/products/",
        delete_product,
        answers=Product,
        query=optional("ProductName", "ProductBackendName"),
    ),
)
