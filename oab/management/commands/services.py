"""The embedded PostgreSQL and Valkey, seen and steered from the command line."""

import re
import subprocess
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from oab.embedded import Services, State
from oab.embedded.binaries import Binaries
from oab.embedded.errors import NotStarted

NOT_EMBEDDED = (
    "Niets draait hier ingebouwd: DATABASE_URL of REDIS_URL wijst andere servers aan."
)
REPORT = """\
PostgreSQL en Valkey {state}
PostgreSQL {postgres}, Valkey {valkey}
gegevens: {services.folder}
sockets:  {services.sockets}
logboek:  {services.folder}/log"""
CONNECT = """
{psql} --host={services.sockets} --username=oab_owner {database}
(psql alleen houdt de servers niet aan de gang; `services start` wel)"""


class Command(BaseCommand):
    help = "Start, show or stop the embedded PostgreSQL and Valkey."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "action",
            choices=["start", "status", "stop"],
            help="start: keep them running without users until stop;"
            " stop: even with users, whose next use starts them anew",
        )

    def handle(self, *, action: str, **_: object) -> None:
        if settings.SERVICES:
            self.stdout.write(_do(action, settings.SERVICES))
        elif action == "status":
            self.stdout.write(NOT_EMBEDDED)
        else:
            raise CommandError(NOT_EMBEDDED, returncode=2)


def _do(action: str, services: Services) -> str:
    database: str = settings.DATABASES["default"]["NAME"]
    try:
        if action == "start":
            services.hold(database)
            services.keep()
        if action == "stop":
            services.stop()
        return _report(services, database)
    except NotStarted as error:
        raise CommandError(str(error)) from error


def _report(services: Services, database: str) -> str:
    binaries = Binaries.installed()
    state = services.state()
    until = " tot `services stop`" if services.kept() else ""
    report = REPORT + CONNECT if state is State.RUNNING else REPORT
    return report.format(
        state=state.value + until,
        postgres=_version(binaries.postgres / "postgres"),
        valkey=_version(binaries.valkey),
        services=services,
        psql=binaries.postgres / "psql",
        database=database,
    )


def _version(program: Path) -> str:
    command: list[str | Path] = [program, "--version"]
    answer = subprocess.check_output(command, text=True)  # noqa: S603 - own program
    version: str = re.findall(r"\d+\.[\d.]*\d", answer)[0]
    return version
