"""Pictures of products and items: several are made at once, all of an owner deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oms_sandbox.checks import Table, list_of, object_of, one_of, text, whole
from oms_sandbox.checks import required as must_have
from oms_sandbox.desk.images_entities import (
    ITEM,
    LARGEST_IMAGE,
    OWNER_NAMES,
    PRODUCT,
    Image,
)
from oms_sandbox.desk.notes_attachments import content, size
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, required, unchanged
from oms_sandbox.goods.refusals import taken
from oms_sandbox.openapi.answers import OwnedImages
from oms_sandbox.state import Oms, Shelf, numbered

CONTENT_TYPES = ("image/gif", "image/jpeg", "image/png", "image/webp")
SHELVES: Mapping[str, Callable[[Oms], Shelf[Any]]] = {
    ITEM: lambda oms: oms.items,
    PRODUCT: lambda oms: oms.products,
}


def create_images(oms: Oms, call: Call) -> Answer:
    """Keep pictures of one owner; their content is checked and thrown away, as no call reads it."""
    name, number = call.body["OwnerName"], call.body["OwnerID"]
    numbered(SHELVES[name](oms), number, "OwnerID")
    known = {image["FileName"] for image in _images(oms, name, number)}
    for one in call.body["Images"]:
        if one["FileName"] in known:
            raise taken("FileName", one["FileName"])
    images = [_make(oms, name, number, one) for one in call.body["Images"]]
    return _changed(name, number, images)


def _make(oms: Oms, name: str, number: int, given: Mapping[str, Any]) -> Image:
    image = Image(
        ImageId=oms.images.new_number(),
        OwnerName=name,
        OwnerID=number,
        FileName=given["FileName"],
        ContentType=given["ContentType"],
        Size=size(given),
        CreateDateTimeUtc=oms.now(),
    )
    oms.images.put(image["ImageId"], image, owner=number)
    return image


def delete_images(oms: Oms, call: Call) -> Answer:
    """Delete all pictures of an owner, which itself may be gone; answers them."""
    name, number = call.query["OwnerName"], call.query["OwnerID"]
    images = _images(oms, name, number)
    if not images:
        numbered(SHELVES[name](oms), number, "OwnerID")
        return unchanged(_shown(name, number, images))
    for image in images:
        oms.images.remove(image["ImageId"], number)
    return _changed(name, number, images)


def _images(oms: Oms, name: str, number: int) -> list[Image]:
    return [image for image in oms.images.of(number) if image["OwnerName"] == name]


def _shown(name: str, number: int, images: list[Image]) -> dict[str, Any]:
    return {"OwnerName": name, "OwnerID": number, "Images": images}


def _changed(name: str, number: int, images: list[Image]) -> Answer:
    numbers = [image["ImageId"] for image in images]
    return changed(_shown(name, number, images), ImageId=numbers)


IMAGE: Table = {
    "FileName": must_have(text(250)),
    "ContentType": must_have(one_of(CONTENT_TYPES)),
    "Content": must_have(content(LARGEST_IMAGE)),
}
NEW_IMAGES: Table = {
    "OwnerName": must_have(one_of(OWNER_NAMES)),
    "OwnerID": must_have(whole()),
    "Images": must_have(list_of(object_of(IMAGE), fewest=1, distinct="FileName")),
}

ENDPOINTS = (
    Endpoint(
        "create_images",
        "POST",
        "/v1/images/",
        create_images,
        answers=OwnedImages,
        body=NEW_IMAGES,
        status=201,
    ),
    Endpoint(
        "delete_images",
        "DELETE",
        "/v1/images/",
        delete_images,
        answers=OwnedImages,
        query=required("OwnerName", "OwnerID"),
    ),
)
