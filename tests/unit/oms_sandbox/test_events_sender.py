"""How events travel: sealed, again and again until taken, doubled, late and lost by seed."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from oms_sandbox import Subscription
from oms_sandbox.events.sender import Sender

KEY = b"the-key-of-the-events-32-bytes--"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
SCALE = 0.001
"""An answer is waited for 45 ms, the next attempt comes after 60 ms, late is 2.5 to 5 ms."""
PATIENCE_S = 10.0
SILENT = 0


@dataclass
class Webhooks:
    """A webhook that keeps what came, and answers what it is told to, at last 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def ids(self) -> list[str]:
        return [json.loads(body)["EventId"] for body in self.bodies]

    def wait_for(self, number: int) -> None:
        """Wait until so many attempts have come."""
        gives_up = time.monotonic() + PATIENCE_S
        while len(self.bodies) < number:
            assert time.monotonic() < gives_up, f"{len(self.bodies)} of {number} came"
            time.sleep(0.005)


def handler_of(webhooks: Webhooks) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            webhooks.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            webhooks.headers.append({**self.headers, ":path": self.path})
            status = webhooks.answers.pop(0) if webhooks.answers else 200
            if status == SILENT:
                webhooks.stop.wait()
                return
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


@pytest.fixture
def webhooks() -> Iterator[Webhooks]:
    kept = Webhooks()
    with ThreadingHTTPServer(("127.0.0.1", 0), handler_of(kept)) as server:
        kept.url = f"http://127.0.0.1:{server.server_port}/hooks/oms?a=1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield kept
        kept.stop.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def sender(webhooks: Webhooks) -> Iterator[Callable[..., Sender]]:
    made: list[Sender] = []

    def make(**changes: Any) -> Sender:
        told = {"url": webhooks.url, "secret": SECRET, "time_scale": SCALE, **changes}
        made.append(Sender(Subscription(**told)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def post(sender: Sender, *names: str) -> None:
    for name in names:
        sender.post({"EventId": name}, json.dumps({"EventId": name}).encode())


def states(sender: Sender) -> dict[str, str]:
    return {one["EventId"]: one["State"] for one in sender.letters()}


def wait_until(true: Callable[[], bool]) -> None:
    gives_up = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < gives_up
        time.sleep(0.005)


def test_an_event_is_sealed_as_the_library_standardwebhooks_wants_it(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    post(sender(), "e-1")
    webhooks.wait_for(1)
    headers = webhooks.headers[0]

    assert Webhook(SECRET).verify(webhooks.bodies[0], headers) == {"EventId": "e-1"}
    assert headers["webhook-id"] == "e-1"
    assert headers[":path"] == "/hooks/oms?a=1"


def test_an_event_comes_again_unchanged_until_it_is_answered_2xx(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    webhooks.answers = [503, 302, 401, SILENT, 204]
    sending = sender()
    post(sending, "e-1")
    webhooks.wait_for(5)
    wait_until(lambda: states(sending)["e-1"] == "Delivered")
    time.sleep(0.15)

    assert sending.letters()[0]["Answers"] == [503, 302, 401, None, 204]
    assert len(set(webhooks.bodies)) == 1
    assert len(webhooks.bodies) == 5


def test_an_event_is_given_up_after_its_days(webhooks: Webhooks, sender: Callable[..., Sender]):
    webhooks.answers = [500] * 1000
    sending = sender(time_scale=2e-7)
    post(sending, "e-1")
    wait_until(lambda: states(sending)["e-1"] == "GivenUp")
    tried = len(sending.letters()[0]["Answers"])
    time.sleep(0.05)

    assert len(sending.letters()[0]["Answers"]) == tried >= 1


def test_one_that_is_not_taken_does_not_keep_the_next_waiting(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    webhooks.answers = [500]
    post(sender(time_scale=1.0), "e-1", "e-2")
    webhooks.wait_for(2)

    assert webhooks.ids() == ["e-1", "e-2"]


NAMES = [f"e-{at:02}" for at in range(30)]


def sent_by(
    seed: int | None, webhooks: Webhooks, make: Callable[..., Sender], **shares: Any
) -> Any:
    """Send thirty events, one far behind the other; return what came, in its order."""
    webhooks.bodies.clear()
    sending = make(seed=seed, **{"time_scale": 0.01, **shares})
    post(sending, *NAMES)
    wait_until(lambda: "Waiting" not in states(sending).values())
    time.sleep(0.12)
    return webhooks.ids()


def test_a_share_of_the_events_is_doubled_and_the_seed_says_which(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    first, again, other = (
        sorted(sent_by(seed, webhooks, sender, duplicate_share=0.3)) for seed in (7, 7, 8)
    )

    assert set(first) == set(NAMES)
    assert 30 < len(first) < 60
    assert first == again != other


def test_a_share_of_the_events_is_lost_and_the_seed_says_which(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    first, again, other = (sent_by(seed, webhooks, sender, lost_share=0.3) for seed in (7, 7, 8))

    assert 0 < len(first) < 30
    assert first == again != other


def test_a_share_of_the_events_is_overtaken_and_the_seed_says_which(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    def overtaken(seed: int) -> list[str]:
        """Return which came after one that was posted later: the last of each run of late ones."""
        came = sent_by(seed, webhooks, sender, disorder_share=0.3, time_scale=0.05)
        assert sorted(came) == NAMES
        return sorted(name for at, name in enumerate(came) if name < max(came[: at + 1]))

    first, again, other = overtaken(7), overtaken(7), overtaken(8)

    assert 0 < len(first) < 30
    assert first == again != other


def test_a_lost_event_comes_when_somebody_sends_it_again(
    webhooks: Webhooks, sender: Callable[..., Sender]
):
    sending = sender(lost_share=1)
    post(sending, "e-1", "e-2")
    known = sending.resend("e-2"), sending.resend("e-3")
    webhooks.wait_for(1)
    wait_until(lambda: states(sending)["e-2"] == "Delivered")

    assert known == (True, False)
    assert webhooks.ids() == ["e-2"]
    assert states(sending) == {"e-1": "Lost", "e-2": "Delivered"}


def test_a_webhook_that_is_silent_keeps_no_call_waiting_and_the_end_is_quick(
    webhooks: Webhooks, make_api: Callable[..., Any], order_body: Any
):
    webhooks.answers = [SILENT] * 10
    api = make_api(events=Subscription(webhooks.url, SECRET))
    started = time.monotonic()
    for name in ("1", "2", "3"):
        api.post("/v1/orders", order_body(name), status=201)
    webhooks.wait_for(1)
    answered_s = time.monotonic() - started
    api.delete("/_sandbox/events")
    ended_s = time.monotonic() - started

    assert answered_s < 1
    assert ended_s < 2
