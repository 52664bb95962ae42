"""A declaration tells a reader all it knows."""

import pytest

from oms_client import OmsClient
from oms_client.catalogue import FAMILIES
from oms_client.kinds import kind_of
from oms_client.parameters import Param

EVERY = [
    pytest.param(endpoint, id=endpoint.operation)
    for family in FAMILIES.values()
    for endpoint in family.endpoints().values()
]


@pytest.mark.parametrize("endpoint", EVERY)
def test_a_description_names_call_parameters_and_errors(endpoint):
    told = endpoint.describe()

    assert told.startswith(f"{endpoint.title}\n{endpoint.method} {endpoint.path}\n")
    for param in endpoint.parameters:
        assert (
            f"  {param.keyword} ({'one of these' if param.need == 'key' else param.need}, " in told
        )
        assert f"sent as {param.name})" in told
    assert ("Body, a JSON object:" in told) == bool(endpoint.body)
    assert ("Ambiguous" in told) == endpoint.write
    assert ("Unavailable" in told) == (not endpoint.write)


def test_units_and_known_words_are_told():
    told = OmsClient.order_orchestration.list_orders.describe()

    assert "last_updated_date_time_utc_after (required, instant, " in told
    assert "UTC, at or after it" in told
    assert "OrderStatus (text): Created, Processing," in told
    assert "LineItems (list of objects)\n      OrderDetailId (whole number)" in told
    assert "UnitPrice (amount)" in told
    assert "amounts in the CurrencyCode beside them, quantities in units." in told


def test_a_call_of_a_client_tells_the_same():
    client = OmsClient("https://api.example.net", lambda: "key")

    assert client.notes.get_notes.describe() == OmsClient.notes.get_notes.describe()


def test_a_list_of_one_page_tells_what_happens_when_it_is_full():
    assert "Incomplete" in OmsClient.items.get_item_site_pricing.describe()
    assert "Incomplete" not in OmsClient.items.get_items.describe()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("CreateDateTimeUtcAfter", "instant"),
        ("DateSubmittedUTC", "text"),
        ("PageSize", "number"),
        ("pageNumber", "number"),
        ("Ascending", "flag"),
        ("LoadInventory", "flag"),
        ("IsShippedToStore", "flag"),
        ("skus", "texts"),
        ("locationInternalNames", "texts"),
        ("Sku", "text"),
        ("ExternalOrderId", "text"),
        ("InternalOrderId", "text"),
    ],
)
def test_a_parameters_name_tells_its_kind(name, word):
    assert kind_of(Param(name, "optional")).word == word
