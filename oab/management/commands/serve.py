"""Serve the API with its workers, for trying out; production uses the compose file."""

import re
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from oab.processes import WORKER, Processes, beat_arguments

# Two checkouts of one user would otherwise share gunicorn's control socket.
WEB = ("-m", "gunicorn", "oab.wsgi", "--threads", "4", "--no-control-socket")
PATIENCE = 60
LOOPBACK = "127.0.0.1"
PORT = re.compile(r"\d{1,5}", re.ASCII)
LAST_PORT = 65_535


class Command(BaseCommand):
    help = "Serve the API on 127.0.0.1 with a worker and the periodic tasks."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default="8000", help="1 to 65535")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        port = _port(options["port"])
        if port is None:
            self._refuse(f"{options['port']} is geen poort; kies een getal: PORT=8001")
        if _taken(port):
            self._refuse(f"poort {port} is bezet; kies een andere: PORT=8001")
        signal.signal(signal.SIGTERM, _interrupt)
        call_command("migrate", verbosity=0)
        with Processes() as processes:
            try:
                self._start(processes, port)
                self._watch(processes, port)
            except KeyboardInterrupt:
                self.stderr.write("stopt")

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(2)

    def _start(self, processes: Processes, port: int) -> None:
        schedule = settings.BASE_DIR / "build" / "beat"
        schedule.parent.mkdir(exist_ok=True)
        address = f"{LOOPBACK}:{port}"
        programs = {
            "web": (*WEB, "--bind", address),
            "worker": (*WORKER, "--concurrency=2"),
            "beat": beat_arguments(schedule),
        }
        for name, arguments in programs.items():
            processes.start(name, arguments, log=sys.stderr.fileno())

    def _watch(self, processes: Processes, port: int) -> None:
        """Say when the service is ready, then wait until something ends."""
        ready = False
        deadline = time.monotonic() + PATIENCE
        while True:
            if name := processes.ended():
                self.stderr.write(f"{name} is geëindigd; de rest stopt ook")
                sys.exit(1)
            if not ready and _answers(f"http://{LOOPBACK}:{port}/health/ready"):
                ready = True
                self.stdout.write(f"klaar: http://{LOOPBACK}:{port}/v1")
                self.stdout.flush()
            if not ready and time.monotonic() > deadline:
                self.stderr.write(f"niet klaar na {PATIENCE} seconden")
                sys.exit(1)
            time.sleep(0.2)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _port(text: str) -> int | None:
    """Read the number of a port that can be asked for; None if it is none."""
    number = int(text) if PORT.fullmatch(text) else 0
    return number if 0 < number <= LAST_PORT else None


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, TimeoutError):
        return False
