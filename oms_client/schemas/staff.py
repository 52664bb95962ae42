"""Staff members and their tokens: bodies and answers (docs/sandbox.md)."""

from oms_client.schemas.base import Form, Shape, flag, many, text, whole
from oms_client.schemas.parts import Dated


class TokenAction(Form):
    """manage_token: a staff member's token; TokenId to revoke one."""

    Action = text("Issue", "Revoke", required=True)
    InternalStaffId = whole()
    Email = text()
    TokenId = whole()


class StaffToken(Dated):
    """A token; its text, Token, is there once, when it is issued."""

    TokenId = whole()
    InternalStaffId = whole()
    IsRevoked = flag()
    Token = text()


class StaffMember(Shape):
    """A staff member, and the tokens issued."""

    InternalStaffId = whole()
    Email = text()
    FirstName = text()
    LastName = text()
    Role = text()
    Tokens = many(StaffToken)
