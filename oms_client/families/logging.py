"""Logging API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import required
from oms_client.schemas.base import page_of
from oms_client.schemas.tenant import FlexibleEvent


class Logging(Family):
    """Read the log of an object's flexible events."""

    # The title says initiator ID, the parameter is its type.
    get_flexible_events = Endpoint(
        "Get Flexible Events by Event Initiator ID and Owner ID",
        "GET",
        "/v1/logging/FlexibleEvents",
        required("EventInitiatorType", "OwnerId"),
        answer=page_of(FlexibleEvent),
        about="What was done to one object, oldest first.",
    )
