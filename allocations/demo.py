"""The main job on real data: from the publishers' files to amounts equal to DUO's."""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.management import call_command

from allocations.comparison import Verification
from allocations.demo_changes import (
    FIRST_REGULATION,
    Changed,
    correct_a_school,
    from_first_to_adjusted,
)
from allocations.demo_deliveries import SCHOOLS, Delivered, deliver_some
from allocations.following import follow
from allocations.importers.demo_files import DEMO_FILES
from allocations.importers.kinds import import_file
from allocations.models import Run
from allocations.questions import read_question
from allocations.summaries import (
    Counted,
    MunicipalTotal,
    Total,
    counted,
    largest_municipalities,
    totals,
)
from allocations.tasks import start_run
from allocations.verification import publication_of, verify, verify_run
from oab.processes import WORKER, Processes

T = TypeVar("T")
Announce = Callable[[str], None]

PERIOD = "2015-2016"
YEAR = ("school_weights_2006", PERIOD)
FIRST = (*YEAR, FIRST_REGULATION)
BUDGET = ("personnel_budget_2006", PERIOD)
COUNT = ("school_weights_2006", "2017-2018", None, "schoolgewicht")
MUNICIPALITIES = 10
BUILD = Path("build")

# What the count of 1-10-2016 gives at a threshold of 6 %.
SCHOOL_WEIGHT_2016 = Total("schoolgewicht", 6_347, 1_895, Decimal(45_685))


@dataclass(frozen=True, slots=True)
class National:
    """The outcome of a run for the whole country."""

    state: str
    findings: list[dict[str, str]]
    counted: Counted
    totals: dict[str, Total]
    municipalities: list[MunicipalTotal]


@dataclass(slots=True)
class Demo:
    """What was done, in how many seconds, and what came out."""

    seconds: dict[str, float] = field(default_factory=dict)
    imported: list[dict[str, Any]] = field(default_factory=list)
    year: National | None = None
    count: National | None = None
    stored: Verification | None = None
    budget: Verification | None = None
    recomputed: Verification | None = None
    delivered: list[Delivered] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    def faults(self) -> Iterator[str]:
        """Say what did not come out as it should."""
        yield from _incomplete(PERIOD, self.year)
        yield from _incomplete("1-10-2016", self.count)
        found = self.count.totals.get("schoolgewicht") if self.count else None
        if found != SCHOOL_WEIGHT_2016:
            yield f"schoolgewicht 1-10-2016: {found}, verwacht {SCHOOL_WEIGHT_2016}"
        for name, verification in (
            ("opgeslagen", self.stored),
            ("opgeslagen van artikel 129", self.budget),
            ("nagerekend", self.recomputed),
        ):
            if verification is None or not verification.holds:
                yield f"niet alles wat is {name} is gelijk aan wat DUO betaalde"
        equal = [each.brin for each in self.delivered if each.computed == each.paid]
        if sorted(equal) != sorted(SCHOOLS):
            yield "niet elke aanlevering leidt tot wat DUO betaalde"
        yield from (
            f"{each.name}: de redenen zijn samen niet het verschil"
            for each in self.changed
            if not each.adds_up
        )


def demonstrate(announce: Announce) -> Demo:
    """Import, run, summarise and compare; `announce` hears of every step."""
    demo = Demo()

    def step(name: str, work: Callable[[], T]) -> T:
        announce(name)
        start = time.monotonic()
        outcome = work()
        demo.seconds[name] = round(time.monotonic() - start, 1)
        return outcome

    step("database bijwerken", lambda: call_command("migrate", verbosity=0))
    for file in DEMO_FILES:
        name = f"inlezen {file[1].name}"
        demo.imported.append(step(name, partial(_import, *file)))
    publication = publication_of(PERIOD)
    log = settings.BASE_DIR / BUILD / "demo-worker.log"
    with log.open("wb") as output, Processes() as processes:
        processes.start("worker", (*WORKER, "--concurrency=2"), log=output)
        first = step(f"doorrekenen {PERIOD}, eerste regeling", lambda: _run(FIRST))
        year = step(f"doorrekenen {PERIOD}", lambda: _run(YEAR))
        budget = step(f"doorrekenen {PERIOD}, artikel 129", lambda: _run(BUDGET))
        count = step("doorrekenen 1-10-2016", lambda: _run(COUNT))
    demo.year, demo.count = _national(year), _national(count)
    demo.stored = step("vergelijken met DUO", lambda: verify_run(year, publication))
    demo.budget = verify_run(budget, publication)
    demo.recomputed = step(
        "narekenen uit DUO's bestand", lambda: verify(publication.file, publication)
    )
    demo.delivered = step("aanleveren, ondertekenen, accepteren", deliver_some)
    demo.changed = step("een school verbeteren, en weer terug", correct_a_school)
    demo.changed.append(
        step("regelingen vergelijken", lambda: from_first_to_adjusted(first, year))
    )
    return demo


def _import(kind: str, path: Path, day: date | None) -> dict[str, Any]:
    return {"kind": kind, "file": path.name} | asdict(import_file(kind, path, on=day))


def _run(asked: tuple[Any, ...]) -> Run:
    return follow(start_run(read_question(*asked)))


def _national(run: Run) -> National:
    return National(
        run.state,
        run.findings,
        counted(run),
        totals(run),
        largest_municipalities(run, MUNICIPALITIES),
    )


def _incomplete(name: str, national: National | None) -> Iterator[str]:
    if national is None or national.state != Run.State.COMPLETE:
        findings = national.findings if national else "niet gedaan"
        yield f"de doorrekening van {name} is niet voltooid: {findings}"
