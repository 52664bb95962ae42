"""The command line's listener: an address, and a secret that stands in a file."""

from pathlib import Path

import pytest

from oms_sandbox import Subscription
from oms_sandbox.__main__ import listener, main, parser

URL = "http://127.0.0.1:8080/webhooks/acme-oms"


def secret_in(folder: Path, text: str = "whsec_c2VjcmV0\n") -> list[str]:
    path = folder / "secret"
    path.write_text(text)
    return ["--events-secret-file", str(path)]


def test_a_listener_is_an_address_a_secret_the_seed_and_a_scale(tmp_path: Path):
    words = ["--events-to", URL, *secret_in(tmp_path), "--seed", "7", "--events-time-scale", ".01"]

    told = listener(parser().parse_args(words))

    assert told == Subscription(URL, "whsec_c2VjcmV0", 7, time_scale=0.01)


def test_without_an_address_nobody_listens(tmp_path: Path):
    assert listener(parser().parse_args(secret_in(tmp_path))) is None


@pytest.mark.parametrize(
    ("url", "secret", "named"),
    [
        (URL, None, "--events-secret-file"),
        (URL, "not base64!", "secret of --events-to"),
        ("not-an-address", "c2VjcmV0", "--events-to must be an address"),
    ],
    ids=["no secret", "a secret that is none", "an address that is none"],
)
def test_a_listener_that_is_of_no_use_is_one_line(
    url: str, secret: str | None, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    words = secret_in(tmp_path, secret) if secret else []
    status = main(["--port", "0", "--events-to", url, *words])
    said = capsys.readouterr().err

    assert status == 2
    assert said.count("\n") == 1
    assert named in said


@pytest.mark.parametrize("word", ["0", "-1", "fast", "1e3", "inf"])
def test_a_scale_that_is_none_is_refused(word: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as end:
        parser().parse_args([f"--events-time-scale={word}"])

    assert end.value.code == 2
    assert word in capsys.readouterr().err
