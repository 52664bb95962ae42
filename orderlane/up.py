"""`orderlane up`: the whole house on one machine, a tour, then it stays."""

import os
import signal
import threading
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

from orderlane.demo import BUS, WAREHOUSE
from orderlane.ports import Ports
from orderlane.processes import exit_on_sigterm
from orderlane.stack import Stack
from orderlane.tour import Tour, print_report


def up(folder: Path, *, once: bool, tour: bool, console: Console) -> int:
    """Start everything, play the tour, stay until Ctrl-C; return the exit status.

    Raises StartError naming what keeps a part from starting.
    """
    with exit_on_sigterm():
        console.print(
            "starting Redis, OMS sandbox, receiver, consumer, worker, Flower and the desk in "
            f"{folder} …"
        )
        ports = Ports.from_environ(os.environ)
        with Stack(folder, ports, desk=True, queues=True, oms_events=True) as stack:
            _say_where(stack, console)
            status = _play(stack, console) if tour or once else 0
            if not once:
                console.print("everything stays up: Ctrl-C ends it")
                _stay(stack)
            return status


def _play(stack: Stack, console: Console) -> int:
    console.print(Rule("tour"))
    tour = Tour(stack, console)
    try:
        report = tour.play()
    finally:
        tour.close()
    print_report(report, console)
    return 0 if report.good else 1


def _say_where(stack: Stack, console: Console) -> None:
    login = stack.demo.secret("flower-login")
    console.print(f"receiver  {stack.receiver_url}/webhooks/<source>")
    console.print(f"queue     {stack.settings.queue_doors[BUS].shown}  (source {WAREHOUSE})")
    console.print(
        f"OMS       {stack.oms_url}  (the sandbox; journal: {stack.journal})", soft_wrap=True
    )
    console.print(
        f"Flower    {stack.flower_url}  (user orderlane, password in {login})", soft_wrap=True
    )
    login = stack.demo.secret("desk-operator")
    console.print(
        f"desk      {stack.desk_url}  (user operator, password in {login})", soft_wrap=True
    )
    console.print(f"Redis     {stack.redis.url}  (AOF on, every write on disk)")


def _stay(stack: Stack) -> None:
    over = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: over.set())
    try:
        while not over.wait(1.0):
            stack.tend()
    finally:
        signal.signal(signal.SIGINT, before)
