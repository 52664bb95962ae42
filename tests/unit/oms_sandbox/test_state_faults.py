"""A doubled write needs a first that went well."""

import json

import pytest
from flask import Response

from oms_sandbox.clerk import Clerk, Letter
from oms_sandbox.endpoints import BY_OPERATION
from oms_sandbox.faults.fault import Fault, Point, Scene
from oms_sandbox.faults.state import commit_again
from oms_sandbox.faults.views import Views
from oms_sandbox.journal import Journal
from oms_sandbox.reading import Given
from oms_sandbox.state import Oms


@pytest.mark.parametrize(("status", "commits"), [(201, 1), (409, 0)])
def test_only_a_write_that_went_well_is_applied_again(clock, order_body, status, commits):
    clerk = Clerk(Oms(clock), Journal(None), Views(), clock)
    came = Given({}, json.dumps(order_body()).encode())
    letter = Letter(BY_OPERATION["create_order"], came, "trace", clock())
    scene = Scene({}, lambda seconds: None, clerk, letter, Response(status=status))

    commit_again(Fault("duplicate_commit", Point.AFTER_COMMIT), scene)

    assert len(clerk.journal.after(0)) == commits
