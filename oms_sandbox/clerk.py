"""The clerk carries requests out on the state and writes each commit into the journal."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from oms_sandbox.answers import success
from oms_sandbox.endpoint import Answer, Call, Endpoint
from oms_sandbox.events.herald import Herald
from oms_sandbox.faults.views import Views
from oms_sandbox.journal import Commit, Journal, body_hash
from oms_sandbox.reading import Given, order_name, read_call
from oms_sandbox.state import Clock, Oms


@dataclass(frozen=True)
class Letter:
    """A request as it came; `by` is None for a call, else who did it in the OMS's own screens."""

    endpoint: Endpoint
    came: Given
    trace_id: str
    received_at: float
    by: str | None = None

    def read(self) -> Call:
        """Check it; raises VALIDATION_FAILED."""
        return read_call(self.endpoint, self.came)


@dataclass(frozen=True)
class Clerk:
    oms: Oms
    journal: Journal
    views: Views
    clock: Clock
    herald: Herald | None = None

    def order_name(self, letter: Letter) -> str | None:
        """Tell the ExternalOrderId of the order a request is about, valid or not."""
        with self.oms.lock:
            return order_name(self.oms, letter.came)

    def carry_out(self, letter: Letter, call: Call) -> Response:
        """Decide, commit, and return once the commit is on the disk; raises BackendError."""
        endpoint = letter.endpoint
        with self.oms.lock:
            if endpoint.reads:
                decided = self.views.read(self.oms, endpoint, letter.came, call)
            else:
                decided = endpoint.handler(self.oms, call)
            if decided.commits:
                self._commit(letter, decided)
            status = endpoint.status if decided.commits else 200
            answer = success(status, decided.content, letter.trace_id)
        if decided.commits:
            self.journal.sync()
        return answer

    def _commit(self, letter: Letter, decided: Answer) -> None:
        order = decided.order
        if order is not None:
            self.oms.touch(order)
            self.views.committed(order["ExternalOrderId"])
        commit = Commit(
            Index=0,
            ReceivedAt=letter.received_at,
            CommittedAt=self.clock(),
            Operation=letter.endpoint.operation,
            ExternalOrderId=order["ExternalOrderId"] if order else None,
            InternalOrderId=order["InternalOrderId"] if order else None,
            EntityIds=decided.entity_ids,
            BodyHash=body_hash(letter.came.query, letter.came.body()),
            TraceID=letter.trace_id,
        )
        if letter.by is not None:
            commit["By"] = letter.by
        self.journal.append(commit)
        if self.herald is not None:
            self.herald.committed(commit, order)
