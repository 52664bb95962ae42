"""The error tree: what a policy reads, and that it survives the way through a process."""

import pickle

import pytest

import oms_client
from oms_client import (
    Ambiguous,
    FieldError,
    Incomplete,
    NotFound,
    NotSent,
    OmsError,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
)

ALL = [
    OmsError, NotSent, Refused, NotFound, Unauthorized, Throttled, Ambiguous, Unavailable, Incomplete,
]  # fmt: skip


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {
            "status": 409,
            "code": "INVALID_STATE",
            "errors": [FieldError("Sku", "unknown")],
            "trace_id": "t",
            "detail": "d",
            "retry_after_s": 2.5,
        },
    ],
)
def test_an_error_survives_pickle_with_all_it_knows(kind, facts):
    error = kind("hold_order", "No.", **facts)

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert type(again) is kind
    assert vars(again) == vars(error)
    assert (str(again), again.args) == (str(error), error.args)


def test_the_list_above_is_the_whole_tree():
    exported = [getattr(oms_client, name) for name in oms_client.__all__]
    errors = [e for e in exported if isinstance(e, type) and issubclass(e, OmsError)]

    assert set(errors) == set(ALL)


@pytest.mark.parametrize(
    ("kind", "outcome", "maybe_done", "retryable", "systemic"),
    [
        (NotSent, "not_sent", False, True, True),
        (Refused, "refused", False, False, False),
        (NotFound, "not_found", False, False, False),
        (Unauthorized, "unauthorized", False, True, True),
        (Throttled, "throttled", False, True, True),
        (Ambiguous, "ambiguous", True, False, False),
        (Unavailable, "unavailable", False, True, True),
        (Incomplete, "incomplete", False, False, False),
    ],
)
def test_each_class_tells_a_policy_what_it_needs(kind, outcome, maybe_done, retryable, systemic):
    told = (kind.outcome, kind.maybe_done, kind.retryable, kind.systemic)

    assert told == (outcome, maybe_done, retryable, systemic)
