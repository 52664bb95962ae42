"""The names of the tests depend on neither the second nor the hash seed: two workers must agree on them."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
COLLECT = (sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider")


def collected(hash_seed: str) -> list[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    environment["PYTHONHASHSEED"] = hash_seed
    told = subprocess.run(COLLECT, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-2000:]
    return [line for line in told.stdout.splitlines() if "::" in line]


def test_two_collections_find_the_same_tests_in_the_same_order():
    first = collected(hash_seed="1")
    time.sleep(1.0)

    assert len(first) > 1000
    assert collected(hash_seed="2") == first
