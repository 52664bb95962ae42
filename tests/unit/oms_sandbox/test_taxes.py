"""Tax rates are made or changed by one call, read, deleted."""

import pytest

BASE = "/v1/taxes"


@pytest.fixture
def tax(api):
    return api.put(BASE, {"TaxRate": 8.875, "State": "NY"}, BackendName="ny")


def rates(api, **query):
    return {each["BackendName"]: each["TaxRate"] for each in api.get(BASE, **query)["Items"]}


def test_upsert_makes_a_rate_and_changes_it_by_either_key(api, tax):
    api.put(BASE, {"TaxRate": 9}, BackendName="ny")
    assert rates(api) == {"ny": 9.0}

    api.put(BASE, {"TaxRate": 7.5}, InternalTaxRateId=tax["InternalTaxRateId"])

    assert rates(api) == {"ny": 7.5}
    assert api.get(BASE)["Items"][0]["State"] == "NY"


def test_upsert_of_equal_values_is_no_commit(api, tax):
    api.put(BASE, {"TaxRate": 8.875}, BackendName="ny")

    assert len(api.commits()) == 1


def test_get_taxes_sorts_filters_and_pages(api, tax):
    api.put(BASE, {"TaxRate": 20}, BackendName="ca")
    api.put(BASE, {"TaxRate": 1}, BackendName="tx")

    assert list(rates(api)) == ["ca", "ny", "tx"]
    assert list(rates(api, SortByColumn="TaxRate", Ascending="false")) == ["ca", "ny", "tx"]
    assert list(rates(api, SortByColumn="TaxRate")) == ["tx", "ny", "ca"]
    assert rates(api, BackendName="tx") == {"tx": 1.0}
    assert list(rates(api, PageSize=2, PageNumber=2)) == ["tx"]


@pytest.mark.parametrize("key", ["InternalTaxRateId", "BackendName"])
def test_delete_taxes_goes_by_either_key_and_frees_the_name(api, tax, key):
    api.delete(BASE, **{key: tax[key]})

    assert rates(api) == {}
    assert api.code("DELETE", BASE, 404, **{key: tax[key]}) == "NOT_FOUND"
    again = api.put(BASE, {"TaxRate": 5}, BackendName="ny")
    assert again["InternalTaxRateId"] != tax["InternalTaxRateId"]
    assert rates(api) == {"ny": 5.0}


def test_upsert_and_delete_need_a_key_that_exists_and_keys_that_agree(api, tax):
    number = tax["InternalTaxRateId"]

    for method, sent in (("PUT", {"TaxRate": 5}), ("DELETE", None)):
        assert api.code(method, BASE, 400, sent) == "VALIDATION_FAILED"
        for one, name in ((1, "ny"), (number, "tx")):
            keys = {"InternalTaxRateId": one, "BackendName": name}
            assert api.code(method, BASE, 400, sent, **keys) == "VALIDATION_FAILED"
        assert api.code(method, BASE, 404, sent, InternalTaxRateId=1) == "NOT_FOUND"
    assert rates(api) == {"ny": 8.875}


@pytest.mark.parametrize("rate", [-1, 100.1, 1.00001, "5", True, None])
def test_a_rate_that_is_no_percentage_is_refused(api, rate):
    refused = api.put(BASE, {"TaxRate": rate}, status=400, BackendName="ny")

    assert [error["Field"] for error in refused["Errors"]] == ["TaxRate"]
    assert rates(api) == {}
