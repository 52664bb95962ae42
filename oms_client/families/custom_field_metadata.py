"""Custom Field Metadata API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import required
from oms_client.schemas.base import page_of
from oms_client.schemas.metadata import CustomFieldKind


class CustomFieldMetadata(Family):
    """Read what custom fields a merchant has defined."""

    # The vendor's developer portal spells the resource customfieldsmetadata.
    get_custom_field_metadata = Endpoint(
        "Custom Field Meta Data for Specific Custom Fields",
        "GET",
        "/v1/customfieldmetadata/",
        required("OwnerType", "SystemNames"),
        answer=page_of(CustomFieldKind),
        about="Several system names may be asked for at once.",
    )
    list_custom_field_metadata_by_owner_type = Endpoint(
        "List of Custom Fields Meta Data by Owner Type",
        "GET",
        "/v1/customfieldmetadata/{ownertype}",
        answer=page_of(CustomFieldKind),
    )
