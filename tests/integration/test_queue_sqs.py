"""The queue door of Amazon SQS: real boto3 over a socket, against moto's server."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
import requests

from config.queue_doors import QueueDoor
from orderlane.embedded import EmbeddedRedis
from orderlane.leash import Leashed
from orderlane.processes import LOOPBACK, free_port, wait_until
from tests.integration.queue_rig import QueueRig, event, fresh
from webhooks.queues.port import QueueUnavailable
from webhooks.queues.sqs import open_inbox

ACCOUNT = "123456789012"
REGION = "eu-west-1"
KEY = {"aws_access_key_id": "AKIAEXAMPLE", "aws_secret_access_key": "s3cr3t"}
STRUCTURED = {"Content-Type": {"DataType": "String", "StringValue": "application/cloudevents+json"}}


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that speaks SQS."""
    port = free_port()
    argv = [sys.executable, "-m", "moto.server", "--host", LOOPBACK, "--port", str(port)]
    log = tmp_path_factory.mktemp("moto") / "moto.log"
    server, at = Leashed(argv, log, grace_s=2.0), f"{LOOPBACK}:{port}"

    def answers() -> bool:
        try:
            return requests.get(f"http://{at}/moto-api/", timeout=5).ok
        except requests.RequestException:
            return False

    try:
        wait_until(answers, 60, "moto's server")
        yield at
    finally:
        server.end()


class Owner:
    """The queue of one test and its dead letters, as their owner and producer sees them."""

    def __init__(self, at: str, **attributes: str) -> None:
        self.sqs: Any = boto3.client("sqs", REGION, endpoint_url=f"http://{at}", **KEY)
        self.dead = self._made(fresh("dead")[:70], {})
        redrive = {"deadLetterTargetArn": self.arn(self.dead), "maxReceiveCount": 2}
        wanted = {"VisibilityTimeout": "1", "RedrivePolicy": json.dumps(redrive), **attributes}
        self.name = fresh("queue")[:70]
        self.url = self._made(self.name, wanted)

    def _made(self, name: str, attributes: dict[str, str]) -> str:
        return str(self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])

    def arn(self, url: str) -> str:
        told = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        return str(told["Attributes"]["QueueArn"])

    def put(self, body: bytes, attributes: dict[str, Any] | None = None) -> None:
        self.sqs.send_message(
            QueueUrl=self.url,
            MessageBody=body.decode(),
            MessageAttributes=STRUCTURED if attributes is None else attributes,
        )

    def left(self, url: str = "") -> int:
        """Return how many messages are there, in hand or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = self.sqs.get_queue_attributes(QueueUrl=url or self.url, AttributeNames=names)
        return sum(int(count) for count in told["Attributes"].values())


@pytest.fixture
def owner(amazon: str) -> Iterator[Owner]:
    made = Owner(amazon)
    yield made
    made.sqs.close()


@pytest.fixture
def rig(
    tmp_path: Path, state_redis: EmbeddedRedis, store: str, amazon: str, owner: Owner
) -> Iterator[Callable[..., QueueRig]]:
    made: list[QueueRig] = []

    def make(options: str = "", **more: Any) -> QueueRig:
        url = f"sqs://AKIAEXAMPLE@{amazon}/{ACCOUNT}/{owner.name}?region={REGION}&tls=0{options}"
        told = {"more": 'password = "env:KEY"', "environ": {"KEY": "s3cr3t"}, **more}
        made.append(QueueRig(tmp_path, state_redis.url, store, url, **told))
        return made[-1]

    yield make
    for one in made:
        one.close()


Make = Callable[..., QueueRig]


def test_messages_are_stored_once_and_deleted(rig: Make, owner: Owner):
    house = rig()
    for number in ("1", "2", "2"):
        owner.put(event(number))
    house.put(event("3"))

    assert house.drain() == {"ACCEPTED": 3, "DUPLICATE": 1}
    assert house.record("/bus|e-3")["body"] == event("3")
    assert owner.left() == 0


def test_a_message_that_was_not_acknowledged_comes_again_after_its_visibility_time(
    rig: Make, owner: Owner
):
    house = rig()
    owner.put(event("1"))
    dead = house.inbox()
    assert len(dead.receive(1.0)) == 1
    dead.close()
    meanwhile = house.inbox().receive(0)
    time.sleep(1.2)

    assert meanwhile == []
    assert house.drain() == {"ACCEPTED": 1}


def test_what_is_given_back_is_there_at_once(rig: Make, owner: Owner):
    house = rig("&redeliver_after=60")
    owner.put(event("1"))
    first = house.inbox()

    first.release(first.receive(1.0))

    assert [message.raw for message in house.inbox().receive(1.0)] == [event("1")]


def redriven(owner: Owner) -> int:
    """Move what is in the dead-letter queue back, as the console's redrive does (moto has none)."""
    asked = {"QueueUrl": owner.dead, "MessageAttributeNames": ["All"], "WaitTimeSeconds": 1}
    found = owner.sqs.receive_message(**asked).get("Messages", [])
    for told in found:
        owner.put(told["Body"].encode(), told.get("MessageAttributes", {}))
        owner.sqs.delete_message(QueueUrl=owner.dead, ReceiptHandle=told["ReceiptHandle"])
    return len(found)


def test_what_was_dead_lettered_is_taken_in_once_it_is_redriven(rig: Make, owner: Owner):
    house = rig()
    owner.put(event("1"))
    inbox = house.inbox()
    for _ in range(2):  # the redrive policy's count
        inbox.release(inbox.receive(1.0))
    nothing = inbox.receive(1.0)
    dead = owner.left(owner.dead)

    moved = redriven(owner)
    first = house.drain()
    owner.put(event("1"))

    assert (nothing, dead, moved) == ([], 1, 1)
    assert first == {"ACCEPTED": 1}
    assert house.drain() == {"DUPLICATE": 1}


def test_poison_is_in_quarantine_and_not_dead_lettered(rig: Make, owner: Owner):
    house = rig()
    owner.put(b"no JSON", {})

    assert house.drain() == {"QUARANTINED": 1}
    assert [record["body"] for record in house.quarantined()] == [b"no JSON"]
    assert (owner.left(), owner.left(owner.dead)) == (0, 0)


def test_what_sns_wrapped_is_taken_out_with_its_attributes(rig: Make, owner: Owner):
    house = rig()
    told = {"Content-Type": {"Type": "String", "Value": "application/cloudevents+json"}}
    wrapped = {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:acme",
        "Message": event("1").decode(),
        "MessageAttributes": told,
    }
    owner.put(json.dumps(wrapped).encode(), {})

    assert house.drain() == {"ACCEPTED": 1}
    assert house.record("/bus|e-1")["body"] == event("1")


NOTIFICATION = Path(__file__).parents[1] / "fixtures" / "amazon" / "FULFILLMENT_ORDER_STATUS.json"


def as_it_is(notification: bytes) -> bytes:
    return notification


def by_sns(notification: bytes) -> bytes:
    return json.dumps(
        {
            "Type": "Notification",
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:selling-partner",
            "Message": notification.decode(),
        }
    ).encode()


def by_eventbridge(notification: bytes) -> bytes:
    return json.dumps(
        {
            "version": "0",
            "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
            "detail-type": "FULFILLMENT_ORDER_STATUS",
            "source": "aws.partner/sellingpartnerapi.amazon.com/acme",
            "account": ACCOUNT,
            "time": "2026-11-21T09:30:00Z",
            "region": REGION,
            "resources": [],
            "detail": json.loads(notification),
        }
    ).encode()


@pytest.mark.parametrize("wrap", [as_it_is, by_sns, by_eventbridge])
def test_amazons_notification_is_taken_in_however_it_was_forwarded(
    rig: Make, owner: Owner, wrap: Callable[[bytes], bytes]
):
    house = rig(dialect="amazon")
    notification = NOTIFICATION.read_bytes()
    told = json.loads(notification)
    for _ in range(2):
        owner.put(wrap(notification), {})

    statuses = house.drain()

    record = house.record(told["NotificationMetadata"]["NotificationId"])
    assert statuses == {"WAITING": 1, "DUPLICATE": 1}
    assert (record["type"], record["topic"]) == ("shipment.created", "FULFILLMENT_ORDER_STATUS")
    assert json.loads(record["body"]) == told


def test_a_queue_that_is_not_there_is_told(rig: Make, owner: Owner):
    house = rig()
    owner.sqs.delete_queue(QueueUrl=owner.url)

    with pytest.raises(QueueUnavailable, match="does not exist") as caught:
        house.drain()

    assert "s3cr3t" not in str(caught.value)
    assert "AKIAEXAMPLE" not in str(caught.value)


def test_the_region_stands_in_the_queues_own_host():

    url = urlsplit("sqs://sqs.ca-central-1.amazonaws.com/123456789012/acme")
    inbox = open_inbox(QueueDoor("in", url, "bus"))

    assert inbox._client.meta.region_name == "ca-central-1"
    assert inbox._client.meta.endpoint_url == "https://sqs.ca-central-1.amazonaws.com"
    inbox.close()
