"""Card numbers in free text are masked; nothing else of a body is touched."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.cards import masked

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("4111111111111111", "************1111"),
        (f"pay with {CARD}, please", "pay with **** **** **** 1111, please"),
        ("5555-5555-5555-4444 or 378282246310005", "****-****-****-4444 or ***********0005"),
        ('ring at \\"4\\": 4111111111111111', 'ring at \\"4\\": ************1111'),
    ],
)
@pytest.mark.parametrize("field", ["note", "customer_note", "Comments", "gift_message"])
def test_a_card_number_in_a_note_is_masked_but_for_its_end(field: str, written: str, kept: str):
    body = f'{{"id": 1, "{field}": "{written}", "total": "1.00"}}'.encode()

    found = masked(body)

    assert found == body.replace(written.encode(), kept.encode())
    assert len(found) == len(body)
    json.loads(found)


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 4111111111111111, "tracking_number": "4111111111111111"}',
        b'{"note": "order 4111111111111112, call 4165550100"}',
        b'{"note": "94001118992230000000004111111111111111"}',
        b'{"note": 4111111111111111}',
        b"note: 4111111111111111",
        b"\xff\x00",
    ],
)
def test_what_is_no_card_number_in_a_text_for_people_stays_as_it_is(body: bytes):
    assert masked(body) == body


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda inner: st.dictionaries(st.sampled_from(["note", "id"]), inner),
    )
)
def test_a_body_keeps_its_length_and_its_form(value: object):
    body = json.dumps(value).encode()

    found = masked(body)

    assert len(found) == len(body)
    json.loads(found)
