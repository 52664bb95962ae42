"""Keys for the seals of every dialect: any bytes, or a key pair where the sender signs by RSA."""

import base64
import subprocess
from functools import cache
from typing import Final

from sources.registry import DIALECTS

RSA_SIGNED: Final = ("extensiv", "shipstation", "adobe_events", "adobe_commerce")

OPTIONS: Final = {"adobe_events": {"client_id": "c0ffee00c0ffee00c0ffee00c0ffee00"}}
"""What a source of a dialect must be told beside its secret; the fixtures name the same."""

_TEXT: Final = "d4c1f0b97e3a58266b0f1c9e7ad34f58"
_STANDARD: Final = "whsec_" + base64.b64encode(b"k!Zp9e7f3qd2vE8x10sL0aaW4ncfR6tQ").decode()


SIGNED: Final = [name for name, dialect in DIALECTS.items() if dialect.signs]
"""The dialects whose sender signs what it sends."""


@cache
def rsa_pem(word: str, kind: str = "RSA") -> str:
    """Return a fresh private key of openssl's, the same for the same word."""
    size = ["-pkeyopt", "rsa_keygen_bits:2048"] if kind == "RSA" else []
    command = ["openssl", "genpkey", "-algorithm", kind, *size]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


@cache
def public_pem(private: str) -> str:
    """Return the public half of a private key in PEM."""
    command = ["openssl", "pkey", "-pubout"]
    told = subprocess.run(command, input=private.encode(), capture_output=True, check=True)
    return told.stdout.decode()


def key_of(name: str, word: bytes) -> bytes:
    """Return a key that signs and verifies in a dialect: the word itself where any bytes do."""
    if name not in RSA_SIGNED:
        return word
    return DIALECTS[name].secret_bytes(rsa_pem(word.decode()))


def secret_text(name: str) -> str:
    """Return a secret as a person would write it into a source of the dialect; it signs, too."""
    if name in RSA_SIGNED:
        return rsa_pem(name)
    try:
        plain = DIALECTS[name].secret_bytes(_STANDARD).startswith(b"whsec_")
    except ValueError:
        plain = True
    return _TEXT if plain else _STANDARD


def options_text(name: str) -> str:
    """Return what a source of a dialect must be told beside its secret, as TOML."""
    return "".join(f'{option} = "{value}"\n' for option, value in OPTIONS.get(name, {}).items())
