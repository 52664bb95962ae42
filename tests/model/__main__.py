"""Search every variant and print what was found: `python -m tests.model [--full] [--traces]`."""

import argparse
import sys
import time

from tests.model.search import Verdict, search
from tests.model.variants import HOLDS, MUTANTS, Variant

ROW = "| {:<48} | {:>7} | {:<9} | {:>5} | {:>6} |"


def main() -> int:
    """Print a row a variant; return 1 when one is not as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.model", description=__doc__)
    parser.add_argument("--full", action="store_true", help="more faults; about a minute")
    parser.add_argument("--traces", action="store_true", help="print each counterexample")
    told = parser.parse_args()
    say(ROW.format("variant", "states", "verdict", "steps", "s"))
    say(ROW.format("---", "---:", "---", "---:", "---:"))
    found = [
        (variant, row(variant))
        for variant in (*(one.widened() if told.full else one for one in HOLDS), *MUTANTS)
    ]
    for variant, verdict in found if told.traces else ():
        if verdict.trace:
            steps = [f"{nth:>3} {what}" for nth, what in enumerate(verdict.trace, start=1)]
            say("\n".join(["", f"{variant.name}: {verdict.broken}", *steps]))
    return any(verdict.broken != variant.expected for variant, verdict in found)


def row(variant: Variant) -> Verdict:
    """Search a variant, print its row."""
    started = time.monotonic()
    verdict = search(variant)
    took = f"{time.monotonic() - started:.1f}"
    broken = verdict.broken or "holds"
    say(ROW.format(variant.name, verdict.states, broken, len(verdict.trace) or "", took))
    return verdict


def say(line: str) -> None:
    """Print a line at once: a search takes its time."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
