import pytest
from werkzeug.exceptions import BadRequest

from webhooks.headers import refuse_repeated


@pytest.mark.parametrize("joint", [",", ", "])
@pytest.mark.parametrize(
    "name",
    [
        "HTTP_X_SHOPIFY_HMAC_SHA256",
        "HTTP_X_SHOPIFY_WEBHOOK_ID",
        "HTTP_X_SHOPIFY_TOPIC",
        "HTTP_X_WC_WEBHOOK_SIGNATURE",
        "HTTP_X_WC_WEBHOOK_TOPIC",
        "HTTP_X_SHIPHERO_HMAC_SHA256",
        "HTTP_X_SHIPHERO_MESSAGE_ID",
        "HTTP_WEBHOOK_ID",
        "HTTP_WEBHOOK_TIMESTAMP",
        "HTTP_X_WEBHOOK_TOPIC",
        "HTTP_SVIX_ID",
    ],
)
def test_a_header_that_counts_must_not_stand_twice(name: str, joint: str) -> None:
    with pytest.raises(BadRequest):
        refuse_repeated({name: f"one{joint}two"})


@pytest.mark.parametrize("joint", [",", ", "])
def test_a_second_signature_header_of_standard_webhooks_is_refused(joint: str) -> None:
    with pytest.raises(BadRequest):
        refuse_repeated({"HTTP_WEBHOOK_SIGNATURE": f"v1,QUFB{joint}v1,QkJC"})


def test_only_a_signature_may_look_like_one() -> None:
    with pytest.raises(BadRequest):
        refuse_repeated({"HTTP_WEBHOOK_ID": "v1,QUFB"})


@pytest.mark.parametrize("joint", [",", ", "])
def test_a_second_signature_header_of_shippo_is_refused(joint: str) -> None:
    with pytest.raises(BadRequest):
        refuse_repeated({"HTTP_SHIPPO_AUTH_SIGNATURE": f"t=1,v1=aa{joint}t=1,v1=aa"})


def test_a_time_and_its_signatures_are_one_value_of_shippo_alone() -> None:
    environ = {"HTTP_SHIPPO_AUTH_SIGNATURE": "t=1,v1=aa,v1=bb"}

    refuse_repeated(environ)

    with pytest.raises(BadRequest):
        refuse_repeated({"HTTP_X_HMAC_SIGNATURE": environ["HTTP_SHIPPO_AUTH_SIGNATURE"]})


def test_several_signatures_in_one_header_are_one_value() -> None:
    environ = {"HTTP_WEBHOOK_SIGNATURE": "v1,QUFB v1a,QkJC v2,Q0ND"}

    refuse_repeated(environ)

    assert environ


def test_other_headers_may_stand_twice() -> None:
    environ = {"HTTP_X_FORWARDED_FOR": "10.0.0.1, 10.0.0.2", "HTTP_X_REQUEST_ID": "a,b"}

    refuse_repeated(environ)

    assert environ
