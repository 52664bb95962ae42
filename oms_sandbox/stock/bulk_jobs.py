"""Bulk jobs: taken in at once, carried out when their time has come, in the order they came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from oms_sandbox.errors import NOT_FOUND
from oms_sandbox.state import Oms
from oms_sandbox.stock.entities import (
    DONE,
    DONE_WITH_ERRORS,
    FAILED,
    IN_PROGRESS,
    QUEUED,
    SUCCEEDED,
    WAITING,
    Job,
    Operation,
)
from oms_sandbox.stock.stock import Stock

QUEUES = timedelta(seconds=1)
TAKES = timedelta(seconds=2)
"""How long after its submission a job begins, and is done."""


def stock_now(oms: Oms) -> Stock:
    """Give the stock with every job carried out whose time has come."""
    stock = oms.stock
    while stock.jobs_to_do and oms.now() >= stock.jobs_to_do[0]["DateSubmittedUTC"] + TAKES:
        for operation in stock.jobs_to_do.popleft()["Operations"]:
            _carry_out(stock, operation)
    return stock


def _carry_out(stock: Stock, operation: Operation) -> None:
    operation["ErrorCode"], operation["Message"] = set_on_hand(stock, operation)
    operation["OperationStatus"] = FAILED if operation["ErrorCode"] else SUCCEEDED


def set_on_hand(stock: Stock, item: Any) -> tuple[str, str]:
    """Set what lies of a SKU at a location; gives ErrorCode and Message, both empty when done."""
    place = item["LocationInternalName"]
    if place not in stock.locations:
        return NOT_FOUND, f"LocationInternalName {place} was not found."
    stock.set_on_hand(place, item["Sku"], item["Quantity"])
    return "", ""


def submit(oms: Oms, items: list[Any]) -> Job:
    """Queue a job that sets stock on hand, one operation per item."""
    stock = stock_now(oms)
    job = Job(
        JobId=stock.new_number(),
        DateSubmittedUTC=oms.now(),
        Operations=[
            Operation(
                OperationId=at,
                OperationStatus=WAITING,
                LocationInternalName=item["LocationInternalName"],
                Sku=item["Sku"],
                Quantity=item["Quantity"],
                ErrorCode="",
                Message="",
            )
            for at, item in enumerate(items, start=1)
        ],
    )
    stock.jobs[job["JobId"]] = job
    stock.jobs_to_do.append(job)
    return job


def job_status(oms: Oms, job: Job) -> str:
    """Tell how far a job is."""
    statuses = {operation["OperationStatus"] for operation in job["Operations"]}
    if WAITING in statuses:
        return QUEUED if oms.now() < job["DateSubmittedUTC"] + QUEUES else IN_PROGRESS
    if statuses == {FAILED}:
        return FAILED
    return DONE_WITH_ERRORS if FAILED in statuses else DONE
