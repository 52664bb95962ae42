"""What the OMS keeps of pictures; our definition."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

PRODUCT = "Product"
ITEM = "Item"
OWNER_NAMES = (PRODUCT, ITEM)
"""What a picture can show, by the number (OwnerID) of the object."""

LARGEST_IMAGE = 128 * 1024
"""In bytes; the vendor's limit (developer portal, Best Practices)."""


class Image(TypedDict):
    """A picture without its content; Size is in bytes."""

    ImageId: int
    OwnerName: str
    OwnerID: int
    FileName: str
    ContentType: str
    Size: int
    CreateDateTimeUtc: datetime
