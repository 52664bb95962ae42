"""Staff members are read; their tokens are issued, which shows the text once, and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from oms_sandbox.checks import Table, one_of, text, whole
from oms_sandbox.checks import optional as may_have
from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, unchanged
from oms_sandbox.errors import invalid, not_found
from oms_sandbox.openapi.answers import ListOf, ManagedToken, StaffMember
from oms_sandbox.paging import ordered, page
from oms_sandbox.people.staff_entities import STAFF, Staff, StaffToken
from oms_sandbox.state import Oms, numbered

COLUMNS = ("InternalStaffId", "Email", "FirstName", "LastName", "Role")
KEYS = ("InternalStaffId", "Email")
ISSUE = "Issue"
REVOKE = "Revoke"
TOKEN_BYTES = 24


def get_staff(oms: Oms, call: Call) -> Answer:
    """List the staff member that the keys name, or all without a key, with their tokens."""
    named = any(call.query[key] is not None for key in KEYS)
    members = [_named(call.query)] if named else STAFF
    shown = [{**one, "Tokens": oms.staff_tokens.of(one["InternalStaffId"])} for one in members]
    return unchanged(page(ordered(shown, call.query, COLUMNS), call.query))


def manage_token(oms: Oms, call: Call) -> Answer:
    """Issue a token, whose text this answer alone shows, or revoke one by its TokenId."""
    member, number = _named(call.body), call.body["TokenId"]
    if call.body["Action"] == REVOKE:
        return _revoke(oms, member, number)
    if number is not None:
        raise invalid("TokenId", f"is for {REVOKE} only")
    return _issue(oms, member)


def _issue(oms: Oms, member: Staff) -> Answer:
    now = oms.now()
    token = StaffToken(
        TokenId=oms.staff_tokens.new_number(),
        InternalStaffId=member["InternalStaffId"],
        IsRevoked=False,
        CreateDateTimeUtc=now,
        LastUpdatedDateTimeUtc=now,
    )
    oms.staff_tokens.put(token["TokenId"], token, owner=member["InternalStaffId"])
    shown_once = {**token, "Token": secrets.token_urlsafe(TOKEN_BYTES)}
    return changed(shown_once, TokenId=[token["TokenId"]])


def _revoke(oms: Oms, member: Staff, number: int | None) -> Answer:
    token = numbered(oms.staff_tokens, number, "TokenId")
    if token["InternalStaffId"] != member["InternalStaffId"]:
        raise not_found("TokenId", number)
    if token["IsRevoked"]:
        return unchanged(token)
    token["IsRevoked"] = True
    oms.touch(token)
    return changed(token, TokenId=[token["TokenId"]])


def _named(keys: Mapping[str, Any]) -> Staff:
    """Find the staff member; raises 400 without key or when both disagree, 404 when unknown."""
    given = {key: keys[key] for key in KEYS if keys[key] is not None}
    if not given:
        raise invalid("InternalStaffId", "is required, or Email")
    found = [one for one in STAFF if any(one[key] == value for key, value in given.items())]  # type: ignore[literal-required]  # KEYS are fields of a staff member
    if not found:
        key, value = next(iter(given.items()))
        raise not_found(key, value)
    if not given.items() <= found[0].items():
        raise invalid("InternalStaffId", "disagrees with Email")
    return found[0]


TOKEN: Table = {
    "Action": must_have(one_of((ISSUE, REVOKE))),
    "InternalStaffId": may_have(whole()),
    "Email": may_have(text(250)),
    "TokenId": may_have(whole()),
}

ENDPOINTS = (
    Endpoint(
        "get_staff",
        "GET",
        "/v1/staff/",
        get_staff,
        answers=ListOf(StaffMember),
        query=optional(*KEYS, "SortByColumn", "Ascending", "PageSize", "PageNumber"),
    ),
    Endpoint(
        "manage_token", "POST", "/v1/staff/Token", manage_token, answers=ManagedToken, body=TOKEN
    ),
)
