"""Images API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import required
from oms_client.schemas.images import NewImages, OwnerImages


class Images(Family):
    """Upload and delete pictures of products and items."""

    create_images = Endpoint(
        "Create Images for Entities",
        "POST",
        "/v1/images/",
        body=NewImages,
        answer=OwnerImages,
        about="At most 128 KB a picture.",
    )
    delete_images = Endpoint(
        "Delete all Images Associated with Owner ID",
        "DELETE",
        "/v1/images/",
        required("OwnerName", "OwnerID"),
        answer=OwnerImages,
        about="Deletes every picture of that owner.",
    )
