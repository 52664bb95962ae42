"""The calls of the JSON API, one declaration each: routes and OpenAPI document are made of them."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

from desk import api_answers as answers
from desk.auth_roles import ANYBODY, OPERATE, VIEW
from desk.verbs import VERBS

TEXT: Final = {"type": "string", "maxLength": 200}
MOMENT: Final = {"type": "integer", "minimum": 0, "maximum": 10**14}
LIMIT: Final = {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}
VERB: Final = {"type": "string", "enum": sorted(VERBS)}


class Call(NamedTuple):
    """One call. path, query: parameters and their schemas. refuses: its own statuses."""

    name: str
    method: str
    path: str
    about: str
    answer: type[Struct] | None
    role: str = VIEW
    in_path: Mapping[str, Any] = {}
    query: Mapping[str, Any] = {}
    body: type[Struct] | None = None
    refuses: tuple[int, ...] = ()


FILTER: Final = {
    "reason": TEXT,
    "source": TEXT,
    "type": TEXT,
    "store": TEXT,
    "since": MOMENT,
    "until": MOMENT,
}
_ORDER: Final = {"store": TEXT, "order": TEXT}

CALLS: Final = (
    Call("document", "GET", "/openapi.json", "This document.", None, role=ANYBODY),
    Call(
        "find_orders", "GET", "/orders", "Find orders by any of their names.", answers.Orders,
        query={"name": TEXT},
    ),
    Call(
        "get_order", "GET", "/orders/{store}/{order}",
        "The black box of an order: by its id, number, shipment, tracking number or the OMS's own "
        "numbers, or by its lane's name (`order:1042`).",
        answers.Order, in_path=_ORDER, refuses=(404, 409),
    ),
    Call(
        "export_order", "GET", "/orders/{store}/{order}/export",
        "All that helps the OMS vendor's support, personal data masked.",
        answers.Exported, in_path=_ORDER, refuses=(404, 409),
    ),
    Call(
        "get_event", "GET", "/events/{event}", "What is on record of an event.", answers.Event,
        in_path={"event": TEXT}, refuses=(404,),
    ),
    Call(
        "list_parked", "GET", "/parked", "What waits for a person.", answers.ParkedPage,
        query={**FILTER, "after": TEXT, "limit": LIMIT},
    ),
    Call("count_parked", "GET", "/parked/reasons", "Parked orders by reason.", answers.Reasons),
    Call(
        "list_quarantined", "GET", "/quarantine", "What no order has.", answers.QuarantinedPage,
        query={"after": TEXT, "limit": LIMIT},
    ),
    Call("get_balance", "GET", "/balance", "Received against what became of it.", answers.Balance),
    Call("list_pauses", "GET", "/pauses", "What a person has paused.", answers.Pauses),
    Call(
        "list_audit", "GET", "/audit", "Who did what, why and when.", answers.AuditPage,
        query={"before": {"type": "string", "maxLength": 500}, "limit": LIMIT},
    ),
    Call(
        "do_verb", "POST", "/verbs/{verb}",
        "Do a verb to some subjects, or to all parked events that a filter names. Needs "
        "`Idempotency-Key`: a repeat with the same body answers what the first one did.",
        answers.VerbAnswer, role=OPERATE, in_path={"verb": VERB}, body=answers.VerbRequest,
        refuses=(404, 409, 415, 422),
    ),
)  # fmt: skip
