"""The control route that makes inventory pool groups: the OMS has no call for that."""

from __future__ import annotations

from flask import Response, g, request

from oms_sandbox.answers import success
from oms_sandbox.checks import Table, object_of, required
from oms_sandbox.errors import DUPLICATE_EXTERNAL_ID, BackendError
from oms_sandbox.places.places import distinct_names, known_locations
from oms_sandbox.reading import given
from oms_sandbox.sandbox import Sandbox
from oms_sandbox.stock.virtual import ALL_LOCATIONS
from oms_sandbox.stock.words import plain_name

POOL: Table = {
    "InventoryPoolGroupName": required(plain_name),
    "InventoryLocations": required(distinct_names),
}


def make_pool(sandbox: Sandbox) -> Response:
    """Make a pool group of known locations; a name that is taken is refused."""
    body = object_of(POOL)("", given(request.args, request.get_data()).body())
    name, wanted = body["InventoryPoolGroupName"], body["InventoryLocations"]
    with sandbox.oms.lock:
        stock = sandbox.oms.stock
        if name == ALL_LOCATIONS or name in stock.pools:
            fault = ("InventoryPoolGroupName", "is taken")
            raise BackendError(DUPLICATE_EXTERNAL_ID, f"A pool group {name} exists.", [fault])
        stock.pools[name] = known_locations(stock, wanted, "InventoryLocations")
    return success(201, body, g.trace_id)
