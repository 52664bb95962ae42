"""The keys behind the secrets, read anew for each delivery, and how good they must be."""

import re
from typing import Final

from config.secret import SecretRef
from sources.dialect import Dialect

LEAST_BYTES: Final = 24

_PLACEHOLDER: Final = re.compile(
    rb"(?=.*[a-z])(?:change|replace|insert|enter|put|set|me|my|your|the|please|this|with|here|secret|shared|"
    rb"signing|signature|password|passwd|pass|key|token|client|api|app|webhook|hook|default|"
    rb"example|sample|test|demo|dummy|foo|bar|todo|none|null|[-_ .:!0-9])+",
    re.IGNORECASE,
)
_REPEATED: Final = re.compile(rb"(.{1,12}?)\1+.{0,11}", re.DOTALL)


class WeakSecret(ValueError):
    """A secret can be guessed; the message tells why, never the secret."""


def key_of(dialect: Dialect, ref: SecretRef) -> bytes:
    """Return the key of a secret as it is now; raise SecretError, WeakSecret, ValueError."""
    key = dialect.secret_bytes(ref.value())
    if len(key) < LEAST_BYTES:
        raise WeakSecret(f"it has {len(key)} bytes, at least {LEAST_BYTES} are needed")
    if _PLACEHOLDER.fullmatch(key) or _REPEATED.fullmatch(key):
        raise WeakSecret("it is a placeholder, or one short piece over and over")
    return key
