"""Compare what the rules give with what DUO published as paid, school by school."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from allocations.comparison import Verification
from allocations.findings import findings
from allocations.verification import (
    NothingPublished,
    Publication,
    publication_of,
    published_periods,
    verify,
)
from allocations.verification_of_scores import SCORES, verify_scores
from oab.files.problems import BadFile


class Command(BaseCommand):
    help = (
        "Recompute a period from what DUO published and compare it with what it paid."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("period", metavar="PERIOD", help="2015-2016")
        parser.add_argument("--file", type=Path, help="another copy of DUO's file")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        period = options["period"]
        try:
            publication = publication_of(period)
            outcome, remarks = _compared(
                options["file"] or publication.file, publication
            )
        except NothingPublished:
            known = ", ".join(published_periods())
            self.stderr.write(f"{period}: geen betalingen bekend; wel van {known}")
            sys.exit(2)
        except BadFile as error:
            self.stderr.write(str(error))
            sys.exit(2)
        self.stdout.write("\n".join([*report(period, outcome), *remarks]))
        if not outcome.holds:
            sys.exit(1)


def _compared(path: Path, publication: Publication) -> tuple[Verification, list[str]]:
    """Compare in the way that fits what was published, with remarks if any."""
    if SCORES not in publication.questions:
        return verify(path, publication), []
    outcome = verify_scores(path, publication)
    return outcome.compared, outcome.remarks


def report(period: str, outcome: Verification) -> list[str]:
    """Say how many schools are equal, and list each that is not, with both amounts."""
    title = f"Nagerekend en vergeleken met wat DUO betaalde, {period}"
    return [title, *findings(outcome)]
