"""Start a run and follow it until it is closed."""

import json
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import DatabaseError, OperationalError
from psycopg.errors import UndefinedTable

from allocations.following import follow
from allocations.law import law_now
from allocations.models import Run
from allocations.questions import Misused, add_question_arguments, question_in
from allocations.rules.errors import CannotCompute
from allocations.tasks import start_run

BLOCKED = 1
MISUSED = 2
NO_LAW = 3


class Command(BaseCommand):
    help = (
        "Calculate a regime and period for all recipients, by the workers. Exits with "
        "1 when blocked or without a database, 2 on misuse, 3 when the law of the "
        "period is not known or its facts are not stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_question_arguments(parser)

    def handle(self, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            question = question_in(options, law_now)
            run = follow(start_run(question))
        except Misused as error:
            self._refuse(str(error), MISUSED)
        except CannotCompute as error:
            self._refuse(str(error), NO_LAW)
        except DatabaseError as error:
            if (reason := _without_database(error)) is None:
                raise
            self._refuse(reason, BLOCKED)
        outcome = {"id": str(run.pk), "state": run.state, "findings": run.findings}
        self.stdout.write(json.dumps(outcome, ensure_ascii=False))
        if run.state == Run.State.BLOCKED:
            sys.exit(NO_LAW if question.gap_in_the_law() else BLOCKED)

    def _refuse(self, message: str, code: int) -> NoReturn:
        self.stderr.write(message)
        sys.exit(code)


def _without_database(error: DatabaseError) -> str | None:
    """Say in a line what the reader can mend about the database, if they can."""
    if isinstance(error, OperationalError):
        return f"de database is niet bereikbaar: {' '.join(str(error).split())}"
    if isinstance(error.__cause__, UndefinedTable):
        return "de database is leeg; maak haar met manage.py migrate"
    return None
