import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["receiver", "consumer", "worker", "flower", "desk", "sandbox"]
ROOMS = ["config", "desk", "orderlane", "webhooks", "worker"]  # those that may read the environment
VARIABLE = re.compile(r"\b(?:ORDERLANE_[A-Z_]+[A-Z]|[A-Z]+_IMAGE)\b")
DOCKERFILE = (ROOT / "Dockerfile").read_text().splitlines()

each_service = pytest.mark.parametrize("name", SERVICES)


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


@each_service
def test_a_service_can_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the container's own
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])
    assert service["mem_limit"]
    assert service["pids_limit"] > 0
    assert not {"privileged", "cap_add", "devices", "pid", "ipc"} & service.keys()
    assert service.get("network_mode") == ("service:worker" if name == "sandbox" else None)
    keeps = [f"{name}:/data"] if name in ("redis", "flower") else []
    assert service.get("volumes", []) == keeps


@each_service
def test_a_service_has_a_health_check_and_comes_back(name: str) -> None:
    check = SERVICES[name]["healthcheck"]

    assert check["test"][0] == "CMD"
    assert len(check["test"]) > 1
    assert {"interval", "timeout", "retries"} <= check.keys()
    assert SERVICES[name]["restart"] == "unless-stopped"


@each_service
def test_a_command_is_a_list_that_can_be_run_as_written(name: str) -> None:
    command = SERVICES[name]["command"]

    assert all(isinstance(word, str) for word in command)
    assert "$" not in "".join([*command, *SERVICES[name]["healthcheck"]["test"]])


def test_the_state_redis_loses_nothing_it_has_answered_for() -> None:
    command = SERVICES["redis"]["command"]

    assert option(command, "--appendonly") == "yes"
    assert option(command, "--appendfsync") == "always"
    assert option(command, "--maxmemory-policy") == "noeviction"
    assert option(command, "--maxmemory") == "384mb"
    assert SERVICES["redis"]["mem_limit"] == "1g"
    assert "redis" in COMPOSE["volumes"]


def test_only_who_is_called_has_a_port_and_what_is_for_operators_on_the_loopback() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {
        "receiver": ["${ORDERLANE_PORT:-8080}:8080"],
        "flower": ["127.0.0.1:${ORDERLANE_FLOWER_PORT:-5555}:5555"],
        "desk": ["127.0.0.1:${ORDERLANE_DESK_PORT:-8090}:8090"],
    }


def test_redis_is_alone_in_a_network_without_a_way_out() -> None:
    users = {name for name, service in SERVICES.items() if "state" in service.get("networks", ())}

    assert COMPOSE["networks"]["state"] == {"internal": True}
    assert SERVICES["redis"]["networks"] == ["state"]
    assert users == {"redis", "receiver", "consumer", "worker", "flower", "desk"}


def test_the_doors_have_no_way_to_the_oms_and_only_the_consumer_one_to_brokers() -> None:
    networks = {name: service.get("networks", ()) for name, service in SERVICES.items()}

    assert {name for name, found in networks.items() if "oms" in found} == {"worker", "desk"}
    assert {name for name, found in networks.items() if "brokers" in found} == {"consumer"}


def test_who_uses_redis_waits_for_its_health() -> None:
    for name in ("receiver", "consumer", "worker", "flower", "desk"):
        assert SERVICES[name]["depends_on"] == {"redis": {"condition": "service_healthy"}}


def test_the_worker_serves_every_queue_and_has_time_to_finish() -> None:
    worker = SERVICES["worker"]

    assert worker["command"][:3] == ["python", "-m", "worker"]  # it serves every queue, on threads
    assert worker["stop_grace_period"] == "75s"


def test_the_sandbox_is_for_demonstrations_only() -> None:
    profiles = {name: service.get("profiles") for name, service in SERVICES.items()}

    assert {name: found for name, found in profiles.items() if found} == {
        "consumer": ["queues"],
        "sandbox": ["demo"],
    }


@pytest.mark.parametrize("name", OURS)
def test_secrets_come_as_files_and_never_by_the_environment(name: str) -> None:
    service = SERVICES[name]

    for variable, value in service.get("environment", {}).items():
        secret = re.search("KEY|SECRET|PASSWORD|TOKEN|AUTH", variable)
        assert not secret or value.startswith("file:/run/secrets/")
    assert set(service.get("secrets", [])) <= COMPOSE["secrets"].keys()
    assert all("file" in secret for secret in COMPOSE["secrets"].values())


def test_every_variable_is_explained_and_every_explained_one_is_read() -> None:
    example = (ROOT / ".env.example").read_text()
    explained = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    code = [path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    read = {name for text in [TEXT, *code] for name in VARIABLE.findall(text)}

    assert explained == read


def test_our_image_is_built_of_locked_parts_and_runs_without_root() -> None:
    stages = [line for line in DOCKERFILE if line.startswith("FROM ")]
    final = DOCKERFILE[DOCKERFILE.index(stages[-1]) :]

    assert all("${PYTHON_IMAGE}" in stage for stage in stages)
    assert any("--require-hashes -r requirements.lock" in line for line in DOCKERFILE)
    assert "USER 10001:10001" in final
    assert not any(line.startswith("RUN ") for line in final)
    for name in OURS:
        assert SERVICES[name]["user"] == "10001:10001"


def test_the_image_holds_every_room_and_nothing_else_of_the_folder() -> None:
    kept = {
        line.strip("!/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}

    assert kept >= rooms
    assert all((ROOT / name).exists() for name in kept)
    assert kept - {"requirements.lock"} <= {path.name for path in ROOT.iterdir() if path.is_dir()}
