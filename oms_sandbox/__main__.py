"""The command line: python -m oms_sandbox."""

from __future__ import annotations

import argparse
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from oms_sandbox.events.sender import BadSubscription, Subscription
from oms_sandbox.faults.storm_mix import Weather
from oms_sandbox.gateway import RateLimit
from oms_sandbox.sandbox import DEFAULT_KEY, DEFAULT_RATE
from oms_sandbox.saving.store import CannotKeep
from oms_sandbox.server import CannotListen, running

LAST_PORT = 65535
FLAGS = {"Url": "--events-to", "Secret": "the secret of --events-to"}
EXAMPLES = """examples:
  python -m oms_sandbox
  python -m oms_sandbox --port 0 --key-file key.txt --rate-limit off
  python -m oms_sandbox --journal commits.jsonl --seed 7 --accept-duplicates
  python -m oms_sandbox --storm 7:0.3
  python -m oms_sandbox --state oms.sqlite --journal commits.jsonl
  python -m oms_sandbox --events-to http://127.0.0.1:8080/webhooks/acme-oms --events-secret-file secret

  curl -H 'Ocp-Apim-Subscription-Key: sandbox-key' \\
       'http://127.0.0.1:8700/v1/orders/Status?ExternalOrderId=1001'
  curl -d '{"Kind": "reset_after_commit", "Operation": "create_order"}' \\
       http://127.0.0.1:8700/_sandbox/faults
"""


def rate_limit(word: str) -> RateLimit | None:
    """Read CALLS/SECONDS, or off."""
    if word == "off":
        return None
    calls, _, span = word.partition("/")
    if not (calls.isdigit() and span.isdigit() and int(calls) and int(span)):
        raise argparse.ArgumentTypeError(f"{word!r} is neither CALLS/SECONDS, as 100/10, nor off")
    return RateLimit(int(calls), int(span))


def storm(word: str) -> Weather:
    """Read SEED:RATE."""
    seed, _, rate = word.partition(":")
    if not (seed.isdigit() and re.fullmatch(r"0?\.\d+|[01]", rate)):
        raise argparse.ArgumentTypeError(f"{word!r} is not SEED:RATE, as 7:0.3")
    return Weather(seed=int(seed), write_rate=float(rate))


def port(word: str) -> int:
    """Read a TCP port."""
    if not word.isdigit() or int(word) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{word!r} is no port from 0 to {LAST_PORT}")
    return int(word)


def key_in(word: str) -> str:
    """Read a key out of a file, so that it stands in no list of processes."""
    try:
        key = Path(word).read_text().strip()
    except OSError as err:
        raise argparse.ArgumentTypeError(f"{word} cannot be read: {err.strerror}") from err
    if not key:
        raise argparse.ArgumentTypeError(f"{word} is empty")
    return key


def time_scale(word: str) -> float:
    """Read a factor above 0."""
    if not re.fullmatch(r"\d+|\d*\.\d+", word) or not float(word):
        raise argparse.ArgumentTypeError(f"{word!r} is no number above 0, as 0.01")
    return float(word)


def listener(told: argparse.Namespace) -> Subscription | None:
    """Give whoever is told of the commits, None without --events-to; raises BadSubscription."""
    if told.events_to is None:
        return None
    if told.events_secret_file is None:
        raise BadSubscription("Secret", "must be given with --events-secret-file")
    return Subscription(
        told.events_to, told.events_secret_file, told.seed, time_scale=told.events_time_scale
    )


def parser() -> argparse.ArgumentParser:
    line = argparse.ArgumentParser(
        prog="python -m oms_sandbox",
        description="Run a stateful OMS to develop and test against. All state is in memory, unless --state names a file.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    line.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    line.add_argument("--port", type=port, default=8700, help="0 takes a free one (%(default)s)")
    line.add_argument(
        "--key", action="append", help=f"a valid subscription key, repeatable ({DEFAULT_KEY})"
    )
    line.add_argument(
        "--key-file", type=key_in, action="append", help="a file that holds a valid key, repeatable"
    )
    line.add_argument(
        "--journal",
        type=Path,
        help="write each commit to this file; it is begun anew, or with --state goes on",
    )
    line.add_argument(
        "--state", type=Path, help="keep the state in this file, so that it survives a restart"
    )
    line.add_argument("--seed", type=int, help="give the same TraceIDs in every run")
    line.add_argument(
        "--rate-limit",
        type=rate_limit,
        default=DEFAULT_RATE,
        metavar="CALLS/SECONDS",
        help="per key, or off (100/10)",
    )
    line.add_argument(
        "--storm",
        type=storm,
        metavar="SEED:RATE",
        help="strike this share of the writes, as 7:0.3; POST /_sandbox/storm can tell more",
    )
    line.add_argument(
        "--accept-duplicates",
        action="store_true",
        help="create a second order under a known ExternalOrderId instead of refusing it",
    )
    line.add_argument(
        "--events-to",
        metavar="URL",
        help="tell this webhook of every commit; POST /_sandbox/events can tell more",
    )
    line.add_argument(
        "--events-secret-file",
        type=key_in,
        metavar="FILE",
        help="a file that holds the secret, base64, by which the events are signed",
    )
    line.add_argument(
        "--events-time-scale",
        type=time_scale,
        default=1.0,
        metavar="FACTOR",
        help="shrink the times of sending: 45 s for an answer, again after 60 s (%(default)s)",
    )
    return line


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted or terminated; 2 when the port or one of the files cannot be had."""
    told = parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with running(
            told.host,
            told.port,
            keys=tuple((told.key or []) + (told.key_file or [])) or (DEFAULT_KEY,),
            journal=told.journal,
            state=told.state,
            seed=told.seed,
            rate_limit=told.rate_limit,
            accept_duplicates=told.accept_duplicates,
            storm=told.storm,
            events=listener(told),
        ) as sandbox:
            sys.stdout.write(f"OMS sandbox listening on {sandbox.url}\n")
            sys.stdout.flush()
            stop.wait()
    except BadSubscription as err:
        sys.stderr.write(f"{FLAGS[err.field]} {err}\n")
        return 2
    except CannotKeep as err:
        sys.stderr.write(f"{err}; choose another with --state\n")
        return 2
    except CannotListen as err:
        sys.stderr.write(f"{err}; choose another with --port\n")
        return 2
    except OSError as err:
        sys.stderr.write(f"cannot write {err.filename}: {err.strerror}; see --journal\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
