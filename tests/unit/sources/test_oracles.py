"""The senders' own libraries, and openssl, asked here and now about the recorded deliveries.

Where node or its packages are missing the recorded answers stand (test_vectors.py): the head of the
run says which of the two it was.
"""

from dataclasses import replace

import pytest

from sources.vectors import Vector, vectors
from tests.oracles import npm, openssl

OF_OPENSSL = [vector for vector in vectors() if vector.by == openssl.BY]
OF_NPM = [vector for vector in vectors() if vector.by in npm.BY.values()]


def changed(vector: Vector) -> Vector:
    return replace(vector, body=vector.body.replace(":", ": ", 1))


@pytest.mark.parametrize("vector", OF_OPENSSL, ids=lambda one: f"{one.dialect}, {one.name}")
def test_openssl_takes_what_we_take_and_refuses_what_we_refuse(vector: Vector) -> None:
    assert openssl.is_genuine(vector)
    assert not openssl.is_genuine(changed(vector))


def test_the_senders_libraries_take_what_we_take_and_refuse_what_we_refuse() -> None:
    if npm.why_not():
        assert {vector.dialect for vector in OF_NPM} == npm.BY.keys()  # the record is whole
        return

    genuine = npm.are_genuine(OF_NPM)
    forged = npm.are_genuine([changed(vector) for vector in OF_NPM])

    assert genuine == [True] * len(OF_NPM)
    assert forged == [False] * len(OF_NPM)


def test_the_record_holds_what_the_oracles_were_asked() -> None:
    assert {vector.dialect for vector in OF_NPM} == npm.BY.keys()
    assert {vector.dialect for vector in OF_OPENSSL} == openssl.FORMS.keys()
