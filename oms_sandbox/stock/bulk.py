"""Bulk calls: stock on hand is set by a job, and the job is looked up."""

from __future__ import annotations

from typing import Any

from oms_sandbox.checks import required as must_have
from oms_sandbox.endpoint import Answer, Call, Endpoint, changed, optional, required, unchanged
from oms_sandbox.errors import not_found
from oms_sandbox.forms import line_with
from oms_sandbox.openapi.answers import ListOf
from oms_sandbox.openapi.goods_answers import JobDetails, JobKey, JobOperation, JobSummary
from oms_sandbox.paging import page
from oms_sandbox.state import Oms
from oms_sandbox.stock.bulk_jobs import job_status, stock_now, submit
from oms_sandbox.stock.entities import FAILED, SUCCEEDED, Job
from oms_sandbox.stock.words import items

BULK_PAGING = optional("PageSize", "PageNumber")


def bulk_update_onhand_inventory(oms: Oms, call: Call) -> Answer:
    job = submit(oms, call.body["Items"])
    return changed(_key(job), JobId=[job["JobId"]])


def list_bulk_jobs(oms: Oms, call: Call) -> Answer:
    jobs = stock_now(oms).jobs.values()
    return unchanged(page([_summary(oms, job) for job in jobs], call.query))


def get_bulk_job_details(oms: Oms, call: Call) -> Answer:
    """Show a job and a page of its operations; JobStatus keeps those with this OperationStatus."""
    job, wanted = _job_named(oms, call), call.query["JobStatus"]
    operations = [one for one in job["Operations"] if wanted in (None, one["OperationStatus"])]
    return unchanged({**_summary(oms, job), **page(operations, call.query)})


def get_bulk_job_operation_details(oms: Oms, call: Call) -> Answer:
    job = _job_named(oms, call)
    operation = line_with(job["Operations"], call.query["OperationId"], "OperationId")
    return unchanged({**_key(job), **operation})


def _job_named(oms: Oms, call: Call) -> Job:
    """Find a job by its number and the very instant of its submission; raises NOT_FOUND."""
    job = stock_now(oms).jobs.get(call.query["JobId"])
    if job is None:
        raise not_found("JobId", call.query["JobId"])
    submitted = call.query["DateSubmittedUTC"]
    if job["DateSubmittedUTC"] != submitted:
        raise not_found("DateSubmittedUTC", submitted.isoformat())
    return job


def _key(job: Job) -> dict[str, Any]:
    return {"JobId": job["JobId"], "DateSubmittedUTC": job["DateSubmittedUTC"]}


def _summary(oms: Oms, job: Job) -> dict[str, Any]:
    statuses = [operation["OperationStatus"] for operation in job["Operations"]]
    return {
        **_key(job),
        "JobStatus": job_status(oms, job),
        "TotalOperations": len(statuses),
        "SucceededOperations": statuses.count(SUCCEEDED),
        "FailedOperations": statuses.count(FAILED),
    }


ENDPOINTS = (
    Endpoint(
        "bulk_update_onhand_inventory",
        "PUT",
        "/v1/inventory/BulkOnhand",
        bulk_update_onhand_inventory,
        answers=JobKey,
        body={"Items": must_have(items(0))},
        status=202,
    ),
    Endpoint(
        "get_bulk_job_details",
        "GET",
        "/v1/StatusManagement/{JobId}",
        get_bulk_job_details,
        answers=JobDetails,
        query=required("DateSubmittedUTC") + optional("PageSize", "pageNumber", "JobStatus"),
    ),
    Endpoint(
        "get_bulk_job_operation_details",
        "GET",
        "/StatusManagement/{JobId}/{OperationId}/v1",
        get_bulk_job_operation_details,
        answers=JobOperation,
        query=required("DateSubmittedUTC"),
    ),
    Endpoint(
        "list_bulk_jobs",
        "GET",
        "/StatusManagement/v1",
        list_bulk_jobs,
        answers=ListOf(JobSummary),
        query=BULK_PAGING,
    ),
)
