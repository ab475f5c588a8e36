"""Start a run and follow it until it is closed."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from allocations.following import follow
from allocations.models import Run
from allocations.questions import Misused, read_question
from allocations.rules.errors import NotInForce
from allocations.tasks import start_run


class Command(BaseCommand):
    help = "Calculate a regime and period for all recipients, by the workers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("regime", metavar="REGIME")
        parser.add_argument("--period", required=True, help="2015-2016, 2024, …")
        parser.add_argument("--known", help="the law as published up to this day")
        parser.add_argument("--figures", default="", help="only these, by comma")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            question = read_question(
                options["regime"],
                options["period"],
                options["known"],
                options["figures"],
            )
        except (Misused, NotInForce) as error:
            self.stderr.write(str(error))
            sys.exit(2)
        run = start_run(question)
        run = follow(run)
        outcome = {"id": str(run.pk), "state": run.state, "findings": run.findings}
        self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        if run.state == Run.State.BLOCKED:
            sys.exit(1)
