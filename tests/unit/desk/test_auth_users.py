from pathlib import Path

import pytest

from config.secret import SecretRef
from desk.auth_roles import OPERATE, VIEW
from desk.auth_users import Users, UsersError, new_token, new_user, parse, put, remove

PASSWORD = "long enough to keep"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "users"


@pytest.fixture
def users(path: Path) -> Users:
    put(path, new_user("ada", OPERATE, PASSWORD))
    return Users(SecretRef(f"file:{path}"))


def test_a_user_comes_in_with_the_password_and_has_the_role(users: Users):
    found = users.by_password("ada", PASSWORD)

    assert found is not None
    assert (found.name, found.role) == ("ada", OPERATE)


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("ben", PASSWORD), ("", "")])
def test_nobody_comes_in_with_a_wrong_name_or_password(users: Users, name: str, password: str):
    assert users.by_password(name, password) is None


def test_an_unknown_name_costs_a_hash_like_a_known_one(
    users: Users, monkeypatch: pytest.MonkeyPatch
):
    checked: list[str] = []
    monkeypatch.setattr(users, "_fits", lambda kept, told: checked.append(kept) or True)

    assert users.by_password("ben", "anything") is None
    assert checked[0].startswith("scrypt:")


def test_the_file_holds_neither_password_nor_token_and_is_the_owners_alone(path: Path):
    account, token = new_token("grafana", VIEW)
    put(path, new_user("ada", OPERATE, PASSWORD))
    put(path, account)

    text = path.read_text()
    assert PASSWORD not in text
    assert token not in text
    assert "user ada operate scrypt:" in text
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_token_names_its_owner_and_one_with_a_letter_changed_names_nobody(path: Path):
    account, token = new_token("grafana", VIEW)
    put(path, account)
    users = Users(SecretRef(f"file:{path}"))

    assert users.by_token(token) == account
    assert users.by_token(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert users.by_password("grafana", token) is None


def test_a_user_told_again_has_the_new_password_and_role_and_stands_there_once(
    users: Users, path: Path
):
    before = users.by_name("ada")
    put(path, new_user("ada", VIEW, "another long password"))

    now = users.by_name("ada")
    assert before is not None
    assert now is not None
    assert now.role == VIEW
    assert now.seal != before.seal
    assert len(users.all()) == 1


def test_a_removed_user_is_gone_at_once_and_removing_it_again_is_an_error(users: Users, path: Path):
    put(path, new_user("ben", VIEW, PASSWORD))
    remove(path, "user", "ada")

    assert users.by_name("ada") is None
    with pytest.raises(UsersError, match="has no user ada"):
        remove(path, "user", "ada")


@pytest.mark.parametrize(
    "line", ["ada operate x", "user ada admin x", "robot ada view x", "user ada"]
)
def test_a_line_that_is_no_account_is_refused_by_its_number(line: str):
    with pytest.raises(UsersError, match="line 2"):
        parse(f"# who may come in\n{line}\n")


def test_a_short_password_is_refused():
    with pytest.raises(UsersError, match="at least 12"):
        new_user("ada", VIEW, "short")
