"""An order as its storefront shows it now, as a delivery of its own dialect: it enters by INGEST alone."""

from dataclasses import dataclass, replace
from typing import Final

from config.source import Source
from events import payloads, types
from events.envelope import Envelope, Unreadable
from ledger.records import Delivery
from sources.dialect import Dialect, Payload
from sources.registry import DIALECTS
from storefronts.port import Shown
from worker.intake import UNREADABLE, delivery_of

_CANONICAL: Final = "standard_webhooks"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of an order at a source. refs: further references that it was found by."""

    source: Source
    dialect: Dialect
    shown: Shown
    refs: tuple[str, ...] = ()

    def creation(self) -> Delivery | None:
        """Return the order's creation, None when it is not to be made (yet)."""
        envelope = self._envelope(self.shown.created, "/create")
        if envelope.type == types.ORDER_CREATED:
            return delivery_of(self.source, self.dialect, envelope, self.shown.body)
        data = self.facts().get(types.ORDER_CREATED)
        return self.canonical(types.ORDER_CREATED, data, envelope.identity) if data else None

    def facts(self) -> dict[str, Payload]:
        """Return the canonical events that the order means to who knows nothing of it, by type."""
        envelope = self._envelope(self.shown.created)
        body = self.shown.body
        if envelope.type == types.ORDER_CREATED:
            return {types.ORDER_CREATED: self.dialect.translate(envelope, body)}
        return dict(self.dialect.derive(envelope, body, {}).events)

    def facts_or_none(self) -> dict[str, Payload]:
        """Return the same, nothing where the order cannot be read."""
        try:
            return self.facts()
        except Unreadable:
            return {}

    def all_of_it(self) -> Delivery:
        """Return an order nobody knows: its creation, or the state from which all else follows too."""
        envelope = self._envelope(self.shown.created)
        return delivery_of(self.source, self.dialect, envelope, self.shown.body)

    def news(self) -> Delivery:
        """Return what is new of a known order."""
        topic = self.shown.cancelled if self.shown.is_cancelled else self.shown.updated
        envelope = self._envelope(topic)
        return delivery_of(self.source, self.dialect, envelope, self.shown.body)

    def unreadable(self) -> Delivery:
        """Return what is kept in quarantine of an order that its dialect cannot read."""
        identity = f"recon:order/{self.shown.id}/unreadable:{self.shown.version}"
        outside = Envelope(identity=identity, topic=self.shown.updated, type=types.UNMAPPED)
        kept = delivery_of(self.source, self.dialect, outside, self.shown.body)
        return replace(kept, reason=UNREADABLE)

    def _envelope(self, topic: str, part: str = "") -> Envelope:
        """Return the outside that such a delivery would have, under an identity of ours.

        The seal is made for its headers alone: nobody checks it.
        """
        shown, found_by = self.shown, "".join(f"/{ref}" for ref in self.refs)
        identity = f"recon:order/{shown.id}{part}{found_by}:{shown.version}"
        headers = self.dialect.seal(shown.body, b"unused", topic=topic, identity="recon", now=0.0)
        envelope = self.dialect.envelope(shown.body, headers)
        refs = tuple(dict.fromkeys((*envelope.refs, *self.refs)))
        marks = () if self.refs else envelope.marks
        return replace(envelope, identity=identity, refs=refs, marks=marks)

    def canonical(self, kind: str, data: Payload, identity: str) -> Delivery:
        """Return one canonical event of the order, under an identity of its own."""
        body = f'{{"type":"{kind}","data":{payloads.dump(kind, data)}}}'.encode()
        outside = replace(
            self._envelope(self.shown.updated), type=kind, topic=kind, identity=identity, marks=()
        )
        return delivery_of(self.source, DIALECTS[_CANONICAL], outside, body)
