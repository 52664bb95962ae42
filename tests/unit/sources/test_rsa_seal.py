"""The RSA seal: a published vector, openssl both ways, and keys that are none."""

import base64
import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from werkzeug.datastructures import Headers

from sources import rsa_seal
from sources.dialect import SealBroken
from tests.unit.sources.keys import rsa_pem

VERIFY = rsa_seal.verifier("Signature")
BODY = b'{"tplId": 2, "wmsEventId": 2070354}'
SIZE = 256

# RFC 7515, A.2: the key, what is signed, and the signature.
RFC_MODULUS = (
    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
    "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ=="
)
RFC_INPUT = (
    b"eyJhbGciOiJSUzI1NiJ9"
    b".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
RFC_SIGNATURE = (
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ"
    "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e"
    "OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw=="
)


def openssl(*words: str, text: bytes) -> bytes:
    command = ["openssl", *words]
    return subprocess.run(command, input=text, capture_output=True, check=True).stdout


def public_pem(private: str) -> str:
    return openssl("pkey", "-pubout", text=private.encode()).decode()


def element(tag: int, content: bytes) -> bytes:
    length = len(content)
    short = bytes([length]) if length < 128 else None
    long = bytes([0x81, length % 256]) if length < 256 else bytes([0x82]) + length.to_bytes(2)
    return bytes([tag]) + (short or long) + content


def integer(number: bytes) -> bytes:
    """Return a number that is not negative, in as few bytes as DER wants."""
    return element(2, b"\0" + number if number[0] & 0x80 else number)


def pem_of(modulus: bytes, exponent: bytes) -> str:
    """Return a public key in PEM, written by hand."""
    numbers = element(0x30, integer(modulus) + integer(exponent))
    rsa = bytes.fromhex("300d06092a864886f70d0101010500")
    der = element(0x30, rsa + element(3, b"\0" + numbers))
    return f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der).decode()}\n-----END PUBLIC KEY-----"


def closed(form: bytes) -> str:
    """Return the signature that opens to a form, by plain arithmetic."""
    key = load_pem_private_key(rsa_pem("seal").encode(), None).private_numbers()
    number = pow(int.from_bytes(form), key.d, key.public_numbers.n)
    return base64.b64encode(number.to_bytes(SIZE)).decode()


def verified(signature: str, raw: bytes, pem: str) -> int:
    return VERIFY(raw, Headers({"Signature": signature}), [rsa_seal.secret_bytes(pem)], 0.0)


def test_the_vector_of_rfc_7515_fits() -> None:
    signature = base64.b64encode(base64.urlsafe_b64decode(RFC_SIGNATURE)).decode()
    pem = pem_of(base64.urlsafe_b64decode(RFC_MODULUS), b"\1\0\1")

    assert verified(signature, RFC_INPUT, pem) == 0
    with pytest.raises(SealBroken):
        verified(signature, RFC_INPUT + b"x", pem)


def test_openssl_signs_what_we_verify_by_the_public_key_alone(tmp_path: Path) -> None:
    private = tmp_path / "key.pem"
    private.write_text(rsa_pem("seal"))
    signed = openssl("dgst", "-sha256", "-sign", str(private), text=BODY)

    assert verified(base64.b64encode(signed).decode(), BODY, public_pem(rsa_pem("seal"))) == 0


def test_openssl_verifies_what_we_sign(tmp_path: Path) -> None:
    public, signature = tmp_path / "public.pem", tmp_path / "signature"
    public.write_text(public_pem(rsa_pem("seal")))
    signature.write_bytes(
        base64.b64decode(rsa_seal.sign(BODY, rsa_seal.secret_bytes(rsa_pem("seal"))))
    )

    told = openssl(
        "dgst", "-sha256", "-verify", str(public), "-signature", str(signature), text=BODY
    )

    assert told == b"Verified OK\n"


INFO = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(BODY).digest()
NO_NULL = bytes.fromhex("302f300b0609608648016503040201" + "0420") + hashlib.sha256(BODY).digest()


@pytest.mark.parametrize(
    "form",
    [
        b"\x00\x01" + b"\xff" * 8 + b"\x00" + INFO + b"\xab" * (SIZE - len(INFO) - 11),
        b"\x00\x02" + b"\xff" * (SIZE - len(INFO) - 3) + b"\x00" + INFO,
        b"\x00\x01" + b"\xfe" * (SIZE - len(INFO) - 3) + b"\x00" + INFO,
        b"\x00\x01" + b"\xff" * (SIZE - len(NO_NULL) - 3) + b"\x00" + NO_NULL,
        b"\x00" * (SIZE - 32) + hashlib.sha256(BODY).digest(),
    ],
    ids=["garbage after the hash", "wrong block", "wrong padding", "another form", "bare hash"],
)
def test_only_the_one_form_of_the_hash_fits(form: bytes) -> None:
    assert len(form) == SIZE

    with pytest.raises(SealBroken):
        verified(closed(form), BODY, rsa_pem("seal"))


def test_the_one_form_of_the_hash_fits() -> None:
    form = b"\x00\x01" + b"\xff" * (SIZE - len(INFO) - 3) + b"\x00" + INFO

    assert verified(closed(form), BODY, rsa_pem("seal")) == 0


def test_a_signature_has_one_spelling() -> None:
    der = rsa_seal.secret_bytes(rsa_pem("seal"))
    right = rsa_seal.sign(BODY, der)
    unused_bit = right[:-3] + chr(ord(right[-3]) + 1) + "=="
    longer = base64.b64encode(b"\0" + base64.b64decode(right)).decode()

    assert base64.b64decode(unused_bit) == base64.b64decode(right)
    for spelling in (
        unused_bit,
        longer,
        f" {right}",
        right.rstrip("="),
        right[:20] + "!" + right[20:],
    ):
        with pytest.raises(SealBroken):
            VERIFY(BODY, Headers({"Signature": spelling}), [der], 0.0)


def test_a_public_key_signs_nothing() -> None:
    with pytest.raises(ValueError, match="PRIVATE KEY"):
        rsa_seal.sign(BODY, rsa_seal.secret_bytes(public_pem(rsa_pem("seal"))))


PRIME = 2**2203 - 1


def signed_by_prime(raw: bytes) -> int:
    """Return the signature by a modulus that everybody can take apart, as it is one prime."""
    info = INFO[:-32] + hashlib.sha256(raw).digest()
    form = b"\x00\x01" + b"\xff" * (276 - len(info) - 3) + b"\x00" + info
    return pow(int.from_bytes(form), pow(65537, -1, PRIME - 1), PRIME)


def test_a_signature_plus_the_modulus_is_refused() -> None:
    der = rsa_seal.secret_bytes(pem_of(PRIME.to_bytes(276), b"\1\0\1"))
    number = signed_by_prime(BODY)
    seals = [
        Headers({"Signature": base64.b64encode(one.to_bytes(276)).decode()})
        for one in (number, number + PRIME)
    ]

    assert VERIFY(BODY, seals[0], [der], 0.0) == 0
    with pytest.raises(SealBroken):
        VERIFY(BODY, seals[1], [der], 0.0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a-shared-secret-of-thirty-two-bytes",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
        pem_of(b"\xff" * 128, b"\1\0\1"),
        pem_of(b"\xff" * 2048, b"\1\0\1"),
        pem_of(b"\xff" * 255 + b"\xfe", b"\1\0\1"),
        pem_of(b"\xff" * 256, b"\1"),
        pem_of(b"\xff" * 256, b"\4"),
    ],
    ids=[
        "nothing",
        "a shared secret",
        "no element",
        "cut short",
        "no base64",
        "1024 bits",
        "16384 bits",
        "an even modulus",
        "exponent one",
        "an even exponent",
    ],
)
def test_what_is_no_sound_rsa_key_is_refused_with_its_remedy(text: str) -> None:
    with pytest.raises(ValueError, match="not an RSA key"):
        rsa_seal.secret_bytes(text)


@pytest.mark.parametrize(
    "pem", [rsa_pem, lambda *key: public_pem(rsa_pem(*key))], ids=["private", "public"]
)
def test_a_key_of_another_algorithm_is_refused(pem: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="not an RSA key"):
        rsa_seal.secret_bytes(pem("padded otherwise", "RSA-PSS"))


def test_what_opens_with_the_stand_in_for_a_key_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anybodys = RSAPublicNumbers(65537, PRIME).public_key()
    monkeypatch.setattr(rsa_seal, "_no_key", lambda: anybodys)
    signature = base64.b64encode(signed_by_prime(BODY).to_bytes(276)).decode()

    with pytest.raises(SealBroken):
        VERIFY(BODY, Headers({"Signature": signature}), [b"no key at all"], 0.0)
