"""The client's declarations against the list of the OMS's endpoints."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from oms_client import Endpoint, OmsClient
from oms_client.catalogue import FAMILIES

CATALOGUE = yaml.safe_load((Path(__file__).parent / "endpoints.yaml").read_text("utf-8"))
LISTED: dict[str, list[dict[str, Any]]] = {
    family["key"]: family["endpoints"] for family in CATALOGUE["families"]
}


def declared(family: str) -> dict[str, Endpoint]:
    return FAMILIES[family].endpoints()


ANNOUNCED_ONLY = {"allocation_strategies"}  # the vendor lists the family, and no call of it


def test_every_family_with_a_call_is_offered():
    assert set(FAMILIES) == set(LISTED) - ANNOUNCED_ONLY
    assert [LISTED[family] for family in ANNOUNCED_ONLY] == [[]]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_each_listed_operation_and_no_other(family):
    assert list(declared(family)) == [entry["id"] for entry in LISTED[family]]


@pytest.mark.parametrize(
    ("family", "entry"),
    [
        pytest.param(family, entry, id=entry["id"])
        for family in FAMILIES
        for entry in LISTED[family]
    ],
)
def test_a_declaration_is_the_listed_endpoint(family, entry):
    endpoint = declared(family)[entry["id"]]

    query = [{"name": p.name, "required": p.need == "required"} for p in endpoint.query]

    assert endpoint.operation == entry["id"]
    assert (endpoint.title, endpoint.method, endpoint.path, query) == (
        entry["title"],
        entry["method"],
        entry["path"],
        entry["query"],
    )


def test_only_reads_are_declared_as_reads():
    reads = {
        name
        for family in FAMILIES
        for name, endpoint in declared(family).items()
        if not endpoint.write and endpoint.method != "GET"
    }

    assert reads == {"search_orders"}


def test_a_body_is_sent_where_the_method_says_so_but_for_two_oddities():
    odd = {
        name: endpoint.method
        for family in FAMILIES
        for name, endpoint in declared(family).items()
        if endpoint.method != "POST" and bool(endpoint.body) != (endpoint.method == "PUT")
    }

    assert odd == {"delete_reserved_inventory": "DELETE", "update_delivery_override_date": "PUT"}


def test_a_write_is_never_sent_without_naming_anything():
    for family in FAMILIES:
        for name, endpoint in declared(family).items():
            needs = {param.need for param in endpoint.parameters}
            assert not endpoint.write or endpoint.body or needs & {"key", "required"}, name


def test_a_deletion_always_names_what_goes():
    for family in FAMILIES:
        for name, endpoint in declared(family).items():
            needs = {param.need for param in endpoint.parameters}
            if endpoint.method == "DELETE" and not endpoint.body:
                assert needs & {"key", "required"}, name


def test_internal_and_external_id_of_one_thing_are_accepted_alike():
    pairs = {}
    for family in FAMILIES:
        for name, endpoint in declared(family).items():
            needs = {param.keyword: param.need for param in endpoint.query}
            for word in needs:
                other = word.replace("internal_", "external_")
                if word != other and other in needs:
                    pairs[name, word] = (needs[word], needs[other])

    assert len(pairs) > 20
    assert {name for name, (internal, external) in pairs.items() if internal != external} == set()


def test_keywords_are_one_spelling_of_all_the_vendors_spellings():
    keywords = {
        param.keyword
        for family in FAMILIES
        for endpoint in declared(family).values()
        for param in endpoint.parameters
    }

    assert {"page_size", "page_number", "note_id", "owner_id"} <= keywords
    assert {word for word in keywords if not word.isidentifier() or word != word.lower()} == set()
    assert not keywords & {"body", "interal", "shipping_center_interal_name"}


def test_the_client_offers_every_declared_family():
    client = OmsClient("https://api.example.net", lambda: "key")

    assert {key: type(getattr(client, key)) for key in FAMILIES} == FAMILIES
    assert {key: getattr(OmsClient, key) for key in FAMILIES} == FAMILIES


def test_no_operation_is_in_two_families():
    names = [name for family in FAMILIES for name in declared(family)]

    assert len(names) == len(set(names)) == 146
