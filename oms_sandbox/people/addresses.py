"""A customer's addresses: made, changed, found, replaced; each has a number of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from oms_sandbox.checks import Table, flag, one_of
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.entities import ADDRESS_TYPES, BILLING, Customer
from oms_sandbox.errors import invalid, not_found
from oms_sandbox.forms import ADDRESS, line_with
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import CustomerAddress, ListOf
from oms_sandbox.paging import keep, page
from oms_sandbox.state import Oms, customer_named, one_named

CUSTOMER_KEYS = ("InternalCustomerId", "ExternalCustomerId", "UserId")
ADDRESS_KEYS = ("InternalAddressId", "ExternalAddressId")
BLANK = {"ExternalAddressId": "", "AddressType": None, "IsDefaultShippingAddress": False}

Address = dict[str, Any]


def get_customer_address(oms: Oms, call: Call) -> Answer:
    """List a customer's addresses, or the one with this number or external ID."""
    if any(call.query[key] is not None for key in CUSTOMER_KEYS):
        customer = _one_customer(oms, call.query, CUSTOMER_KEYS)
    else:
        customer = one_named(oms.customer_by_address, call.query, *ADDRESS_KEYS)
    criteria = {key: call.query[key] for key in ADDRESS_KEYS}
    return unchanged(page(keep(customer["Addresses"], criteria), call.query))


def update_address(oms: Oms, call: Call) -> Answer:
    """Change what is given of an address and leave the rest."""
    customer = one_named(oms.customer_by_address, call.query, *ADDRESS_KEYS)
    key = next(key for key in ADDRESS_KEYS if call.query[key] is not None)
    address = line_with(customer["Addresses"], call.query[key], key)
    return _put(oms, customer, address, call.body)


def upsert_customer_address(oms: Oms, call: Call) -> Answer:
    """Change the address that the IDs name; without one, add it unless the customer has it."""
    customer = _one_customer(oms, call.query, CUSTOMER_KEYS[:2])
    new = _wanted(call)
    known = _known(customer, call.query["InternalShippingAddressId"], new)
    whole = {**(known or BLANK), **new}
    if whole["AddressType"] is None:
        raise invalid("AddressType", "is required for a new address")
    _refuse_defaults([whole])
    if known is not None:
        return _put(oms, customer, known, new)
    return _changed(oms, customer, add_address(oms, customer, whole))


def _one_customer(oms: Oms, query: Mapping[str, Any], keys: Iterable[str]) -> Customer:
    """Find the customer that exactly one key names; a UserId is the customer's e-mail address."""
    given = [key for key in keys if query[key] is not None]
    if len(given) != 1:
        raise invalid("InternalCustomerId", f"exactly one of {', '.join(keys)} is required")
    if given == ["UserId"]:
        return _with_email(oms, query["UserId"])
    return customer_named(oms, query)


def _with_email(oms: Oms, email: str) -> Customer:
    for customer in oms.customers:
        if customer["Email"].lower() == email.lower():
            return customer
    raise not_found("UserId", email)


def _wanted(call: Call) -> dict[str, Any]:
    """Put together what query and body tell of an address; without an external ID, it keeps its."""
    name, in_body = call.query["ExternalShippingAddressId"], call.body["ExternalAddressId"]
    if name and in_body and name != in_body:
        raise invalid("ExternalShippingAddressId", "differs from ExternalAddressId")
    told = {key: call.query[key] for key in ("AddressType", "IsDefaultShippingAddress")}
    new = {**call.body, **told, "ExternalAddressId": name or in_body or None}
    return {key: value for key, value in new.items() if value is not None}


def _known(customer: Customer, number: int | None, new: Mapping[str, Any]) -> Address | None:
    """Find the customer's address that is meant: by its number, its external ID, or all of it."""
    wanted: Mapping[str, Any] = new
    if number is not None:
        wanted = {"InternalAddressId": number}
    elif "ExternalAddressId" in new:
        wanted = {"ExternalAddressId": new["ExternalAddressId"]}
    found = [one for one in customer["Addresses"] if one.items() >= wanted.items()]
    if number is not None and not found:
        raise not_found("InternalShippingAddressId", number)
    return found[0] if found else None


def _put(oms: Oms, customer: Customer, address: Address, given: Mapping[str, Any]) -> Answer:
    """Change an address; raises DUPLICATE_EXTERNAL_ID when its new external ID is taken."""
    new: Address = {key: value for key, value in given.items() if value is not None}
    if address.items() >= new.items():
        return unchanged(address)
    old_name, number = address["ExternalAddressId"], address["InternalAddressId"]
    new_name = {**address, **new}["ExternalAddressId"]
    if new_name != old_name:
        _refuse_taken(oms, [new_name])
        _unfile(oms, customer, address)
        address["ExternalAddressId"] = new_name
        _file(oms, customer, address)
    address.update(new)
    if new.get("IsDefaultShippingAddress"):
        _make_default(customer, number)
    return _changed(oms, customer, address)


def add_address(oms: Oms, customer: Customer, given: Mapping[str, Any]) -> Address:
    """Give a customer one more address; raises DUPLICATE_EXTERNAL_ID."""
    _refuse_taken(oms, [given["ExternalAddressId"]])
    address = {"InternalAddressId": oms.customer_by_address.new_number(), **given}
    customer["Addresses"].append(address)
    _file(oms, customer, address)
    if address["IsDefaultShippingAddress"]:
        _make_default(customer, address["InternalAddressId"])
    return address


def remove_addresses(oms: Oms, customer: Customer) -> None:
    for address in customer["Addresses"]:
        _unfile(oms, customer, address)
    customer["Addresses"] = []


def replace_addresses(oms: Oms, customer: Customer, given: list[Mapping[str, Any]]) -> None:
    """Take all of a customer's addresses away and give it these; raises DUPLICATE_EXTERNAL_ID."""
    own = {address["ExternalAddressId"] for address in customer["Addresses"]}
    names = [one["ExternalAddressId"] for one in given]
    _refuse_taken(oms, names, own)
    _refuse_defaults(given)
    remove_addresses(oms, customer)
    for one in given:
        add_address(oms, customer, one)


def _refuse_defaults(given: Sequence[Mapping[str, Any]]) -> None:
    """Raise VALIDATION_FAILED for a default that is none of shipping, or for two of them."""
    defaults = [one["AddressType"] for one in given if one["IsDefaultShippingAddress"]]
    if len(defaults) > 1 or BILLING in defaults:
        raise invalid("IsDefaultShippingAddress", "is for one address, of AddressType Shipping")


def _refuse_taken(oms: Oms, names: list[str], except_for: Iterable[object] = ()) -> None:
    """Raise DUPLICATE_EXTERNAL_ID for an external ID that another address has, or two of these."""
    for at, name in enumerate(names):
        known = name not in except_for and oms.customer_by_address.called(name)
        if name and (known or name in names[:at]):
            raise taken("ExternalAddressId", name)


def _file(oms: Oms, customer: Customer, address: Mapping[str, Any]) -> None:
    name = address["ExternalAddressId"] or None
    oms.customer_by_address.put(address["InternalAddressId"], customer, name=name)


def _unfile(oms: Oms, customer: Customer, address: Mapping[str, Any]) -> None:
    name = address["ExternalAddressId"] or None
    oms.customer_by_address.remove(address["InternalAddressId"], name=name)


def _make_default(customer: Customer, number: int) -> None:
    for one in customer["Addresses"]:
        one["IsDefaultShippingAddress"] = one["InternalAddressId"] == number


def _changed(oms: Oms, customer: Customer, address: Mapping[str, Any]) -> Answer:
    oms.touch(customer)
    numbers = [customer["InternalCustomerId"]]
    return changed(
        address, InternalCustomerId=numbers, InternalAddressId=[address["InternalAddressId"]]
    )


LINKED_ADDRESS: Table = {
    **ADDRESS,
    "AddressType": must_have(one_of(ADDRESS_TYPES)),
    "IsDefaultShippingAddress": may_have(flag, default=bool),
}
CHANGED_ADDRESS: Table = {name: may_have(field.check) for name, field in ADDRESS.items()}

ENDPOINTS = (
    Endpoint(
        "update_address",
        "PUT",
        "/v1/addresses/",
        update_address,
        answers=CustomerAddress,
        query=optional(*ADDRESS_KEYS),
        body=CHANGED_ADDRESS,
    ),
    Endpoint(
        "upsert_customer_address",
        "PUT",
        "/v1/addresses/Customers",
        upsert_customer_address,
        answers=CustomerAddress,
        query=optional("AddressType", "IsDefaultShippingAddress")
        + optional("InternalShippingAddressId", "ExternalShippingAddressId")
        + optional("InternalCustomerId", "ExternalCustomerId"),
        body=ADDRESS,
    ),
    Endpoint(
        "get_customer_address",
        "GET",
        "/v1/addresses/Customers",
        get_customer_address,
        answers=ListOf(CustomerAddress),
        query=optional(*CUSTOMER_KEYS, *ADDRESS_KEYS, "PageSize", "PageNumber"),
    ),
)
