"""What SNS and EventBridge put around a message, in the shapes Amazon documents."""

import json

import pytest

from webhooks.queues.envelopes import unwrapped

NOTIFICATION = b'{"NotificationVersion":"1.0", "Payload":{"Price":1.10},"Text":"\\u00e9"}'


def sns(message: str, **more: object) -> bytes:
    return json.dumps(
        {
            "Type": "Notification",
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": "arn:aws:sns:us-west-2:123456789012:MyTopic",
            "Subject": "My First Message",
            "Message": message,
            "Timestamp": "2012-05-02T00:54:06.655Z",
            "SignatureVersion": "1",
            "Signature": "EXAMPLEw6JRN...",
            "SigningCertURL": "https://sns.us-west-2.amazonaws.com/SimpleNotificationService.pem",
            "UnsubscribeURL": "https://sns.us-west-2.amazonaws.com/?Action=Unsubscribe",
            **more,
        }
    ).encode()


def eventbridge(detail: bytes) -> bytes:
    head = (
        b'{"version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",'
        b' "detail-type": "ORDER_CHANGE", "source": "aws.partner/sellingpartnerapi.amazon.com/acme",'
        b' "account": "123456789012", "time": "2015-10-08T16:53:06Z", "region": "us-east-1",'
        b' "resources": [], "detail": '
    )
    return head + detail + b"}"


def test_a_message_without_wrapping_is_left_as_it_came():
    assert unwrapped(NOTIFICATION) == (NOTIFICATION, [])


def test_what_sns_wrapped_comes_out_byte_for_byte_with_its_attributes():
    attributes = {"X-Topic": {"Type": "String", "Value": "orders/create"}}

    raw, pairs = unwrapped(sns(NOTIFICATION.decode(), MessageAttributes=attributes))

    assert raw == NOTIFICATION
    assert pairs == [("X-Topic", "orders/create")]


def test_what_eventbridge_wrapped_comes_out_byte_for_byte():
    assert unwrapped(eventbridge(NOTIFICATION)) == (NOTIFICATION, [])


def test_eventbridge_inside_sns_is_unwrapped_twice():
    assert unwrapped(sns(eventbridge(NOTIFICATION).decode())) == (NOTIFICATION, [])


def test_shopifys_payload_and_headers_come_out_of_eventbridge():
    detail = (
        b'{"payload": {"id": 1, "total_price": 66.00}, "metadata": {"X-Shopify-Topic":'
        b' "orders/create", "X-Shopify-Hmac-SHA256": "s=", "X-Shopify-Webhook-Id": "w-1"}}'
    )

    raw, pairs = unwrapped(eventbridge(detail))

    assert raw == b'{"id": 1, "total_price": 66.00}'
    assert ("X-Shopify-Topic", "orders/create") in pairs


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"\xff",
        b"[" * 5000,
        b'{"Type": "SubscriptionConfirmation", "MessageId": "1", "TopicArn": "a", "Message": "x"}',
        b'{"Type": "Notification", "MessageId": "1", "TopicArn": "a", "Message": {"no": "text"}}',
        b'{"version": "0", "id": "1", "detail-type": "t", "source": "s"}',
    ],
)
def test_what_only_looks_like_a_wrapping_is_left_as_it_came(raw: bytes):
    assert unwrapped(raw) == (raw, [])
