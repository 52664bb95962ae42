"""What can be asked for stock."""

from worker.effects.machine import Machine


class Stock:
    """What lies where. `occasion` is which set of the sender this is, by which a repeat is known."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def set_on_hand(self, sku: str, location: str, quantity: int, occasion: str) -> None:
        """Let so much of a SKU lie at a location of the OMS."""
        ask = {"sku": sku, "location": location, "quantity": quantity}
        self._machine.perform("update_onhand_inventory", occasion, ask)
