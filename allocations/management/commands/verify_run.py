"""Do a past run again in memory, with the law and inputs of then, and compare."""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from allocations.models import Run
from allocations.reruns import NotComplete, differences

MISUSED = 2


class Command(BaseCommand):
    help = (
        "Compute a run again with the law and the inputs that were known when it "
        "started, and compare every fact and figure with what it stored. Stores "
        "nothing. Exits with 1 at the first that differs, 2 on misuse."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", metavar="RUN_ID", type=UUID)

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        run = Run.objects.filter(pk=options["run"]).first()
        if run is None:
            self.stderr.write(f"{options['run']}: deze doorrekening bestaat niet")
            sys.exit(MISUSED)
        try:
            first = next(differences(run), None)
        except NotComplete:
            self.stderr.write(f"{run.pk}: deze doorrekening is niet voltooid")
            sys.exit(MISUSED)
        if first is not None:
            self.stdout.write(
                f"{first.recipient} {first.name}: vastgelegd {first.stored}, "
                f"opnieuw berekend {first.again}"
            )
            sys.exit(1)
        number = run.allocations.count()
        self.stdout.write(
            f"{number} berekeningen van {run.started_at:%d-%m-%Y}: opnieuw berekend, "
            "alles gelijk"
        )
