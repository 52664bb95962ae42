"""What can be asked for invoices and money."""

from decimal import Decimal

from worker.effects.machine import Machine
from worker.oms_reading import Goods, Invoice, read_invoices


class Payments:
    """Invoices of the order, and what is paid and credited on them."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def invoices(self) -> list[Invoice]:
        """Return the sales invoices now; raise Waits when the OMS does not know the order."""
        return read_invoices(self._machine)

    def invoice_rest(self, transaction: str) -> None:
        """Invoice all that is on no invoice, once for a transaction of the sender."""
        self._machine.perform("auto_invoice", transaction, {})

    def invoice_lines(self, transaction: str, goods: Goods) -> None:
        """Invoice these goods (by LINE), once for a transaction of the sender."""
        ask = {"quantities": dict(goods.quantities)}
        self._machine.perform("create_sales_invoice_by_details", transaction, ask)

    def retry(self, request: str, invoice: int) -> None:
        """Try the capture of an invoice again, once for a request."""
        self._machine.perform("retry_invoice_payment", request, {"invoice": invoice})

    def is_retried_for_another(self, request: str) -> bool:
        """Return whether this retry has run, for another event than this one."""
        return self._machine.done_by_another("retry_invoice_payment", request)

    def is_credited(self, refund: str) -> bool:
        """Return whether this refund is done."""
        return self._machine.applied_ids("credit_invoice", refund) is not None

    def credit(self, refund: str, invoice: int, amount: Decimal, reason: str) -> None:
        """Give money of an invoice back, once for a refund of the sender."""
        ask = {"invoice": invoice, "amount": str(amount), "reason": reason}
        self._machine.perform("credit_invoice", refund, ask)

    def accept_offline(self, reference: str, amount: Decimal) -> None:
        """Record money received outside the payment gateway, once by its reference."""
        ask = {"reference": reference, "amount": str(amount)}
        self._machine.perform("accept_offline_payment", reference, ask)

    def is_applied(self, reference: str) -> bool:
        """Return whether this money is spent on an invoice."""
        return self._machine.applied_ids("apply_offline_payment", reference) is not None

    def apply_offline(self, reference: str, invoice: int, amount: Decimal) -> None:
        """Spend accepted money on an invoice, once by its reference."""
        ask = {"invoice": invoice, "amount": str(amount)}
        self._machine.perform("apply_offline_payment", reference, ask)
