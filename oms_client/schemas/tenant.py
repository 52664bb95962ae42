"""Parameter settings, and the log of events: answers (docs/sandbox.md)."""

from oms_client.schemas.base import Shape, instant, text, whole


class Setting(Shape):
    """A parameter setting; every value is a text."""

    Key = text()
    Value = text()


class FlexibleEvent(Shape):
    """Something that was done to an object."""

    FlexibleEventId = whole()
    EventInitiatorType = text()
    OwnerId = whole()
    EventName = text()
    DoneBy = text("Api", "Person")
    DateTimeUtc = instant()
