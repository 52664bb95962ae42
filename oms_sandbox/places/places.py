"""What inventory locations, stores and shipping centers have in common: made, listed, changed, deleted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oms_sandbox.checks import Table, list_of, object_of, text, words
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, changed, unchanged
from oms_sandbox.errors import (
    DUPLICATE_EXTERNAL_ID,
    INVALID_STATE,
    BackendError,
    invalid,
    not_found,
)
from oms_sandbox.forms import ADDRESS
from oms_sandbox.openapi.checks import schema_of, told_as
from oms_sandbox.paging import page
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import stock_now
from oms_sandbox.stock.stock import Stock
from oms_sandbox.stock.words import plain_name


@dataclass(frozen=True)
class Kind:
    """A kind of place: the fields of its name and number, and the parameter that names one."""

    name: str
    number: str
    parameter: str
    kept: Callable[[Stock], dict[str, Any]]

    def create(self, oms: Oms, call: Call) -> Answer:
        stock, name, now = stock_now(oms), call.body[self.name], oms.now()
        if name in self.kept(stock):
            fault = (self.name, "is taken")
            raise BackendError(DUPLICATE_EXTERNAL_ID, f"{self.name} {name} exists.", [fault])
        refuse_unknown_locations(stock, call.body)
        dates = {"CreateDateTimeUtc": now, "LastUpdatedDateTimeUtc": now}
        place = {self.number: stock.new_number(), **call.body, **dates}
        self.kept(stock)[name] = place
        return self.changed(place)

    def get(self, oms: Oms, call: Call) -> Answer:
        """List all, or the one with the name: one or none."""
        wanted = call.query[self.name]
        places = self.kept(stock_now(oms)).values()
        found = [place for place in places if wanted in (None, place[self.name])]
        return unchanged(page(found, call.query))

    def update(self, oms: Oms, call: Call) -> Answer:
        """Change the fields that are given and leave the others."""
        stock = stock_now(oms)
        place = self.named(stock, call.query)
        refuse_unknown_locations(stock, call.body)
        new = {field: value for field, value in call.body.items() if value is not None}
        if all(place[field] == value for field, value in new.items()):
            return unchanged(place)
        place.update(new)
        oms.touch(place)
        return self.changed(place)

    def delete(self, oms: Oms, call: Call) -> Answer:
        """Delete a place to which nothing is routed; it is answered as it was."""
        stock = stock_now(oms)
        place = self.named(stock, call.query)
        refuse_if_awaited(stock, place[self.name], self.parameter)
        return self.changed(self.kept(stock).pop(place[self.name]))

    def named(self, stock: Stock, query: Mapping[str, Any]) -> Any:
        """Find the place that the parameter names; raises NOT_FOUND."""
        name = query[self.parameter]
        if name not in self.kept(stock):
            raise not_found(self.parameter, name)
        return self.kept(stock)[name]

    def changed(self, place: Any) -> Answer:
        return changed(place, None, **{self.number: [place[self.number]]})


def in_use(field: str, message: str) -> BackendError:
    """Make the refusal to delete the place that a field names."""
    return BackendError(INVALID_STATE, message, [(field, "is in use")])


def refuse_if_awaited(stock: Stock, name: str, field: str) -> None:
    """Raise INVALID_STATE while a shipment that has not left is routed to a place."""
    if stock.awaits_shipping(name):
        raise in_use(field, f"Shipments that have not left are routed to {name}.")


def refuse_unknown_locations(stock: Stock, body: Mapping[str, Any]) -> None:
    """Raise NOT_FOUND for one of the body's InventoryLocations that is none."""
    for at, name in enumerate(body.get("InventoryLocations") or ()):
        if name not in stock.locations:
            raise not_found(f"InventoryLocations[{at}]", name)


def known_locations(stock: Stock, names: list[str], field: str) -> list[str]:
    """Give the names back; raises NOT_FOUND for one that is no inventory location."""
    for name in names:
        if name not in stock.locations:
            raise not_found(field, name)
    return names


@told_as(lambda: {**schema_of(list_of(plain_name)), "uniqueItems": True})
def distinct_names(name: str, value: Any) -> list[str]:
    kept: list[str] = list_of(plain_name)(name, value)
    if len(set(kept)) < len(kept):
        raise invalid(name, "names the same location twice")
    return kept


NEW_PLACE: Table = {"Name": words(250), "Address": may_have(object_of(ADDRESS))}
CHANGED_PLACE: Table = {
    "Name": may_have(text(250, shortest=0)),
    "Address": may_have(object_of(ADDRESS)),
}
OF_LOCATIONS: Table = {"InventoryLocations": may_have(distinct_names, default=list)}
CHANGED_LOCATIONS: Table = {"InventoryLocations": may_have(distinct_names)}
NAME = must_have(plain_name)
