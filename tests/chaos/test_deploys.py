"""What the rig does to secrets and task names is what operators do, and bites."""

import json
from pathlib import Path

from config.queues import ORDERS
from ledger.connection import connect
from ledger.records import Bell
from orderlane.demo import SHOP, Demo
from orderlane.embedded import embedded_redis
from sources.registry import DIALECTS
from tests.chaos.deploys import change_secrets, misname_bells, two_secrets
from webhooks.seals import seal_holds
from webhooks.senders import senders
from worker.bell import RedisRinger

RAW = b'{"id": 1}'


def test_an_old_secret_is_good_during_the_change_and_not_after_it(tmp_path: Path) -> None:
    demo = Demo(tmp_path, redis_url="redis://127.0.0.1:1/0", oms_url="http://127.0.0.1:9")
    demo.write()
    two_secrets(demo)
    told = demo.settings({"ORDERLANE_CONFIG": str(demo.config)})
    sender = senders(told, DIALECTS)[SHOP]
    held: list[bool] = []

    def sealed() -> dict[str, str]:
        secret = sender.dialect.secret_bytes(demo.secret(SHOP).read_text())
        return sender.dialect.seal(RAW, secret, topic="orders/create", identity="1", now=1.0)

    def look(_seconds: float) -> None:
        held.extend(seal_holds(sender, RAW, headers, 1.0) for headers in (old, sealed()))

    old = sealed()
    change_secrets(demo, 1.0, look)

    assert held == [True, True]
    assert seal_holds(sender, RAW, sealed(), 1.0)
    assert not seal_holds(sender, RAW, old, 1.0)


def test_a_misnamed_bell_names_a_task_that_nobody_has(tmp_path: Path) -> None:
    with embedded_redis(tmp_path) as server, connect(server.url) as client:
        RedisRinger(client).ring(Bell("17-a", "orders.create", ORDERS, "17-a"))

        misnamed = misname_bells(server.url)
        message = json.loads(client.lpop(ORDERS))  # type: ignore[arg-type]  # a text

    assert misnamed == 1
    assert message["headers"]["task"] == "orders.create.renamed"
