"""Metadata of custom fields: which there are, by the kind of object that has them."""

from __future__ import annotations

from typing import Any

from oms_sandbox.endpoint import Answer, Call, Endpoint, required, unchanged
from oms_sandbox.errors import not_found
from oms_sandbox.openapi.answers import CustomFieldMetadata, ListOf
from oms_sandbox.paging import whole_list
from oms_sandbox.places.metadata_seed import FIELDS
from oms_sandbox.state import Oms

LONGEST_VALUE = 1000


def get_custom_field_metadata(oms: Oms, call: Call) -> Answer:
    """List the fields named, in the order asked; raises NOT_FOUND for one that does not exist."""
    fields = {one["SystemName"]: one for one in _fields_of(call.query["OwnerType"])}
    for name in call.query["SystemNames"]:
        if name not in fields:
            raise not_found("SystemNames", name)
    return unchanged(whole_list([fields[name] for name in call.query["SystemNames"]]))


def list_custom_field_metadata_by_owner_type(oms: Oms, call: Call) -> Answer:
    return unchanged(whole_list(_fields_of(call.query["Ownertype"])))


def _fields_of(owner_type: str) -> list[dict[str, Any]]:
    return [
        {
            "OwnerType": owner_type,
            "SystemName": system_name,
            "DisplayName": display_name,
            "DataType": "Text",
            "MaxLength": LONGEST_VALUE,
            "IsRequired": False,
        }
        for system_name, display_name in FIELDS[owner_type]
    ]


ENDPOINTS = (
    Endpoint(
        "get_custom_field_metadata",
        "GET",
        "/v1/customfieldmetadata/",
        get_custom_field_metadata,
        answers=ListOf(CustomFieldMetadata),
        query=required("OwnerType", "SystemNames"),
    ),
    Endpoint(
        "list_custom_field_metadata_by_owner_type",
        "GET",
        "/v1/customfieldmetadata/{ownertype}",
        list_custom_field_metadata_by_owner_type,
        answers=ListOf(CustomFieldMetadata),
    ),
)
