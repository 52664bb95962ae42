"""`orderlane desk` makes its users and does not start without one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.secret import SecretRef
from config.settings import ConfigError
from desk.auth_users import Users
from orderlane import desk as command

PASSWORD = "a password that is long"
Run = Callable[..., Result]


@pytest.fixture
def users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "users"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORDERLANE_DESK_USERS", f"file:{path}")
    return path


@pytest.fixture
def run() -> Run:
    def ran(*words: str, told: str = "") -> Result:
        return CliRunner().invoke(command.desk, words, input=told, catch_exceptions=True)

    return ran


def test_a_user_that_was_added_comes_in(users: Path, run: Run):
    added = run("user", "add", "ada", "--role", "operate", "--password-stdin", told=PASSWORD)

    assert added.exit_code == 0
    found = Users(SecretRef(f"file:{users}")).by_password("ada", PASSWORD)
    assert found is not None
    assert found.role == "operate"
    assert PASSWORD not in added.output


def test_a_password_is_asked_for_twice(users: Path, run: Run):
    told = f"{PASSWORD}\n{PASSWORD}\n"

    assert run("user", "add", "ada", "--role", "view", told=told).exit_code == 0
    assert run("user", "add", "ben", "--role", "view", told=f"{PASSWORD}\nx\n").exit_code == 1
    assert "user ada view" in users.read_text()
    assert "ben" not in users.read_text()


def test_a_line_can_be_printed_where_the_file_is_elsewhere(users: Path, run: Run):
    printed = run(
        "user", "add", "ada", "--role", "view", "--password-stdin", "--print", told=PASSWORD
    )

    assert printed.stdout.startswith("user ada view scrypt:")
    assert not users.exists()


def test_a_token_is_shown_once_and_kept_as_a_hash(users: Path, run: Run):
    token = run("token", "add", "grafana", "--role", "view").stdout.strip()

    found = Users(SecretRef(f"file:{users}")).by_token(token)
    assert found is not None
    assert found.name == "grafana"
    assert token not in users.read_text()
    assert run("users").stdout == "token view     grafana\n"


@pytest.mark.parametrize("name", ["", "two words", "tab\tbed", "line\nbreak"])
def test_a_name_is_one_word(users: Path, run: Run, name: str):
    assert run("token", "add", name, "--role", "view").exit_code == 1
    assert not users.exists()


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (None, "cannot be read.*desk user add"),
        ("token grafana view 00\n", "no user.*desk user add"),
        ("ada operate\n", "line 1"),
    ],
)
def test_without_a_user_it_does_not_start_and_says_what_to_do(
    users: Path, run: Run, monkeypatch: pytest.MonkeyPatch, held: str | None, told: str
):
    monkeypatch.setattr(command.os, "execv", lambda *_: pytest.fail("it started"))
    if held:
        users.write_text(held)

    refused = run()
    assert isinstance(refused.exception, ConfigError)
    with pytest.raises(ConfigError, match=told):
        raise refused.exception


def test_without_any_setting_it_names_the_setting(
    users: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ORDERLANE_DESK_USERS")

    assert "ORDERLANE_DESK_USERS" in str(run().exception)


def test_it_is_served_on_this_machine_only_unless_told_otherwise(
    users: Path, run: Run, monkeypatch: pytest.MonkeyPatch
):
    ran: list[list[str]] = []
    monkeypatch.setattr(command.os, "execv", lambda program, argv: ran.append(argv))
    run("user", "add", "ada", "--role", "view", "--password-stdin", told=PASSWORD)
    run()
    monkeypatch.setenv("ORDERLANE_DESK_ADDRESS", "0.0.0.0")  # noqa: S104 it is the test's subject
    monkeypatch.setenv("ORDERLANE_DESK_PORT", "9000")
    run()

    assert [argv[argv.index("--bind") + 1] for argv in ran] == ["127.0.0.1:8090", "0.0.0.0:9000"]
