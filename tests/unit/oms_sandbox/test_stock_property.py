"""Whatever happens, a count is what lies there, and totals are the sums of the locations."""

import random

import pytest

SHIPMENTS = "/v1/orderfulfillment/shipments"
PLACES = ("north", "south", "west")
SKUS = ("A", "B", "C")
STEPS = 100


class World:
    """Does something by chance at each step, and keeps by itself what should lie where."""

    def __init__(self, api, order_body, seed):
        self.api = api
        self.order_body = order_body
        self.dice = random.Random(seed)
        self.on_hand = {}
        self.reserved = {}
        self.orders = 0
        for name in PLACES:
            api.post("/v1/inventorylocations", {"LocationInternalName": name}, status=201)

    def step(self):
        deeds = (
            self.count,
            self.reserve,
            self.order,
            self.order,
            self.move,
            self.move,
            self.cancel,
        )
        self.dice.choice(deeds)()

    def count(self):
        place, sku, quantity = (
            self.dice.choice(PLACES),
            self.dice.choice(SKUS),
            self.dice.randint(5, 60),
        )
        promised = self.reserved.get((place, sku), 0) + self.allocated(place, sku)
        self.on_hand[place, sku] = quantity + promised
        self.put("onhand", place, sku, quantity + promised)

    def reserve(self):
        if not self.on_hand:
            return
        place, sku = self.dice.choice(sorted(self.on_hand))
        free = self.on_hand[place, sku] - self.allocated(place, sku)
        self.reserved[place, sku] = self.dice.randint(0, free)
        self.put("reserved", place, sku, self.reserved[place, sku])

    def put(self, path, place, sku, quantity):
        item = {"LocationInternalName": place, "Sku": sku, "Quantity": quantity}
        self.api.put(f"/v1/inventory/{path}", {"Items": [item]})

    def order(self):
        self.orders += 1
        name = f"P-{self.orders}"
        lines = [
            {"Sku": self.dice.choice(SKUS), "Quantity": self.dice.randint(1, 9), "UnitPrice": 1}
            for _ in range(self.dice.randint(1, 3))
        ]
        self.api.post("/v1/orders", self.order_body(name, LineItems=lines), status=201)
        self.call("POST", f"{SHIPMENTS}/CreateAllShipments", {"ExternalOrderId": name})

    def move(self):
        shipment = self.any_shipment()
        if shipment is None:
            return
        status = self.dice.choice(("Acknowledged", "Packed", "Shipped", "Delivered"))
        answer = self.call(
            "PUT",
            f"{SHIPMENTS}/Status",
            {"ShipmentStatus": status},
            ShipmentId=shipment["ShipmentId"],
        )
        if answer == 200 and status in ("Shipped", "Delivered"):
            for line in shipment["LineItems"]:
                key = shipment["RouteDestinationName"], line["Sku"]
                if key in self.on_hand:
                    self.on_hand[key] -= line["Quantity"]

    def cancel(self):
        shipment = self.any_shipment()
        if shipment is None:
            return
        number, place = shipment["ShipmentId"], self.dice.choice(PLACES)
        calls = (
            (f"{SHIPMENTS}/Cancel", None, {"Shipment": number}),
            (f"{SHIPMENTS}/Reject", {"ShipmentId": number, "RejectReason": "none"}, {}),
            (f"{SHIPMENTS}/Reroute", {"ShipmentId": number, "RouteDestinationName": place}, {}),
            ("/v1/orders/Cancel", None, {"externalOrderId": shipment["ExternalOrderId"]}),
        )
        path, body, query = self.dice.choice(calls)
        self.call("POST", path, body, **query)

    def call(self, method, path, body, **query):
        answer = self.api.client.open(
            path, method=method, json=body, query_string=query, headers=self.api.headers
        )
        assert answer.status_code in (200, 201, 409, 422), answer.text
        return answer.status_code

    def waiting(self):
        """List the shipments that have not left, as a client reads them."""
        found = []
        for status in ("Open", "Acknowledged", "Packed", "Rejected"):
            found += self.api.shipments(ShipmentStatus=status, pageSize=100)
        return found

    def any_shipment(self):
        waiting = sorted(self.waiting(), key=lambda one: one["ShipmentId"])
        return self.dice.choice(waiting) if waiting else None

    def allocated(self, place, sku):
        return sum(
            line["Quantity"]
            for shipment in self.waiting()
            if shipment["RouteDestinationName"] == place
            for line in shipment["LineItems"]
            if line["Sku"] == sku
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_add_up_after_every_step_of_a_random_day(api, order_body, seed):
    world = World(api, order_body, seed)

    for _ in range(STEPS):
        world.step()

        rows = api.get("/v1/inventory/overall", locationInternalNames=",".join(PLACES))["Items"]
        told = {(row["LocationInternalName"], row["Sku"]): row for row in rows}
        assert {key: row["OnHand"] for key, row in told.items()} == world.on_hand
        for key, row in told.items():
            assert row["Allocated"] == world.allocated(*key)
            assert row["Reserved"] == world.reserved.get(key, 0)
            assert row["Available"] + row["Allocated"] + row["Reserved"] == row["OnHand"]
        if told:
            skus = sorted({sku for _, sku in told})
            for total in api.get("/v1/inventory/totals", skus=",".join(skus))["Items"]:
                parts = [row for row in rows if row["Sku"] == total["Sku"]]
                for count in ("OnHand", "Allocated", "Reserved", "Available"):
                    assert total[count] == sum(row[count] for row in parts)
    assert any(row["Allocated"] for row in rows)
