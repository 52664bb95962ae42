"""Tax rates: made or changed by one call, read, deleted. No order names one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from oms_sandbox.checks import Table, letters, text
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.errors import invalid
from oms_sandbox.goods.entities import Tax
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.checks import amount, told_as
from oms_sandbox.paging import keep, ordered, page
from oms_sandbox.state import Oms, one_named

COLUMNS = ("BackendName", "InternalTaxRateId", "TaxRate", "CreateDateTimeUtc")
KEYS = ("InternalTaxRateId", "BackendName")
PLACES = 4


def get_taxes(oms: Oms, call: Call) -> Answer:
    criteria = {"BackendName": call.query["BackendName"]}
    return unchanged(page(ordered(keep(oms.taxes, criteria), call.query, COLUMNS), call.query))


def upsert_taxes(oms: Oms, call: Call) -> Answer:
    """Change what is given of the rate that is named, or make the one with a new backend name."""
    number, name = (call.query[key] for key in KEYS)
    if number is None and name is not None and not oms.taxes.called(name):
        return _changed(_make(oms, name, call))
    tax: Any = one_named(oms.taxes, call.query, *KEYS)
    new = {field: value for field, value in call.body.items() if value is not None}
    if all(tax[field] == value for field, value in new.items()):
        return unchanged(tax)
    tax.update(new)
    oms.touch(tax)
    return _changed(tax)


def delete_taxes(oms: Oms, call: Call) -> Answer:
    tax = one_named(oms.taxes, call.query, *KEYS)
    return _changed(oms.taxes.remove(tax["InternalTaxRateId"], name=tax["BackendName"]))


def _make(oms: Oms, name: str, call: Call) -> Tax:
    now = oms.now()
    tax = Tax(
        InternalTaxRateId=oms.taxes.new_number(),
        BackendName=name,
        TaxName=call.body["TaxName"] or "",
        CountryCode=call.body["CountryCode"] or "",
        State=call.body["State"] or "",
        TaxRate=call.body["TaxRate"],
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.taxes.put(tax["InternalTaxRateId"], tax, name=name)
    return tax


def _changed(tax: Tax) -> Answer:
    return changed(tax, InternalTaxRateId=[tax["InternalTaxRateId"]])


@told_as(lambda: amount(0, 100, 0.0001))
def percent(name: str, value: Any) -> Decimal:
    """Check a rate in per cent: a JSON number from 0 to 100, at most four decimal places."""
    if type(value) not in (int, float) or not 0 <= value <= 100:
        raise invalid(name, "must be a number from 0 to 100")
    rate = Decimal(str(value))
    if rate != round(rate, PLACES):
        raise invalid(name, f"must have at most {PLACES} places")
    return round(rate, PLACES)


TAX: Table = {
    "TaxRate": must_have(percent),
    "TaxName": may_have(text(250, shortest=0)),
    "CountryCode": may_have(letters(2)),
    "State": may_have(text(shortest=0)),
}

ENDPOINTS = (
    Endpoint(
        "get_taxes",
        "GET",
        "/v1/taxes/",
        get_taxes,
        answers=ListOf(Tax),
        query=optional("BackendName", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
    ),
    Endpoint(
        "upsert_taxes",
        "PUT",
        "/v1/taxes/",
        upsert_taxes,
        answers=Tax,
        query=optional(*KEYS),
        body=TAX,
    ),
    Endpoint(
        "delete_taxes", "DELETE", "/v1/taxes/", delete_taxes, answers=Tax, query=optional(*KEYS)
    ),
)
