"""A sandbox in which the story was told, and Schemathesis asking it by a document."""

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import oms_sandbox
from oms_client import OmsClient
from tests.contract.story_rig import Story
from tests.contract.test_client_bodies import CHAPTERS

KEY = {"Ocp-Apim-Subscription-Key": "test-key"}
TOKEN_PATH = "/oauthserver/oauth2/token"
KIBO_CLIENT = f"Basic {base64.b64encode(b'kibo-key:kibo-secret').decode()}"
# The first is not for a fault that was ordered.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ORDER_OF_METHODS = ("get", "put", "post", "delete")
SEED = 7


@dataclass
class World:
    """`off` tells every answer that was off the document, `heard` who was answered what."""

    story: Story = field(repr=False)
    session: requests.Session = field(repr=False)
    url: str
    document: dict[str, Any] = field(repr=False)
    kibo: dict[str, str] = field(repr=False)
    off: list[str] = field(default_factory=list, repr=False)
    heard: set[tuple[str, int]] = field(default_factory=set, repr=False)

    def headers(self, path: str) -> dict[str, str]:
        """Give what each call of this path must carry."""
        if path == TOKEN_PATH:
            return {"Authorization": KIBO_CLIENT}
        return self.kibo if path.startswith("/api/v2/") else KEY

    def ask(self, described: dict[str, Any], mode: GenerationMode, times: int) -> None:
        """Ask every operation so often; those that delete come last, as others name their things."""
        schema = schemathesis.openapi.from_dict(described)
        schema.config.update(base_url=self.url)
        operations = [found.ok() for found in schema.get_all_operations()]
        for one in sorted(operations, key=lambda one: ORDER_OF_METHODS.index(one.method)):
            calls = given(case=one.as_strategy(generation_mode=mode))(self._call)
            _bounded(calls, times)()

    def _call(self, case: Any) -> None:
        case.body = _without_points(case.body)
        answer = case.call(session=self.session, headers=self.headers(case.path))
        self.heard.add((case.operation.label, answer.status_code))
        try:
            case.validate_response(answer, checks=CHECKS)
        except (Failure, FailureGroup) as failure:
            told = getattr(failure, "exceptions", (failure,))
            self.off.append("\n".join((case.as_curl_command(), *map(str, told))))


def _bounded(calls: Any, times: int) -> Any:
    """Bound the calls: a few, the same in each run, or as many as are wanted, and always others."""
    wanted = os.environ.get("ORDERLANE_CALLS")
    limits = settings(
        max_examples=int(wanted or times),
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return limits(calls) if wanted else seed(SEED)(limits(calls))


def _without_points(body: Any) -> Any:
    """Write 1.0 as 1: a JSON schema takes both for whole, the sandbox takes the second."""
    if isinstance(body, dict):
        return {name: _without_points(value) for name, value in body.items()}
    if isinstance(body, list):
        return [_without_points(value) for value in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


@contextmanager
def told_world() -> Iterator[World]:
    """Run a sandbox, and tell it the story of every call."""
    with (
        oms_sandbox.running(keys=("test-key",), rate_limit=None, seed=SEED) as sandbox,
        requests.Session() as session,
    ):
        client = OmsClient(sandbox.url, lambda: "test-key")
        story = Story(client)
        for chapter in CHAPTERS:
            chapter(story)
        client.close()
        served = session.get(f"{sandbox.url}/_sandbox/openapi.json", timeout=10)
        yield World(story, session, sandbox.url, served.json(), kibo_headers(sandbox.url))


def kibo_headers(url: str) -> dict[str, str]:
    form, client = {"grant_type": "client_credentials"}, {"Authorization": KIBO_CLIENT}
    issued = requests.post(f"{url}{TOKEN_PATH}", data=form, headers=client, timeout=10).json()
    return {"Authorization": f"Bearer {issued['access_token']}", "API-Key": "kibo-key"}
