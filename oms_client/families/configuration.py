"""Configuration API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional
from oms_client.schemas.base import page_of
from oms_client.schemas.tenant import Setting


class Configuration(Family):
    """Read the tenant's parameter settings."""

    # The bare version: the vendor's page lost the rest of the path.
    get_parameter_settings = Endpoint(
        "Get all Parameter Settings",
        "GET",
        "/v1",
        optional("keys", "PageSize", "PageNumber"),
        answer=page_of(Setting),
        about="Without keys, all settings.",
    )
