"""Pictures of products and items: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, instant, many, text, whole

OWNERS = ("Product", "Item")


class NewImage(Form):
    """A picture; Content in base64, at most 128 KB of it decoded."""

    FileName = text(required=True)
    ContentType = text("image/gif", "image/jpeg", "image/png", "image/webp", required=True)
    Content = text(required=True)


class NewImages(Form):
    """create_images: pictures of one product or item, by the OMS's id."""

    OwnerName = text(*OWNERS, required=True)
    OwnerID = whole(required=True)
    Images = many(NewImage, required=True)


class Image(Shape):
    """A picture without its content; Size in bytes."""

    ImageId = whole()
    OwnerName = text(*OWNERS)
    OwnerID = whole()
    FileName = text()
    ContentType = text()
    Size = whole()
    CreateDateTimeUtc = instant()


class OwnerImages(Shape):
    """The pictures that were made, or that went."""

    OwnerName = text(*OWNERS)
    OwnerID = whole()
    Images = many(Image)
