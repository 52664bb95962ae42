"""What custom fields there are: answers (docs/sandbox.md)."""

from oms_client.schemas.base import Shape, flag, text, whole


class CustomFieldKind(Shape):
    """A custom field that the objects of a kind may have."""

    OwnerType = text()
    SystemName = text()
    DisplayName = text()
    DataType = text()
    MaxLength = whole()
    IsRequired = flag()
