"""Deeds of faults that touch the state, or what is shown of it."""

from __future__ import annotations

from contextlib import suppress

from flask import Response

from oms_sandbox.clerk import Letter
from oms_sandbox.endpoints import BY_OPERATION
from oms_sandbox.entities import Order
from oms_sandbox.errors import BackendError
from oms_sandbox.faults import wire as wire_faults
from oms_sandbox.faults.fault import Fault, Scene
from oms_sandbox.faults.views import ShortPages, Stale, snapshot
from oms_sandbox.orders.persons import EDITS
from oms_sandbox.state import Oms

PERSON = "person"
NO_TRACE = ""
NO_ORDER = ""


def commit_again(fault: Fault, scene: Scene) -> None:
    """Apply a write that went well a second time, if the state machine allows it."""
    if scene.answer.status_code < 300:
        with suppress(BackendError):
            scene.clerk.carry_out(scene.letter, scene.letter.read())


def show_stale(fault: Fault, scene: Scene) -> None:
    """Answer reads from now on as of now, of the fault's order or, without one, of all."""
    clerk = scene.clerk
    with clerk.oms.lock:
        state = snapshot(clerk.oms, fault.external_order_id)
        until = clerk.clock() + fault.wait_s
        clerk.views.add_stale(Stale(fault.external_order_id, until, state))


def commit_unseen(fault: Fault, scene: Scene) -> Response:
    """Commit, reset, and show the order as before until it changes again, or for so long."""
    clerk, order = scene.clerk, scene.clerk.order_name(scene.letter) or NO_ORDER
    with clerk.oms.lock:
        before = snapshot(clerk.oms, order)
    clerk.carry_out(scene.letter, scene.letter.read())
    with clerk.oms.lock:
        until = clerk.clock() + fault.wait_s
        clerk.views.add_stale(Stale(order, until, before, until_commit=True))
    return wire_faults.reset(scene.environ)


def shorten_pages(fault: Fault, scene: Scene) -> None:
    """Keep the last object of this list off page 1 for so long."""
    clerk, order = scene.clerk, scene.clerk.order_name(scene.letter)
    with clerk.oms.lock:
        until = clerk.clock() + fault.wait_s
        clerk.views.add_short_pages(ShortPages(scene.letter.endpoint.operation, order, until))


def renumber(fault: Fault, scene: Scene) -> None:
    """Give the lines of the request's order new OrderDetailIds, wherever they are named."""
    order_name = scene.clerk.order_name(scene.letter) or NO_ORDER
    with scene.clerk.oms.lock:
        for number in scene.clerk.oms.orders.called(order_name):
            order = scene.clerk.oms.orders.get(number)
            if order is not None:
                _renumber(scene.clerk.oms, order)


def _renumber(oms: Oms, order: Order) -> None:
    new: dict[int, int] = {}
    for line in order["LineItems"]:
        old = line["OrderDetailId"]
        line["OrderDetailId"] = new[old] = oms.order_by_detail.new_number()
        oms.order_by_detail.put(new[old], order)
    number = order["InternalOrderId"]
    for shipment in oms.shipments.of(number):
        for part in shipment["LineItems"]:
            part["OrderDetailId"] = new[part["OrderDetailId"]]
    for invoice in oms.invoices.of(number):
        for billed in invoice["LineItems"]:
            billed["OrderDetailId"] = new[billed["OrderDetailId"]]
    for one in oms.returns.of(number):
        for item in one["ReturnItems"]:
            item["OrderDetailId"] = new[item["OrderDetailId"]]


def let_person_edit(fault: Fault, scene: Scene) -> None:
    """Do the fault's edit on the request's order, unless its state does not allow it."""
    clerk, edit = scene.clerk, EDITS[fault.edit]
    name = clerk.order_name(scene.letter) or NO_ORDER
    with clerk.oms.lock:
        numbers = clerk.oms.orders.called(name)
        order = clerk.oms.orders.get(numbers[0]) if numbers else None
        came = edit.request(clerk.oms, order) if order is not None else None
    if came is not None:
        endpoint = BY_OPERATION[edit.operation]
        letter = Letter(endpoint, came, NO_TRACE, clerk.clock(), by=PERSON)
        with suppress(BackendError):
            clerk.carry_out(letter, letter.read())
