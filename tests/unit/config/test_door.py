import pytest

from config.door import DoorRules, door_of


def test_without_a_word_the_defaults_hold() -> None:
    problems: list[str] = []

    assert door_of({}, problems) == DoorRules()
    assert problems == []


def test_what_is_told_holds() -> None:
    problems: list[str] = []

    rules = door_of({"door": {"keep_refused": False, "trusted_hops": 2}}, problems)

    assert (rules.keep_refused, rules.trusted_hops, problems) == (False, 2, [])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kept_refused", True, "unknown"),
        ("keep_refused", 1, "true or false"),
        ("refused_number", "many", "a whole number"),
        ("refused_number", True, "a whole number"),
        ("refused_days", 0, "1 or more"),
        ("trusted_hops", -1, "0 or more"),
    ],
)
def test_what_does_not_hold_is_told_with_its_name(name: str, value: object, said: str) -> None:
    problems: list[str] = []

    rules = door_of({"door": {name: value}}, problems)

    assert rules == DoorRules()
    assert len(problems) == 1
    assert f"[door] {name}" in problems[0]
    assert said in problems[0]
