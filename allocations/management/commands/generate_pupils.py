"""Make up pupils whose totals are those of a real count, and deliver them."""

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from allocations.made_up.pupils import (
    Asked,
    NothingToGenerate,
    deliver_sheets,
    like,
)
from oab.problems import Refused
from schools.deliveries.made_up.generation import Counted, write
from schools.deliveries.made_up.numbers import TooManyPupils
from schools.deliveries.made_up.pupils import ImpossibleCount

BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Open and fill deliveries of made-up pupils that add up to the count of a "
        "date; prints one line of JSON."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--like", required=True, metavar="DATE", help="the count to imitate"
        )
        parser.add_argument(
            "--seed", type=int, required=True, help="who the pupils are"
        )
        parser.add_argument("--locations", type=int, help="only so many locations")
        parser.add_argument("--schools", default="", help="only these, by comma")
        parser.add_argument("--board", default="", help="only this board")
        parser.add_argument(
            "--files",
            type=Path,
            metavar="FOLDER",
            help="write the sheets of the boards here instead of delivering them",
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            counted, left_out = like(_day(options["like"]), _asked(options))
            outcome = self._made(counted, options["seed"], options["files"])
        except (NothingToGenerate, TooManyPupils, ImpossibleCount, OSError) as error:
            self._refuse(str(error))
        except Refused as refusal:
            self._refuse(refusal.explanation[0])
        for school in left_out:
            self.stderr.write(f"{school}: niet na te bootsen, en weggelaten")
        answer = {
            "like": options["like"],
            "seed": options["seed"],
            "boards": len({counted.boards[each] for each in counted.cohorts}),
            "locations": len(counted.cohorts),
            "pupils": counted.pupils,
            **outcome,
            "left_out": len(left_out),
        }
        self.stdout.write(json.dumps(answer))

    def _refuse(self, message: str) -> NoReturn:
        self.stderr.write(message)
        sys.exit(BAD_INPUT)

    def _made(self, counted: Counted, seed: int, folder: Path | None) -> dict[str, int]:
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            return {"files": len(write(folder, counted, seed))}
        _, found = deliver_sheets(counted, seed, self._progress(counted.pupils))
        return {
            "errors": found["error"],
            "warnings": found["warning"],
            "signals": found["signal"],
        }

    def _progress(self, total: int) -> Callable[[int], None]:
        """Count along on a terminal, and nowhere else."""
        done = 0

        def tell(rows: int) -> None:
            nonlocal done
            done += rows
            if sys.stderr.isatty():
                end = "\n" if done == total else "\r"
                self.stderr.write(f"{done} van {total} leerlingen", ending=end)

        return tell


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"--like {text} is geen datum (2016-10-01)"
        raise NothingToGenerate(message) from error


def _asked(options: dict[str, Any]) -> Asked:
    if options["locations"] is not None and options["locations"] < 1:
        raise NothingToGenerate("--locations is een aantal, ten minste 1")
    schools = frozenset(filter(None, re.split(r"[ ,]+", options["schools"].upper())))
    boards = frozenset(filter(None, [options["board"]]))
    return Asked(schools, boards, options["locations"])
