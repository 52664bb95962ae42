"""What the OMS keeps of staff members and their tokens; our definition.

The vendor lists no call that makes a staff member, so three are there from the start.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict


class Staff(TypedDict):
    InternalStaffId: int
    Email: str
    FirstName: str
    LastName: str
    Role: str


class StaffToken(TypedDict):
    """A token without its text, which is told once."""

    TokenId: int
    InternalStaffId: int
    IsRevoked: bool
    CreateDateTimeUtc: datetime
    LastUpdatedDateTimeUtc: datetime


STAFF = (
    Staff(
        InternalStaffId=50_001,
        Email="agent@example.com",
        FirstName="Alex",
        LastName="Agent",
        Role="CustomerCare",
    ),
    Staff(
        InternalStaffId=50_002,
        Email="clerk@example.com",
        FirstName="Chris",
        LastName="Clerk",
        Role="Warehouse",
    ),
    Staff(
        InternalStaffId=50_003,
        Email="manager@example.com",
        FirstName="Morgan",
        LastName="Manager",
        Role="Administrator",
    ),
)
