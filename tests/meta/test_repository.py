import fnmatch
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = {"requirements.lock": ["embedded"], "requirements-dev.lock": ["embedded", "dev"]}
# Written so that none of them matches this file.
FORBIDDEN = {
    "the host of a registry": r"(?i:py[p]i\.(?:org|python)|files\.python\w+\.org)",
    "a way to a registry": r"(?i:index[-_]url|find[-_]links|trusted[-_]host)",
    "a path of one machine": r"(?<![\w.~/-])/(?:work|root|home|Users)/",
}
HASHED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?P<marker> ; .+?)?(?: --hash=sha256:[0-9a-f]{64})+"
)


def files() -> Iterator[Path]:
    """What is, or could be, committed."""
    git = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        yield from (path for name in listed.stdout.split("\0") if (path := ROOT / name).is_file())
        return
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split()] + [".git"]
    for folder, folders, names in os.walk(ROOT):
        kept = [
            name
            for name in folders + names
            if not any(fnmatch.fnmatch(name, one) for one in ignored)
        ]
        folders[:] = [name for name in folders if name in kept]
        yield from (Path(folder) / name for name in names if name in kept)


def text(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


def locked(lock: str) -> dict[str, re.Match[str]]:
    """Every package of a lock; a line that is not a pinned and hashed package is an error."""
    lines = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    found = {}
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            match = HASHED.fullmatch(re.sub(r"\s+", " ", line.strip()))
            assert match, line
            found[match["name"]] = match
    return found


def wanted(extras: list[str]) -> list[Requirement]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][one] for one in extras)]
    return [Requirement(line) for lines in lists for line in lines]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files()
        if (match := re.search(FORBIDDEN[what], text(path)))
    ]

    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    pins = locked(lock)

    for requirement in wanted(LOCKS[lock]):
        pin = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(pin["version"], prereleases=True), pin[0]


def test_both_locks_agree() -> None:
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")

    assert {name: dev[name].group() for name in runtime} == {
        name: runtime[name].group() for name in runtime
    }


@pytest.mark.parametrize("package", ["markupsafe", "mypy", "pyyaml", "ruff", "tornado"])
def test_a_compiled_package_is_locked_for_every_system(package: str) -> None:
    pin = locked("requirements-dev.lock")[package].group()

    assert pin.count("--hash") >= 8


def test_the_locks_hold_what_only_some_machines_need() -> None:
    pins = locked("requirements.lock")

    assert pins["async-timeout"]["marker"] == " ; python_full_version < '3.11.3'"


def test_no_file_is_long() -> None:
    parts = {path: path.relative_to(ROOT).parts for path in files() if path.suffix == ".py"}
    lengths = {path: len(text(path).splitlines()) for path in parts if parts[path][0] != "tests"}

    assert {str(path): lines for path, lines in lengths.items() if lines > 250} == {}


def test_the_licence_is_there() -> None:
    licence = (ROOT / "LICENSE").read_text()

    assert licence.startswith("MIT License\n\nCopyright (c) 2026 orderlane contributors\n")
