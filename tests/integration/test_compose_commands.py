"""Every command of docker-compose.yml runs as written, without a container engine to try it on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from orderlane.demo import SHOP, Demo
from orderlane.embedded import find_server
from orderlane.processes import Supervisor, free_port, wait_until
from orderlane.send import Sender
from orderlane.shop import ShopOrder

ROOT = Path(__file__).resolve().parents[2]
SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
PORTS_IN_FILE = ("8080", "5555", "8090", "8700")


class House:
    """The services of the file as processes: their own commands, on free ports."""

    def __init__(self, folder: Path, supervisor: Supervisor) -> None:
        self.folder = folder
        self.supervisor = supervisor
        self.ports = {port: str(free_port()) for port in PORTS_IN_FILE}
        self.redis_port = str(free_port())
        self.redis_url = f"redis://127.0.0.1:{self.redis_port}/0"
        self.demo = Demo(folder / "demo", redis_url=self.redis_url)
        self.demo.write()
        self.demo.write_desk_users()

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "ORDERLANE_CONFIG": str(self.demo.config),
            "ORDERLANE_REDIS_URL": self.redis_url,
            "ORDERLANE_OMS_URL": f"http://127.0.0.1:{self.ports['8700']}",
            "ORDERLANE_BIND": f"127.0.0.1:{self.ports['8080']}",
            "ORDERLANE_FLOWER_PORT": self.ports["5555"],
            "ORDERLANE_FLOWER_HISTORY": str(self.folder / "flower" / "history"),
            "ORDERLANE_FLOWER_AUTH": f"file:{self.demo.secret('flower-login')}",
            "ORDERLANE_DESK_PORT": self.ports["8090"],
            "ORDERLANE_DESK_USERS": f"file:{self.demo.desk_users}",
        }

    def moved(self, words: list[str]) -> list[str]:
        """Return a command with the file's ports replaced by free ones."""
        found = []
        for word in words:
            for port, free in self.ports.items():
                word = word.replace(f":{port}/", f":{free}/") if port != word else free
            found.append(word)
        return found

    def start(self, name: str) -> None:
        command = self.moved(SERVICES[name]["command"])
        if name == "redis":
            here = self.folder / "redis-data"
            here.mkdir()
            extra = ["--port", self.redis_port, "--bind", "127.0.0.1", "--dir", str(here)]
            command = [str(find_server()), *command[1:], *extra]
        program = Path(sys.executable).parent / command[0]
        if program.exists():
            command = [str(program), *command[1:]]
        if name == "sandbox":
            command += ["--key-file", str(self.demo.secret("oms-key"))]
        self.supervisor.start(name, command, self.environ)

    def healthy(self, name: str) -> bool:
        test = self.moved(SERVICES[name]["healthcheck"]["test"][1:])
        if name == "redis":
            client = find_server().with_name("redis-cli")
            test = [str(client), "-p", self.redis_port, *test[1:]]
            test.remove("-e")
        done = subprocess.run(
            test, env={**os.environ, **self.environ}, cwd=ROOT, capture_output=True, check=False
        )
        return done.returncode == 0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("compose")
    with Supervisor(folder / "logs") as supervisor:
        made = House(folder, supervisor)
        for name in ("redis", "sandbox", "receiver", "consumer", "worker", "flower", "desk"):
            made.start(name)
            if name == "redis":
                wait_until(lambda: made.healthy("redis"), 20, "redis")
        yield made


@pytest.mark.parametrize("name", list(SERVICES))
def test_each_service_starts_by_its_command_and_its_health_check_passes(house: House, name: str):
    wait_until(lambda: house.healthy(name), 40, name)

    assert house.supervisor.alive(name)


def test_a_signed_order_goes_through_the_services_to_the_oms(house: House):
    for name in SERVICES:
        wait_until(lambda name=name: house.healthy(name), 40, name)
    sender = Sender(house.demo.settings(house.environ), f"http://127.0.0.1:{house.ports['8080']}")
    order = ShopOrder(5_000_001, 5001)

    sent = sender.send(SHOP, "orders/create", order.whole())
    sender.close()

    def created() -> bool:
        url = f"http://127.0.0.1:{house.ports['8700']}/_sandbox/journal"
        commits = requests.get(url, timeout=5).json()["Commits"]
        return [c["ExternalOrderId"] for c in commits] == ["5000001"]

    assert sent.status == 200
    wait_until(created, 20, "the create in the OMS's journal")
