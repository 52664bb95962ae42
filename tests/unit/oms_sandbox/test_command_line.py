"""The command line says where it listens, or in one line why it cannot."""

import signal
import socket
import subprocess
import sys

import pytest
import requests

from oms_sandbox import RateLimit, Weather
from oms_sandbox.__main__ import main, parser

COMMAND = [sys.executable, "-m", "oms_sandbox"]


def test_it_prints_its_address_answers_there_and_ends_on_sigterm(tmp_path):
    command = [*COMMAND, "--port", "0", "--journal", str(tmp_path / "commits.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        status = requests.get(line.split()[-1] + "/_sandbox/health", timeout=10).status_code
        process.send_signal(signal.SIGTERM)
        rest = process.communicate()[0]

    assert line.startswith("OMS sandbox listening on http://127.0.0.1:")
    assert (status, rest, process.returncode) == (200, "", 0)


def test_a_taken_port_is_one_line_that_names_port_and_flag(capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        status = main(["--port", port])

    said = capsys.readouterr().err
    assert status == 2
    assert said.count("\n") == 1
    assert port in said
    assert "--port" in said


def test_a_journal_that_cannot_be_written_is_one_line(capsys, tmp_path):
    status = main(["--port", "0", "--journal", str(tmp_path / "no" / "file")])

    said = capsys.readouterr().err
    assert status == 2
    assert said.count("\n") == 1
    assert "--journal" in said


@pytest.mark.parametrize(
    ("word", "limit"),
    [("off", None), ("7/3", RateLimit(calls=7, span_s=3)), (None, RateLimit(100, 10))],
)
def test_the_rate_limit_is_calls_over_seconds_or_off(word, limit):
    told = parser().parse_args(["--rate-limit", word] if word else [])

    assert told.rate_limit == limit


@pytest.mark.parametrize(
    "words", [["--rate-limit", "many"], ["--rate-limit", "0/10"], ["--port", "70000"]]
)
def test_a_bad_value_is_refused(words, capsys):
    with pytest.raises(SystemExit) as end:
        parser().parse_args(words)

    assert end.value.code == 2
    assert words[1] in capsys.readouterr().err


def test_help_shows_examples(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "python -m oms_sandbox --port 0" in capsys.readouterr().out


def test_a_storm_is_a_seed_and_a_rate():
    told = parser().parse_args(["--storm", "7:0.3"])

    assert told.storm == Weather(seed=7, write_rate=0.3)


@pytest.mark.parametrize("word", ["7", "7:2", "x:0.3", "7:", "7:0.3:1"])
def test_a_storm_that_is_none_is_refused(word, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(["--storm", word])

    assert word in capsys.readouterr().err


def test_a_key_can_stand_in_a_file_instead_of_the_command_line(tmp_path, capsys) -> None:
    path = tmp_path / "key"
    path.write_text("from-a-file\n")

    told = parser().parse_args(["--key-file", str(path)])
    with pytest.raises(SystemExit):
        parser().parse_args(["--key-file", str(tmp_path / "none")])

    assert told.key_file == ["from-a-file"]
    assert "cannot be read" in capsys.readouterr().err
