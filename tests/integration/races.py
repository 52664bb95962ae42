"""The race table: what becomes of every two commands of one order, in either order of arrival.

`python -m tests.integration.races` writes docs/races.md from it.

A line: the command that happened first | the second | what was done before them | what they lead to
when they arrive as they happened | and the other way round (`same`: as before) | why. What they lead
to: the effects that the OMS commits, in their order, then how the 1st and the 2nd ended, if not done.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

RACES: Final = """
create  | create  |                          | create: 2 superseded                                  | create: 1 superseded                                  | create-once
create  | address |                          | create address                                        | same                                                  | create-first
create  | hold    |                          | create hold                                           | same                                                  | create-first
create  | resume  |                          | create                                                | same                                                  | create-first
create  | cancel  |                          | create cancel                                         | same                                                  | create-first
create  | ship    |                          | create make split number mark                         | same                                                  | create-first
create  | split   |                          | create make split                                     | same                                                  | create-first
create  | track   |                          | create: 2 waits SHIPMENT_UNKNOWN                      | same                                                  | create-then-wait
create  | invoice |                          | create invoice                                        | same                                                  | create-first
create  | credit  |                          | create: 2 waits NO_INVOICE_TO_CREDIT                  | same                                                  | create-then-wait
create  | return  |                          | create: 2 waits NOT_SHIPPED                           | same                                                  | create-then-wait
address | create  |                          | create address                                        | same                                                  | create-first
address | address | create                   | address address                                       | address: 1 stale                                      | newest-address
address | hold    | create                   | address hold                                          | hold address                                          | held-may
address | resume  | create hold              | address resume                                        | resume address                                        | held-may
address | cancel  | create                   | address cancel                                        | cancel: 1 superseded                                  | cancel-wins
address | ship    | create                   | address make split number mark                        | make split number mark: 1 parked TOO_LATE_FOR_ADDRESS | address-until-sent
address | split   | create                   | address make split                                    | make split address                                    | apart
address | track   | create                   | address: 2 waits SHIPMENT_UNKNOWN                     | same                                                  | order-overtakes
address | invoice | create                   | address invoice                                       | invoice address                                       | apart
address | credit  | create invoice           | address credit                                        | credit address                                        | apart
address | return  | create invoice           | address: 2 waits NOT_SHIPPED                          | same                                                  | order-overtakes
hold    | create  |                          | create hold                                           | same                                                  | create-first
hold    | address | create                   | hold address                                          | address hold                                          | held-may
hold    | hold    | create                   | hold                                                  | same                                                  | holds-are-counted
hold    | resume  | create                   | hold resume                                           | nothing: 1 stale                                      | late-hold
hold    | cancel  | create                   | hold cancel                                           | cancel: 1 superseded                                  | cancel-wins
hold    | ship    | small create             | hold: 2 waits ON_HOLD                                 | make number mark: 1 parked TOO_LATE_TO_HOLD           | sent-or-held
hold    | split   | create                   | hold: 2 waits ON_HOLD                                 | make split hold                                       | held-waits
hold    | track   | create ship              | hold: 2 waits ON_HOLD                                 | mark hold                                             | held-waits
hold    | invoice | create                   | hold: 2 waits ON_HOLD                                 | invoice hold                                          | held-waits
hold    | credit  | create invoice           | hold credit                                           | credit hold                                           | held-may
hold    | return  | create ship invoice      | hold return commit                                    | return commit hold                                    | held-may
resume  | create  |                          | create                                                | same                                                  | create-first
resume  | address | create hold              | resume address                                        | address resume                                        | held-may
resume  | hold    | create hold              | resume hold                                           | nothing                                               | new-hold
resume  | resume  | create hold hold         | resume                                                | same                                                  | last-release
resume  | cancel  | create hold              | resume cancel                                         | cancel: 1 superseded                                  | cancel-wins
resume  | ship    | create hold              | resume make split number mark                         | same                                                  | held-waits
resume  | split   | create hold              | resume make split                                     | same                                                  | held-waits
resume  | track   | create ship hold         | resume mark                                           | same                                                  | held-waits
resume  | invoice | create hold              | resume invoice                                        | same                                                  | held-waits
resume  | credit  | create invoice hold      | resume credit                                         | credit resume                                         | held-may
resume  | return  | create ship invoice hold | resume return commit                                  | return commit resume                                  | held-may
cancel  | create  |                          | create cancel                                         | same                                                  | create-first
cancel  | address | create                   | cancel: 2 superseded                                  | address cancel                                        | cancel-wins
cancel  | hold    | create                   | cancel: 2 superseded                                  | hold cancel                                           | cancel-wins
cancel  | resume  | create hold              | cancel: 2 superseded                                  | resume cancel                                         | cancel-wins
cancel  | cancel  | create                   | cancel                                                | same                                                  | cancel-once
cancel  | ship    | small create             | cancel: 2 parked SENT_AFTER_CANCEL                    | make number mark: 1 parked NEEDS_A_RETURN             | sent-or-cancelled
cancel  | split   | create                   | cancel: 2 superseded                                  | make split cancel                                     | cancel-wins
cancel  | track   | create ship              | cancel mark                                           | mark cancel                                           | cancel-the-rest
cancel  | invoice | create                   | cancel: 2 parked NOTHING_TO_INVOICE                   | invoice cancel                                        | capture-after-cancel
cancel  | credit  | create invoice           | cancel credit                                         | credit cancel                                         | refund-after-cancel
cancel  | return  | create ship invoice      | cancel return commit                                  | return commit cancel                                  | cancel-the-rest
ship    | create  |                          | create make split number mark                         | same                                                  | create-first
ship    | address | create                   | make split number mark: 2 parked TOO_LATE_FOR_ADDRESS | address make split number mark                        | address-until-sent
ship    | hold    | small create             | make number mark: 2 parked TOO_LATE_TO_HOLD           | hold: 1 waits ON_HOLD                                 | sent-or-held
ship    | resume  | create hold              | resume make split number mark                         | same                                                  | held-waits
ship    | cancel  | small create             | make number mark: 2 parked NEEDS_A_RETURN             | cancel: 1 parked SENT_AFTER_CANCEL                    | sent-or-cancelled
ship    | ship    | create                   | make split number mark number mark                    | same                                                  | two-parcels
ship    | split   | create                   | make split number mark split                          | make split number mark                                | plan-or-parcel
ship    | track   | create                   | make split number mark mark                           | same                                                  | number-after-parcel
ship    | invoice | create                   | make split number mark invoice                        | invoice make split number mark                        | apart
ship    | credit  | create invoice           | make split number mark credit                         | credit make split number mark                         | apart
ship    | return  | create invoice           | make split number mark return commit                  | same                                                  | sent-before-back
split   | create  |                          | create make split                                     | same                                                  | create-first
split   | address | create                   | make split address                                    | address make split                                    | apart
split   | hold    | create                   | make split hold                                       | hold: 1 waits ON_HOLD                                 | held-waits
split   | resume  | create hold              | resume make split                                     | same                                                  | held-waits
split   | cancel  | create                   | make split cancel                                     | cancel: 1 superseded                                  | cancel-wins
split   | ship    | create                   | make split number mark                                | same                                                  | plan-or-parcel
split   | split   | create                   | make split split                                      | same                                                  | two-parts
split   | track   | create                   | make split: 2 waits SHIPMENT_UNKNOWN                  | same                                                  | whose-number
split   | invoice | create                   | make split invoice                                    | invoice make split                                    | apart
split   | credit  | create invoice           | make split credit                                     | credit make split                                     | apart
split   | return  | create ship invoice      | split return commit                                   | return commit split                                   | apart
track   | create  |                          | create: 1 waits SHIPMENT_UNKNOWN                      | same                                                  | create-then-wait
track   | address | create                   | address: 1 waits SHIPMENT_UNKNOWN                     | same                                                  | order-overtakes
track   | hold    | create ship              | mark hold                                             | hold: 1 waits ON_HOLD                                 | held-waits
track   | resume  | create ship hold         | resume mark                                           | same                                                  | held-waits
track   | cancel  | create ship              | mark cancel                                           | cancel mark                                           | cancel-the-rest
track   | ship    | create                   | make split number mark mark                           | same                                                  | number-after-parcel
track   | split   | create                   | make split: 1 waits SHIPMENT_UNKNOWN                  | same                                                  | whose-number
track   | track   | create ship              | mark                                                  | mark: 1 stale                                         | newest-word
track   | invoice | create ship              | mark invoice                                          | invoice mark                                          | apart
track   | credit  | create ship invoice      | mark credit                                           | credit mark                                           | apart
track   | return  | create ship invoice      | mark return commit                                    | return commit mark                                    | apart
invoice | create  |                          | create invoice                                        | same                                                  | create-first
invoice | address | create                   | invoice address                                       | address invoice                                       | apart
invoice | hold    | create                   | invoice hold                                          | hold: 1 waits ON_HOLD                                 | held-waits
invoice | resume  | create hold              | resume invoice                                        | same                                                  | held-waits
invoice | cancel  | create                   | invoice cancel                                        | cancel: 1 parked NOTHING_TO_INVOICE                   | capture-after-cancel
invoice | ship    | create                   | invoice make split number mark                        | make split number mark invoice                        | apart
invoice | split   | create                   | invoice make split                                    | make split invoice                                    | apart
invoice | track   | create ship              | invoice mark                                          | mark invoice                                          | apart
invoice | invoice | create                   | invoice                                               | same                                                  | all-invoiced
invoice | credit  | create                   | invoice credit                                        | same                                                  | invoice-before-credit
invoice | return  | create ship              | invoice return commit                                 | return invoice commit                                 | paid-before-back
credit  | create  |                          | create: 1 waits NO_INVOICE_TO_CREDIT                  | same                                                  | create-then-wait
credit  | address | create invoice           | credit address                                        | address credit                                        | apart
credit  | hold    | create invoice           | credit hold                                           | hold credit                                           | held-may
credit  | resume  | create invoice hold      | credit resume                                         | resume credit                                         | held-may
credit  | cancel  | create invoice           | credit cancel                                         | cancel credit                                         | refund-after-cancel
credit  | ship    | create invoice           | credit make split number mark                         | make split number mark credit                         | apart
credit  | split   | create invoice           | credit make split                                     | make split credit                                     | apart
credit  | track   | create ship invoice      | credit mark                                           | mark credit                                           | apart
credit  | invoice | create                   | invoice credit                                        | same                                                  | invoice-before-credit
credit  | credit  | create invoice           | credit credit                                         | same                                                  | two-refunds
credit  | return  | create ship invoice      | credit return commit                                  | return commit credit                                  | two-masters
return  | create  |                          | create: 1 waits NOT_SHIPPED                           | same                                                  | create-then-wait
return  | address | create invoice           | address: 1 waits NOT_SHIPPED                          | same                                                  | order-overtakes
return  | hold    | create ship invoice      | return commit hold                                    | hold return commit                                    | held-may
return  | resume  | create ship invoice hold | return commit resume                                  | resume return commit                                  | held-may
return  | cancel  | create ship invoice      | return commit cancel                                  | cancel return commit                                  | cancel-the-rest
return  | ship    | create invoice           | make split number mark return commit                  | same                                                  | sent-before-back
return  | split   | create ship invoice      | return commit split                                   | split return commit                                   | apart
return  | track   | create ship invoice      | return commit mark                                    | mark return commit                                    | apart
return  | invoice | create ship              | return invoice commit                                 | invoice return commit                                 | paid-before-back
return  | credit  | create ship invoice      | return commit credit                                  | credit return commit                                  | two-masters
return  | return  | create ship invoice      | return commit: 2 waits NOT_SHIPPED                    | return commit: 1 waits NOT_SHIPPED                    | no-more-back
"""

WHY: Final = {
    "apart": "Neither changes what the other asks for: both are carried out as they arrive.",
    "create-first": "A create goes before everything that waits; what came before it is carried out right behind it.",
    "create-then-wait": "The create goes first. What then finds no goods or no money to work on waits for them (15 min), and is parked when they do not come.",
    "create-once": "There is one `create_order` in an order's life: a second create never makes a second order, whatever it says.",
    "newest-address": "The version guard: an older address never overwrites a newer one, whenever it comes.",
    "address-until-sent": "The address holds for what has not left. A change that comes after that is for a person, who may still stop the parcel.",
    "order-overtakes": "What concerns the whole order does not stand behind a number or a return that waits for its shipment.",
    "held-may": "An order on hold still takes another address, a refund and a return.",
    "held-waits": "An order on hold takes no shipment, split, status or invoice: these wait up to 30 days, and the release overtakes them.",
    "sent-or-held": "What has left cannot be held: a person may still stop the parcel. Goods that leave in spite of a hold are recorded after the release.",
    "holds-are-counted": "Holds are counted by their part of the order and their id; the OMS is asked once.",
    "late-hold": "A release is remembered though it found nothing to lift: the older hold that comes after it is stale and does not stop the order.",
    "new-hold": "A release lifts only what it names: while a newer hold is in force the order stays on hold.",
    "last-release": "Only the last release resumes the order.",
    "cancel-wins": "Cancel wins: what would change, hold, release or split a cancelled order is superseded, however new it is.",
    "cancel-once": "A repeated cancel is the same effect and calls nothing.",
    "cancel-the-rest": "A cancel takes back what has not left; a parcel on its way is still followed, and may still come back.",
    "sent-or-cancelled": "What has left needs a return, not a cancel; and goods that leave in spite of a cancel are an alarm. Both are for a person.",
    "refund-after-cancel": "A refund is paid before and after a cancel alike.",
    "capture-after-cancel": "Money that was taken for a cancelled order has nothing to be invoiced on: a person gives it back. What was invoiced in time stays, to be credited.",
    "two-parcels": "Two parcels are two shipments, split off by their lines, whichever is told first.",
    "plan-or-parcel": "A part that was planned before the parcel left is that parcel, also when the plan is told late; a newer plan splits again, unless the parcel takes just what it has put aside.",
    "two-parts": "Each part is split off once, under its own id.",
    "number-after-parcel": "A tracking number waits for the shipment that it belongs to; the shipment overtakes it.",
    "whose-number": "While there is no shipment, or more than one, nobody can say whose number it is: it waits for the shipment that says so, and is parked when that does not come.",
    "newest-word": "The version guard, by number: an older word never overwrites a newer one.",
    "all-invoiced": "A capture without lines invoices all that is open; the next one finds nothing open and calls nothing.",
    "invoice-before-credit": "A refund waits for the invoice that it is drawn from; the capture overtakes it.",
    "two-refunds": "Each refund is an effect of its own, known by its id: two equal ones are no repeat.",
    "two-masters": "The credit of a return and a refund are two facts, and both are paid: let one sender alone be the master of money.",
    "sent-before-back": "No more comes back than has left: a return waits for the shipment.",
    "paid-before-back": "A return can be asked for before it is paid; its arrival, which pays back, waits for the invoice.",
    "no-more-back": "No more comes back than has left: the second return waits for another shipment, and is parked when none comes.",
}


@dataclass(frozen=True)
class Race:
    """A line of the table. given: the commands done before, with `small` in front for one mug."""

    first: str
    second: str
    given: tuple[str, ...]
    told: str
    late: str
    why: str


def races() -> list[Race]:
    """Return the table."""
    return [_race(line) for line in RACES.strip().splitlines()]


def _race(line: str) -> Race:
    first, second, given, told, late, why = (cell.strip() for cell in line.split("|"))
    return Race(first, second, tuple(given.split()), told, told if late == "same" else late, why)


if __name__ == "__main__":
    from tests.integration import race_page

    Path("docs/races.md").write_text(race_page.page(races(), WHY))
