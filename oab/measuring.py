"""Measuring how long something takes against the bare minimum, in the same run."""

import gc
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles

MILLISECONDS = 1_000
HUNDRED = 100
FIVE_SLOWEST = 94  # the last cut but four of the ninety-nine between hundred parts


class WrongResult(Exception):
    """What was to be timed does not compute the right thing."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A median over `runs`, and that of the floor measured between the same runs.

    Or the 95th percentile of both, where `ninety_fifth` made it.
    """

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    runs: int
    rows: int

    def as_json(self) -> str:
        """Write one line of the report."""
        return json.dumps(asdict(self))


def against_floor(  # noqa: PLR0913 - what it reports, and how
    name: str,
    work: Callable[[], object],
    floor: Callable[[], object],
    *,
    unit: str,
    runs: int,
    rows: int,
    before: Callable[[], object] | None = None,
) -> Measurement:
    """Time work and floor in turn, so that both see the same machine.

    What is done `before` each of them is not timed; who gives that has warmed up.
    """
    if before is None:
        work()
        floor()
    gc.collect()
    gc.disable()  # or a collection would be charged to whom it happens to meet
    try:
        pairs = [(_seconds(work, before), _seconds(floor, before)) for _ in range(runs)]
    finally:
        gc.enable()
    factor = MILLISECONDS if unit == "ms" else 1
    value, bare = (_rounded(column, factor) for column in zip(*pairs, strict=True))
    return Measurement(name, value, unit, bare, round(value / bare, 2), runs, rows)


def ninety_fifth(
    name: str, work: Callable[[], object], floor: Callable[[], object], *, runs: int
) -> Measurement:
    """Time work and floor in turn; of each 95 out of 100 were at least as fast."""
    pairs = [(_seconds(work, None), _seconds(floor, None)) for _ in range(runs)]
    value, bare = (
        round(quantiles(column, n=HUNDRED)[FIVE_SLOWEST] * MILLISECONDS, 4)
        for column in zip(*pairs, strict=True)
    )
    return Measurement(name, value, "ms", bare, round(value / bare, 2), runs, 1)


def per_second(
    name: str,
    work: Callable[[], object],
    floor: Callable[[], object],
    *,
    runs: int,
    rows: int,
) -> Measurement:
    """Say how many rows a second work and floor did, by the median of their times."""
    timed = against_floor(name, work, floor, unit="s", runs=runs, rows=rows)
    value, bare = round(rows / timed.value), round(rows / timed.floor)
    return Measurement(name, value, "1/s", bare, round(value / bare, 2), runs, rows)


def _seconds(work: Callable[[], object], before: Callable[[], object] | None) -> float:
    if before is not None:
        before()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _rounded(seconds: Sequence[float], factor: int) -> float:
    return round(median(seconds) * factor, 4)
