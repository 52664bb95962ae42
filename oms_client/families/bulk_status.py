"""Bulk Status API."""

from oms_client.endpoints import Endpoint, Family
from oms_client.parameters import optional, required
from oms_client.schemas.base import page_of
from oms_client.schemas.inventory import Job, JobDetails, OperationDetails


class BulkStatus(Family):
    """Read the state of bulk jobs, which the OMS carries out in its own time."""

    # Version first here, last in the two others; PageSize beside pageNumber.
    get_bulk_job_details = Endpoint(
        "Get Bulk Job Details",
        "GET",
        "/v1/StatusManagement/{JobId}",
        required("DateSubmittedUTC") + optional("PageSize", "pageNumber", "JobStatus"),
        answer=JobDetails,
        about="A job, and its operations page by page; job_status picks operations by status.",
    )
    get_bulk_job_operation_details = Endpoint(
        "Get Bulk Job Operation Details",
        "GET",
        "/StatusManagement/{JobId}/{OperationId}/v1",
        required("DateSubmittedUTC"),
        answer=OperationDetails,
    )
    list_bulk_jobs = Endpoint(
        "Get List of Bulk Jobs",
        "GET",
        "/StatusManagement/v1",
        optional("PageSize", "PageNumber"),
        answer=page_of(Job),
    )
