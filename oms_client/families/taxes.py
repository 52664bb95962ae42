"""Taxes API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import keys, optional
from oms_client.schemas.base import page_of
from oms_client.schemas.charges import NewTax, Tax


class Taxes(Family):
    """Create, update, read and delete tax rates."""

    get_taxes = Endpoint(
        "Get Taxes",
        "GET",
        "/v1/taxes/",
        optional("BackendName", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
        answer=page_of(Tax),
    )
    # The family has no POST: this creates, too.
    upsert_taxes = Endpoint(
        "Create/Update Taxes",
        "PUT",
        "/v1/taxes/",
        keys("InternalTaxRateId", "BackendName"),
        body=NewTax,
        answer=Tax,
        about="A new BackendName makes a new rate.",
    )
    # Both keys are marked optional, on a DELETE.
    delete_taxes = Endpoint(
        "Delete Taxes", "DELETE", "/v1/taxes/", keys("InternalTaxRateId", "BackendName"), answer=Tax
    )
