"""Which commit is tested: a figure without it says nothing."""

import subprocess

from orderlane.stack import ROOT


def commit() -> str:
    """Return the commit that was tested, with a + when files differ from it."""
    told = [_git("rev-parse", "--short", "HEAD"), _git("status", "--porcelain")]
    return (told[0] or "unknown") + ("+" if told[1] else "")


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *words],  # noqa: S607 - git of the PATH
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
