"""Import a file as its publisher made it."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from psycopg.errors import InvalidCatalogName, UndefinedColumn, UndefinedTable

from allocations.importers.kinds import KINDS, import_file
from oab.files.problems import BadFile
from oab.filters import today

BAD_INPUT = 2
# The Wet op het basisonderwijs took effect on 1 August of this year.
FIRST_DAY = date(1985, 1, 1)
NOT_MIGRATED = (InvalidCatalogName, UndefinedColumn, UndefinedTable)


class Command(BaseCommand):
    help = "Store a publisher's file, wholly or not at all; prints one line of JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("path", metavar="PATH", type=Path, help=".gz or not")
        parser.add_argument(
            "--peildatum",
            metavar="DATE",
            help="the day of which the file speaks, where it does not say so itself",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="do everything but keep it"
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        kind = options["kind"]
        try:
            tally = import_file(
                _known(kind),
                options["path"],
                on=_day(options["peildatum"]),
                dry_run=options["dry_run"],
            )
        except BadFile as error:
            self._refuse(str(error))
        except DatabaseError as error:
            self._refuse(_why_not_stored(error))
        answer = asdict(tally)
        for remark in answer.pop("remarks"):
            self.stderr.write(remark)
        self.stdout.write(json.dumps({"kind": kind, **answer}))

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(BAD_INPUT)


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise BadFile([f"{kind} is geen soort bestand; bekend zijn {', '.join(KINDS)}"])
    return kind


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadFile([f"--peildatum {text} is geen datum (2015-10-15)"]) from error
    if day < FIRST_DAY:
        raise BadFile([f"--peildatum {text} ligt voor {FIRST_DAY}"])
    if day > today():
        raise BadFile([f"--peildatum {text} ligt in de toekomst"])
    return day


def _why_not_stored(error: DatabaseError) -> str:
    if isinstance(error.__cause__, NOT_MIGRATED):
        return (
            "de database is niet ingericht voor deze versie; "
            "voer eerst `python manage.py migrate` uit, of `make demo`"
        )
    return f"de database neemt het bestand niet op: {error}"
