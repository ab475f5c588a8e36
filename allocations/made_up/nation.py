"""The nation of 2015-2016 in a database of its own, to measure with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from allocations import runs
from allocations.importers.kinds import import_file
from allocations.models import Allocation, Run
from allocations.questions import Question, read_question
from allocations.verification import publication_of, verify_run
from oab.celery import app
from oab.copying import copy_statement
from oab.fresh_database import make_anew
from oab.measuring import WrongResult
from oab.models import Change
from oab.processes import WORKER, Processes
from oab.versions import clock

REGIME, PERIOD = "school_weights_2006", "2015-2016"
YEAR = (REGIME, PERIOD)
COUNTED_ON = date(2014, 10, 1)
PATIENCE = 60
EMPTY_TASK = "--include=allocations.made_up.empty_task"

# Whatever an allocation says but of which run, and when, and what it replaces.
COLUMNS = tuple(
    field.attname
    for field in Allocation._meta.concrete_fields
    if field.name not in {"id", "run", "regime", "period", "created_at", "replaces"}
)

OF_A_RUN = ("run_id", "regime", "period")
Rows = list[tuple[Any, ...]]


def question() -> Question:
    """Ask for the year."""
    return read_question(*YEAR)


def first_run() -> Run:
    """Make the database anew with the year in it, run it, and check it by payments."""
    make_anew()
    publication = publication_of(PERIOD)
    import_file("personele-bekostiging", publication.file)
    run = run_here()
    verification = verify_run(run, publication)
    if not verification.holds:
        raise WrongResult(f"the run of {PERIOD}: {verification.equal}")
    # What was imported is in the run; workers need not find that out.
    Change.objects.filter(done_at=None).update(done_at=clock())
    return run


def run_here() -> Run:
    """Run the year in this one process."""
    run = runs.start(question())
    runs.work_off(run.pk)
    return complete(run)


def complete(run: Run) -> Run:
    """Read a run again, which has to be complete by now."""
    run.refresh_from_db()
    if run.state != Run.State.COMPLETE:
        raise WrongResult(f"the run of {run.period}: {run.state} {run.findings}")
    return run


def rows_of(run: Run) -> Rows:
    """Read what a run stored, as it was written."""
    columns = SQL(", ").join(SQL("{}::text").format(Identifier(c)) for c in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(columns), [run.pk])
        return list(cursor.fetchall())


_ROWS = SQL("SELECT {} FROM allocations_allocation WHERE run_id = %s ORDER BY id")


def copy(rows: Rows) -> None:
    """Write the same rows as a run did, into the same table, for a run of its own."""
    run = Run.objects.create(regime="floor", period=PERIOD, known=date(2015, 10, 15))
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(copy_statement(Allocation, (*OF_A_RUN, *COLUMNS))) as lines,
    ):
        for row in rows:
            lines.write_row((run.pk, run.regime, run.period, *row))


@contextmanager
def workers(number: int) -> Iterator[None]:
    """Have real workers of one process each, until left.

    Without beat: nothing but a message starts their work.
    """
    path = settings.BASE_DIR / "build" / "bench-worker.log"
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as log, Processes() as processes:
        for each in range(1, number + 1):
            hostname = f"--hostname=bench{each}@localhost"
            arguments = (*WORKER, EMPTY_TASK, "--concurrency=1", hostname)
            processes.start(f"worker {each}", arguments, log=log)
        _await(number)
        yield


def _await(number: int) -> None:
    for _ in range(PATIENCE):
        if len(app.control.ping(timeout=1) or ()) >= number:
            return
    raise WrongResult(f"{number} workers do not answer")
