"""Every reason for which an event waits or is parked: what it means, and what moves it."""

from typing import Final, NamedTuple


class Reason(NamedTuple):
    """why completes "it waits, because"; moves says what a person does, or that none is needed."""

    why: str
    moves: str


RETRY: Final = (
    "put it right in the OMS or wait until it is, then retry; mark it done if it is so already"
)
ITSELF: Final = "nothing is to be done: it goes on by itself"
LOOK: Final = "look in the OMS: if it is there, mark it done; if it is not, retry"
NO_LONGER: Final = "if it is no longer wanted, skip it"

WAITS: Final[dict[str, Reason]] = {
    "UNKNOWN_ORDER": Reason(
        "no event has said yet which order this reference belongs to",
        "the event that names both moves it; once parked, retry waits again, skip gives it up",
    ),
    "NO_CREATE": Reason(
        "the OMS does not know the order yet",
        "the order's create moves it; if it never comes, send it again or import the order, then retry",
    ),
    "ON_HOLD": Reason(
        "the order is on hold", "its release moves it, or lifting the hold in the OMS"
    ),
    "NOT_PAID": Reason("the invoice is not paid yet", "a payment moves it"),
    "NOT_SHIPPED": Reason("the goods have not left yet", "their shipment moves it"),
    "NO_INVOICE_TO_CREDIT": Reason("there is no invoice yet to credit", "the invoice moves it"),
    "NO_RETURN": Reason("the return is not known yet", "its request moves it"),
    "SHIPMENT_UNKNOWN": Reason(
        "the OMS has no shipment with these goods yet",
        "the shipment moves it; if another system made it, " + LOOK,
    ),
    "IN_DOUBT": Reason(
        "the OMS's answer to a write was lost, so it is read back after the quiet time",
        ITSELF + " within six minutes",
    ),
    "BUDGET": Reason("the OMS's rate budget is used up", ITSELF),
    "PAUSED": Reason("the OMS asked all callers to wait", ITSELF),
    "BREAKER": Reason(
        "the OMS failed several times in a row, so one probe at a time is sent", ITSELF
    ),
    "PAUSED_OMS": Reason("a person has paused the OMS", "`orderlane resume oms` moves it"),
    "PAUSED_SOURCE": Reason(
        "a person has paused the source it came from", "`orderlane resume source:NAME` moves it"
    ),
    "PAUSED_ORDER": Reason("a person has paused this order", "`orderlane resume ORDER` moves it"),
    "NOTSENT": Reason("the OMS could not be reached", ITSELF + ", later and later up to an hour"),
    "UNAVAILABLE": Reason(
        "the OMS gave no usable answer", ITSELF + ", later and later up to an hour"
    ),
    "THROTTLED": Reason("the OMS turned the call away for its rate", ITSELF),
    "UNAUTHORIZED": Reason(
        "the OMS does not accept our key", "set the right key; then it goes on by itself"
    ),
    "SOURCE_BUDGET": Reason(
        "the rate limit of its source, which is to be asked, is used up", ITSELF
    ),
    "SOURCE_PAUSED": Reason("its source, which is to be asked, wants all callers to wait", ITSELF),
    "SOURCE_BREAKER": Reason(
        "its source failed several times in a row when it was asked, so one probe at a time is sent",
        ITSELF,
    ),
    "SOURCE_THROTTLED": Reason("its source was asked and answers no more for now", ITSELF),
    "SOURCE_UNAVAILABLE": Reason("its source was asked and gave no usable answer", ITSELF),
    "SOURCE_UNAUTHORIZED": Reason(
        "its source does not accept our key",
        "set the right key of its api; then it goes on by itself",
    ),
    "AMBIGUOUS": Reason("the claim tag's own answer was lost", ITSELF),
    "LEASETOOSHORT": Reason("the call could have outlasted the lease", ITSELF),
}
"""Of what goes on when something else happens."""

PARKS: Final[dict[str, Reason]] = {
    "CONFLICT": Reason(
        "two different bodies came under one delivery id",
        "read both (`orderlane event ID --body`); skip the wrong one, mark it done if its work is done",
    ),
    "POISON": Reason("its worker died again and again", "find out why in the worker's log; then retry"),
    "OUR_FAULT": Reason("orderlane met a fault of its own", "see the worker's log or Sentry; retry after the mend"),
    "UNREADABLE": Reason("its body is not what its source sends", "mend the source, then retry; or skip it"),
    "INCOMPLETE_LIST": Reason("the OMS's list came back full, so there may be more", LOOK),
    "SKIPPED_BEFORE": Reason("a person has skipped an effect of this meaning", "skip it, or mark it done"),
    "WRONG_ORDER": Reason("its body names another order than its lane", "skip it, and tell its source"),
    "OTHER_CONTENT": Reason("the OMS holds this order with other goods or prices", "compare the two; mark done or skip"),
    "SEVERAL_ORDERS": Reason("the OMS holds two orders under this id", "cancel the wrong one in the OMS, then retry"),
    "LINES_NOT_FOUND": Reason("the order in the OMS lacks these lines", "compare the lines, then " + RETRY),
    "MORE_THAN_OPEN": Reason("more is to be shipped or invoiced than is open", "compare the quantities; " + NO_LONGER),
    "MORE_THAN_SHIPPED": Reason("more is to be returned than was shipped", "compare the quantities; " + NO_LONGER),
    "NOT_ENOUGH_OPEN": Reason("the shipment holds less than is to be split", "compare the quantities; " + NO_LONGER),
    "NOT_ENOUGH_TO_CREDIT": Reason("the invoice holds less than is to be credited", "compare the sums; " + NO_LONGER),
    "NOTHING_TO_SHIP": Reason("nothing of the order is open to be shipped", NO_LONGER),
    "NOTHING_TO_INVOICE": Reason("nothing of the order is open to be invoiced", NO_LONGER),
    "NOTHING_TO_RETRY": Reason("no payment of the invoice can be tried again", NO_LONGER),
    "NO_OPEN_INVOICE": Reason("the order has no open invoice", NO_LONGER),
    "SEVERAL_INVOICES": Reason("several invoices fit", "settle the right one in the OMS and mark it done"),
    "INVOICE_UNKNOWN": Reason("the OMS does not know this invoice", "compare the number; " + NO_LONGER),
    "OTHER_AMOUNT": Reason("the OMS expects another sum", "compare the sums; settle it in the OMS and mark it done"),
    "CREDITED_TWICE": Reason("the OMS shows more than one credit for one refund", "put it right in the OMS, then mark it done"),
    "CANNOT_SPLIT": Reason("the shipment's state does not allow a split", NO_LONGER),
    "PARTIAL_SHIPMENTS": Reason("only a part of what was asked was shipped", "ship the rest in the OMS and mark it done"),
    "CHANGED_MEANWHILE": Reason("what it was to change was changed by somebody else", LOOK),
    "ADDRESS_CHANGED_MEANWHILE": Reason("the address was changed by somebody else", "decide which one holds; mark done or retry"),
    "TOO_LATE_FOR_ADDRESS": Reason("the order is too far along for another address", "stop the parcel by hand; then skip"),
    "TOO_LATE_TO_HOLD": Reason("the order is too far along for a hold", "stop the parcel by hand; then skip"),
    "NEEDS_A_RETURN": Reason("it was shipped before it could be cancelled", "arrange a return; then skip"),
    "SENT_AFTER_CANCEL": Reason("goods of a cancelled order were sent", "arrange a return; then skip"),
    "HELD_BY_SOMEONE_ELSE": Reason("the order is on a hold that is not ours", "lift that hold in the OMS, then retry"),
    "OTHER_STATUS": Reason("the OMS shows a state that does not allow it", LOOK),
    "STATUS_UNKNOWN": Reason("the OMS shows a state we do not know", LOOK),
    "SHIPMENT_ALREADY_GONE": Reason("the shipment has left already", NO_LONGER),
    "SHIPMENT_GONE": Reason("the shipment is no longer there", NO_LONGER),
    "SHIPMENT_SHARED": Reason("one parcel holds goods of several shipments", "set its tracking in the OMS and mark it done"),
    "SHIPMENT_EXCEPTION": Reason("the carrier or warehouse reports trouble", "settle it with them; then skip"),
    "SHIPMENT_REJECTED": Reason("the place rejected the shipment", "reroute it in the OMS, then mark it done"),
    "TRACKING_CHANGED_BY_HAND": Reason("somebody has changed the tracking numbers", "decide which hold; mark done or retry"),
    "MANUAL_INTERVENTION": Reason("the OMS asks for a person at a payment", "settle it in the OMS; then mark it done"),
    "RETURN_UNKNOWN": Reason("the OMS does not know this return", "create it in the OMS and mark it done"),
    "RETURN_COMMITTED": Reason(
        "a return was cancelled that the OMS has taken back and credited",
        "settle it with the customer, then mark done",
    ),
    "LINES_CHANGED": Reason(
        "the shop changed lines of the order", "change them in the OMS, then mark done"
    ),
    "RETURN_DIFFERS": Reason("the OMS holds this return with other goods", "compare the two; mark done or skip"),
    "RETURN_TOLD_TWICE": Reason(
        "two senders ask for the same goods back, and each return is a credit",
        "look whether it is one parcel; then skip, or make the return in the OMS and mark it done",
    ),
    "RETURN_CANCELLED": Reason("the return was cancelled in the OMS", NO_LONGER),
    "NO_SOURCE_API": Reason(
        "only its source can tell what it means, and the settings tell no api of it",
        "set [sources.NAME.api], restart the workers, then retry",
    ),
    "SOURCE_REFUSED": Reason("its source will not answer what it is asked", "look at the url and version of its api, then retry"),
    "NO_KIBO_ACCOUNT": Reason("the settings tell no [kibo]", "set [kibo], restart the workers, then retry"),
}  # fmt: skip
"""Of what waits for a person."""

FAMILIES: Final[dict[str, Reason]] = {
    "REFUSED_": Reason("the OMS refused it for good", "see the timeline for the code and the fields; " + RETRY),
    "_IN_DOUBT": Reason("it is not certain whether the OMS carried it out", LOOK),
}  # fmt: skip
"""Reasons that carry a code or an operation: by how they begin or end."""

UNKNOWN: Final = Reason("of a reason that this version does not know", LOOK)
