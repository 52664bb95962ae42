"""Which faults a seed switches on, and how hard: a swarm, all derived from the seed."""

from dataclasses import asdict, dataclass
from random import Random
from typing import Final

HTTP_FAULTS: Final = (
    "not_sent",
    "lost_request",
    "late_commit",
    "error_500",
    "error_503",
    "throttled",
    "unauthorized",
    "error_500_after_commit",
    "lost_answer",
    "cut_body",
    "html",
    "error_in_good_status",
)


@dataclass(frozen=True, slots=True)
class Options:
    """Rates are per port call unless said otherwise; 0 is off.

    late: the share of the quiet time up to which a write may land; in the rest of it a read-back
    may be answered from before the write (stale). gated: the OMS's budget and breaker are asked.
    """

    orders: int = 3
    workers: int = 2
    span_s: float = 300.0
    accept_duplicates: bool = True
    http_faults: tuple[str, ...] = ()
    http_rate: float = 0.0
    late: float = 0.95
    stale: float = 0.0
    kill_rate: float = 0.0
    kills: int = 0
    freeze_rate: float = 0.0
    freeze_s: float = 0.0
    redis_lost: float = 0.0
    redis_restarts: int = 0
    clock_jumps: int = 0
    jump_s: float = 0.0
    bell_lost: float = 0.0
    bell_doubled: float = 0.0
    send_lost: float = 0.0
    answer_lost: float = 0.0
    duplicates: float = 0.0
    disorder_s: float = 0.0
    conflicts: float = 0.0
    gated: bool = False
    pauses: int = 0

    def shown(self) -> str:
        """Return the switches that are on, on one line."""
        return " ".join(f"{name}={value}" for name, value in asdict(self).items() if value)


FAULTLESS: Final = Options()


def draw(seed: int) -> Options:
    """Return the options of a seed."""
    random = Random(f"options {seed}")

    def on(*values: float) -> float:
        return random.choice(values) if random.random() < 0.5 else 0.0

    kinds = tuple(kind for kind in HTTP_FAULTS if random.random() < 0.4)
    return Options(
        orders=random.choice((1, 1, 2)),
        workers=random.randint(1, 3),
        span_s=random.choice((20.0, 300.0, 900.0)),
        accept_duplicates=random.random() < 0.8,
        http_faults=kinds,
        http_rate=on(0.03, 0.1, 0.3) if kinds else 0.0,
        late=random.choice((0.1, 0.5, 0.95)),
        stale=on(0.5),
        kill_rate=on(0.005, 0.02),
        kills=random.randint(1, 8),
        freeze_rate=on(0.005, 0.02),
        freeze_s=random.choice((8.0, 40.0, 90.0)),
        redis_lost=on(0.005, 0.03),
        redis_restarts=random.randint(1, 3) if on(1.0) else 0,
        clock_jumps=random.randint(1, 3) if on(1.0) else 0,
        jump_s=random.choice((3.0, 60.0, 3_600.0, 86_400.0)),
        bell_lost=on(0.1, 0.5),
        bell_doubled=on(0.1, 0.5),
        send_lost=on(0.1),
        answer_lost=on(0.1, 0.3),
        duplicates=on(0.1, 0.3),
        disorder_s=on(5.0, 60.0),
        conflicts=on(0.02),
        gated=random.random() < 0.25,
        pauses=random.randint(1, 3) if random.random() < 0.25 else 0,
    )
