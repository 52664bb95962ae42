"""Staff API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional
from oms_client.schemas.base import page_of
from oms_client.schemas.staff import StaffMember, StaffToken, TokenAction


class Staff(Family):
    """Read staff members, and manage their token."""

    get_staff = Endpoint(
        "Get Staff by Internal ID or Email",
        "GET",
        "/v1/staff/",
        optional("InternalStaffId", "Email", "SortByColumn", "Ascending", "PageSize", "PageNumber"),
        answer=page_of(StaffMember),
        about="Without a key, all staff members.",
    )
    manage_token = Endpoint(
        "Manage Token",
        "POST",
        "/v1/staff/Token",
        body=TokenAction,
        answer=StaffToken,
        about="Issues a token, whose text only this answer holds, or revokes one.",
    )
