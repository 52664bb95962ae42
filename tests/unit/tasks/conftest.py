"""An OMS that keeps what a task asked of it, and events to give to a task."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from events import payloads
from worker.effects.lines import LINE, SKU
from worker.event import Event
from worker.oms_reading import Goods, Invoice, OrderLine, OrderView, Shipment


def shipment(number: int, status: str = "Open", *numbers: str, **held: int) -> Shipment:
    """A shipment of so much by line (`MUG_1=2`: two of line MUG_1, whose SKU is MUG)."""
    by_sku: Counter[str] = Counter()
    for name, quantity in held.items():
        by_sku[name.partition("_")[0]] += quantity
    entries = tuple({"TrackingNumber": one, "Carrier": "", "Url": ""} for one in numbers)
    return Shipment(number, status, {SKU: by_sku, LINE: Counter(held)}, entries)


@dataclass
class FakeOms:
    """Records every write as (what, ...); splits really move goods, marks really mark."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)
    ordered: list[OrderLine] = field(default_factory=list)
    standing: list[Shipment] = field(default_factory=list)
    makes: list[Shipment] = field(default_factory=list)
    money: list[Invoice] = field(default_factory=list)
    done: set[tuple[str, str]] = field(default_factory=set)
    parts: dict[str, int] = field(default_factory=dict)
    cancelled: bool = False
    back: dict[str, int] = field(default_factory=dict)

    @property
    def shipments(self) -> "FakeOms":
        return self

    orders = tracking = payments = returns = shipments

    def order(self, *names: str, known: bool = True) -> None:
        """Say what the order's lines are; their external ids are their names, if known."""
        self.ordered = [
            OrderLine(name, name if known else "", name.partition("_")[0]) for name in names
        ]

    def lines(self) -> list[OrderLine]:
        return self.ordered

    def read(self) -> OrderView:
        return OrderView(self.ordered, self.standing, len(self.makes), self.cancelled)

    def create_all(self, occasion: str) -> list[int]:
        self.asked.append(("create_all", occasion))
        self.standing, self.makes = self.standing + self.makes, []
        return [one.id for one in self.standing if one.live]

    def split(self, part: str, origin: int, goods: Goods) -> int:
        self.asked.append(("split", part, origin, goods.by, dict(goods.quantities)))
        new = 100 + len(self.parts)
        self.parts[part] = new
        held = {one.id: one for one in self.standing}[origin]
        rest = {by: content - goods.quantities for by, content in held.contents.items()}
        self.standing = [
            replace(one, contents=rest) if one is held else one for one in self.standing
        ]
        moved = {SKU: Counter[str](), LINE: Counter[str](), goods.by: goods.quantities}
        self.standing.append(Shipment(new, "Open", moved))
        return new

    def split_before(self, part: str) -> int | None:
        return self.parts.get(part)

    def mark(self, number: int, status: str, occasion: str) -> None:
        self.asked.append(("mark", number, status))
        self.done.add((f"{number}:{status}", occasion))
        self.standing = [
            replace(one, status=status) if one.id == number else one for one in self.standing
        ]

    def marked(self, shipments: Sequence[Shipment], status: str, occasion: str) -> list[int]:
        return [one.id for one in shipments if (f"{one.id}:{status}", occasion) in self.done]

    def cancel(self, what: Any, number: int | None = None) -> None:
        told = ("cancel", what) if number is None else ("cancel_return", what, number)
        self.asked.append(told)

    def put(
        self, number: int, entries: Any, *, key: str, replaces: Sequence[str] = ()
    ) -> list[str]:
        written = [one["TrackingNumber"] for one in entries]
        self.asked.append(("put", number, written, list(replaces)))
        return written

    def add(self, to: Shipment, entry: Any) -> list[str]:
        self.asked.append(("add", to.id, entry["TrackingNumber"], entry["Carrier"]))
        return [*sorted(to.numbers), entry["TrackingNumber"]]

    def invoices(self) -> list[Invoice]:
        return self.money

    def is_retried_for_another(self, request: str) -> bool:
        return ("retry", request) in self.done

    def is_credited(self, refund: str) -> bool:
        return ("credit", refund) in self.done

    def is_applied(self, reference: str) -> bool:
        return ("apply", reference) in self.done

    def invoice_rest(self, transaction: str) -> None:
        self.asked.append(("invoice_rest", transaction))

    def invoice_lines(self, transaction: str, goods: Goods) -> None:
        self.asked.append(("invoice_lines", transaction, goods.by, dict(goods.quantities)))

    def retry(self, request: str, invoice: int) -> None:
        self.asked.append(("retry", request, invoice))

    def credit(self, refund: str, invoice: int, amount: Any, reason: str) -> None:
        self.asked.append(("credit", refund, invoice, str(amount), reason))

    def hold(self, hold: str, reason: str) -> None:
        self.asked.append(("hold", hold, reason))

    def resume(self, release: str) -> None:
        self.asked.append(("resume", release))

    def create(self, request: str, goods: Goods, reasons: Any) -> None:
        self.asked.append(("return", request, goods.by, dict(goods.quantities), reasons))

    def made_for(self, request: str) -> int | None:
        return self.back.get(request)

    def commit(self, request: str, number: int, goods: Goods | None) -> None:
        arrived = dict(goods.quantities) if goods else None
        self.asked.append(("commit", request, number, arrived))

    def accept_offline(self, reference: str, amount: Any) -> None:
        self.asked.append(("accept", reference, str(amount)))

    def apply_offline(self, reference: str, invoice: int, amount: Any) -> None:
        self.asked.append(("apply", reference, invoice, str(amount)))


@pytest.fixture(autouse=True)
def celery_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task's function stands on the Celery task, which reads its options; nothing connects."""
    monkeypatch.setenv("ORDERLANE_REDIS_URL", "redis://127.0.0.1:1/0")


@pytest.fixture
def oms() -> FakeOms:
    return FakeOms()


@pytest.fixture
def a_shipment() -> Callable[..., Shipment]:
    return shipment


@pytest.fixture
def event() -> Callable[..., Event]:
    """Return a function that makes an event of one type; `known` is the lane's memory.

    Equal calls make the same event: it comes again, or its turn does.
    """

    def make(
        kind: str, known: Any = None, *, source: str = "shop", version: str = "", **data: Any
    ) -> Event:
        name = (data.get("shipment") or {}).get("id", "")
        return Event(
            id=f"00-{source}-{kind}-{name}",
            type=kind,
            source=source,
            store="store",
            lane="store/order:1",
            order="1",
            version=version,
            data=payloads.load(kind, data),
            known={} if known is None else known,
            envelope=None,
            body=b"",
            trace="",
            dialect=None,
        )

    return make
