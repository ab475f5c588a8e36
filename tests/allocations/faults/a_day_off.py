"""Celery on a machine whose clock is wrong by OAB_CLOCK_OFF seconds.

Python's clocks are replaced before anything else is imported; those that only run, from
no moment in particular, are right on such a machine too.
"""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from typing import Any

OFF = int(os.environ["OAB_CLOCK_OFF"])
NANO = 1_000_000_000
RIGHT_TIME, RIGHT_NANO = time.time, time.time_ns
RIGHT_DATETIME = dt.datetime


def _off(clock: Callable[..., Any]) -> Callable[..., Any]:
    return lambda seconds=None: clock(time.time() if seconds is None else seconds)


class _SameInstances(type):
    """Take what another library made for an instance too."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])


class WrongDate(dt.date, metaclass=_SameInstances):
    @classmethod
    def today(cls) -> Any:
        return WrongDatetime.now().date()


class WrongDatetime(dt.datetime, metaclass=_SameInstances):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Any:
        return RIGHT_DATETIME.fromtimestamp(time.time(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return cls.now(dt.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return cls.now()


def set_clocks() -> None:
    time.time = lambda: RIGHT_TIME() + OFF
    time.time_ns = lambda: RIGHT_NANO() + OFF * NANO
    time.localtime, time.gmtime = _off(time.localtime), _off(time.gmtime)
    dt.date, dt.datetime = WrongDate, WrongDatetime  # type: ignore[misc]


if __name__ == "__main__":
    set_clocks()
    from celery.__main__ import main

    sys.argv[0] = "celery"
    main()
