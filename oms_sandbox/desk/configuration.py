"""Parameter settings: the limits and rules by which this sandbox goes."""

from __future__ import annotations

from oms_sandbox.desk.images_entities import LARGEST_IMAGE
from oms_sandbox.desk.notes_attachments import LARGEST_ATTACHMENT
from oms_sandbox.desk.tickets_entities import QUEUES
from oms_sandbox.endpoint import LARGEST_PAGE, Answer, Call, Endpoint, optional, unchanged
from oms_sandbox.errors import not_found
from oms_sandbox.openapi.answers import ListOf, Setting
from oms_sandbox.paging import DEFAULT_PAGE_SIZE, page
from oms_sandbox.state import Oms


def get_parameter_settings(oms: Oms, call: Call) -> Answer:
    """List the settings with these keys, in their order, or all of them."""
    values = _settings(oms)
    keys = call.query["Keys"] or list(values)
    for key in keys:
        if key not in values:
            raise not_found("keys", key)
    return unchanged(page([{"Key": key, "Value": values[key]} for key in keys], call.query))


def _settings(oms: Oms) -> dict[str, str]:
    """Tell the settings by key, all as text."""
    return {
        "Images.LargestBytes": str(LARGEST_IMAGE),
        "Notes.LargestAttachmentBytes": str(LARGEST_ATTACHMENT),
        "Orders.AcceptDuplicateExternalOrderIds": str(oms.accept_duplicates).lower(),
        "Paging.DefaultPageSize": str(DEFAULT_PAGE_SIZE),
        "Paging.LargestPageSize": str(LARGEST_PAGE),
        "Tickets.DefaultQueue": QUEUES[0],
    }


ENDPOINTS = (
    Endpoint(
        "get_parameter_settings",
        "GET",
        "/v1",
        get_parameter_settings,
        answers=ListOf(Setting),
        query=optional("keys", "PageSize", "PageNumber"),
    ),
)
