"""A process that uses embedded servers, and does what it is told on stdin."""

import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from oab.embedded import Services
from oab.embedded.errors import NotStarted

GRACE = 0.3


def main(services: Services) -> None:
    """Obey one command per line; answer each with one line."""
    commands = {
        "hold": services.hold,
        "hold in threads": lambda: _hold_in_threads(services),
        "fork": _leave_a_child_behind,
    }
    for line in sys.stdin:
        try:
            answer = commands[line.strip()]()
        except NotStarted as error:
            answer = str(error)
        sys.stdout.write(f"{answer or 'held'}\n")
        sys.stdout.flush()


def _hold_in_threads(services: Services) -> None:
    with ThreadPoolExecutor(8) as pool:
        for holding in [pool.submit(services.hold) for _ in range(8)]:
            holding.result()


def _leave_a_child_behind() -> str:
    child = os.fork()
    if not child:
        os.close(0)
        os.close(1)
        signal.pause()
    return str(child)


if __name__ == "__main__":
    main(Services(Path(sys.argv[1]), Path(sys.argv[2]), grace=GRACE))
