"""A broker of its own: it is rung beside the answer, and its failure holds nobody up."""

from pathlib import Path

from redis import Redis

from orderlane.embedded import EmbeddedRedis
from orderlane.processes import LOOPBACK, free_port, wait_until
from tests.integration.door_rig import fresh_id, running_door, shopify_headers, shopify_order

IN_TIME_S = 2.0


def test_the_bell_reaches_a_broker_of_its_own(state_redis: EmbeddedRedis, tmp_path: Path) -> None:
    broker = state_redis.url.removesuffix("/0") + "/1"
    raw, identity = shopify_order(), fresh_id()

    with (
        running_door(tmp_path, state_redis, ORDERLANE_BROKER_URL=broker) as door,
        Redis.from_url(broker) as client,
    ):
        client.delete("orders")
        answer = door.post("shopify", raw, shopify_headers(raw, identity))
        wait_until(lambda: client.llen("orders") == 1, 10, "the bell")
        bell = client.lindex("orders", 0)
        lane = door.event("shopify", identity)["lane"]
        eid = door.views.queue(lane)[0]

    assert answer.status_code == 200
    assert eid.encode() in bell


def test_a_broker_that_is_gone_holds_up_no_delivery(
    state_redis: EmbeddedRedis, tmp_path: Path
) -> None:
    gone = f"amqp://{LOOPBACK}:{free_port()}//"
    bodies = [shopify_order() for _ in range(4)]

    with running_door(tmp_path, state_redis, ORDERLANE_BROKER_URL=gone) as door:
        answers = [
            door.post("shopify", raw, shopify_headers(raw, fresh_id()), timeout_s=IN_TIME_S)
            for raw in bodies
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
