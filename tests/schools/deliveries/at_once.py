"""Races: things done at one time, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from oab.problems import Refused


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do things at one time, and tell what each gave or how it was refused."""
    ready = threading.Barrier(len(deeds))
    given: list[Any] = []

    def do(deed: Callable[[], Any]) -> None:
        try:
            ready.wait()
            given.append(deed())
        except Refused as error:
            given.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given
