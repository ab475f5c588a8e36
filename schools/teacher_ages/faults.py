"""What can be wrong with a return, apart from its teachers: all of it at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from oab.languages import in_language
from oab.problems import InvalidInput
from schools.boards import runs, schools_on
from schools.deliveries.windows import window
from schools.models import SchoolSuccession, TeacherAge, TeacherAgeReturn
from schools.rules.teacher_age import Teacher

Basis = TeacherAgeReturn.Basis
SCHOOL_YEAR_STARTS = (8, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a board hands in of a school: an age, its teachers, or that it opens.

    `schools` are those of the teachers, in the same order; more than one in a merger.
    """

    board: str
    brin: str
    counted_on: date
    basis: str
    age: Decimal | None = None
    teachers: Sequence[Teacher] = field(default=())
    schools: Sequence[str] = field(default=())
    reason: str = ""
    person: str


def faults_of(given: Return, in_force: TeacherAge | None) -> Iterator[InvalidInput]:
    """Find what does not fit the registers, or what is known already."""
    counted = window(given.counted_on)
    if counted is None or counted.repealed:
        yield fault("/teldatum", "ongeldig", NOT_ASKED)
    yield from _faults_of_school(given)
    yield from _faults_of_merger(given)
    if in_force is not None and not given.reason:
        yield fault("/reden", "ontbreekt", NEEDS_REASON)
    if in_force is None and given.reason:
        yield fault("/reden", "ongeldig", NEEDS_NO_REASON)


def _faults_of_school(given: Return) -> Iterator[InvalidInput]:
    """Ask who runs the school: on the count date or, if it opens, in the year after."""
    if given.basis != Basis.NATIONAL:
        if not runs(given.board, given.brin, on=given.counted_on):
            yield fault("/brin", "onbekend", _not_run(given, given.counted_on))
    elif schools_on(given.brin, given.counted_on).exists():
        yield fault("/grondslag", "ongeldig", NOT_NEW)
    elif not runs(given.board, given.brin, on=_opening(given)):
        yield fault("/brin", "onbekend", _not_run(given, _opening(given)))


def _faults_of_merger(given: Return) -> Iterator[InvalidInput]:
    """Take teachers only of the school and of those that merge into it."""
    merging = SchoolSuccession.objects.current().filter(
        kind=SchoolSuccession.Kind.MERGER, successor=given.brin
    )
    known = {given.brin, *merging.values_list("predecessor", flat=True)}
    for index, brin in enumerate(given.schools):
        if brin not in known:
            yield fault(f"/leraren/{index}/brin", "onbekend", NOT_MERGING)


def _opening(given: Return) -> date:
    return date(given.counted_on.year + 1, *SCHOOL_YEAR_STARTS)


def fault(location: str, code: str, texts: tuple[str, str]) -> InvalidInput:
    """Say what is wrong, and where in the body."""
    return InvalidInput(location, in_language(*texts), code, "body")


def _not_run(given: Return, on: date) -> tuple[str, str]:
    return (
        f"deze school valt op {on:%d-%m-%Y} niet onder bestuur {given.board}",
        f"board {given.board} does not run this school on {on}",
    )


NOT_ASKED = (
    "voor deze dag wordt hier geen leeftijd van leraren opgegeven",
    "no age of teachers is returned here for this day",
)
NOT_NEW = (
    (
        "de school is er op de teldatum al; de landelijke leeftijd is voor een school "
        "die in het jaar daarna wordt geopend (artikel 28, vijfde lid)"
    ),
    (
        "the school is there on the count date; the national age is for a school that "
        "opens in the year after (art. 28(5))"
    ),
)
NOT_MERGING = (
    "deze school gaat niet op in de school van de opgave",
    "this school does not merge into that of the return",
)
NEEDS_REASON = (
    "er is al een leeftijd bekend; zeg waarom deze haar vervangt",
    "an age is known already; say why this one replaces it",
)
NEEDS_NO_REASON = (
    "er is nog geen leeftijd om te vervangen",
    "there is no age yet to replace",
)
