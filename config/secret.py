"""Secrets by reference: `env:NAME` or `file:/path`, never their value in the configuration."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class SecretError(ValueError):
    """A secret cannot be had; the message names the reference, never a value."""


@dataclass(slots=True)
class SecretRef:
    """A secret that is read where it stands. A file is read anew when it changed.

    value() returns the text without surrounding blanks; it raises SecretError.
    """

    reference: str
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    _text: str = field(default="", repr=False)
    _stamp: tuple[int, int] = field(default=(0, 0), repr=False)

    def value(self) -> str:
        """Return the secret's text as it is now."""
        scheme, _, place = self.reference.partition(":")
        if scheme == "env":
            found = self.environ.get(place, "").strip()
        elif scheme == "file":
            found = self._from_file(Path(place))
        else:
            raise SecretError(
                f"{self.reference!r} is no secret reference: write env:NAME or file:/path"
            )
        if not found:
            raise SecretError(f"the secret {self.reference!r} is empty or not set")
        return found

    def _from_file(self, path: Path) -> str:
        try:
            status = path.stat()
            if (status.st_mtime_ns, status.st_ino) != self._stamp:
                self._text = path.read_text().strip()
                self._stamp = (status.st_mtime_ns, status.st_ino)
        except OSError as err:
            raise SecretError(f"the secret {self.reference!r} cannot be read") from err
        return self._text
