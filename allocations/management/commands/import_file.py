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

from allocations.importers.kinds import KINDS, import_file
from oab.files.problems import BadFile

BAD_INPUT = 2


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
            self._refuse(f"de database neemt het bestand niet op: {error}")
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
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadFile([f"--peildatum {text} is geen datum (2015-10-15)"]) from error
