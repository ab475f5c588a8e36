"""What `make bench` measures of pupils: a whole country taken in, and added up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.models.functions import Now

from allocations.importers.demo_files import DATA
from allocations.importers.kinds import import_file
from allocations.made_up.pupils import open_all, processes
from oab.copying import copy_statement
from oab.fresh_database import make_anew
from oab.measuring import Measurement, WrongResult, against_floor
from schools.deliveries.acceptance import Judgement, accept_all
from schools.deliveries.contents import fix
from schools.deliveries.made_up.generation import Counted, counted_on, write
from schools.deliveries.reading import FIELDS
from schools.deliveries.taking_in import take_in
from schools.models import DeliveredPupil, Delivery

COUNT = ("leerlingen-gewicht-leeftijd", "01.-leerlingen-bo-gewicht-leeftijd-2016-2017")
DAY = date(2016, 10, 1)
SEED = 2016
# A run of work and floor takes over a minute, after one that is only checked; with five
# of them nobody would measure anything.
RUNS = 3
BLOCK = 1 << 16

Cells = dict[tuple[str, Decimal, str], int]


@dataclass(frozen=True, slots=True)
class Country:
    """The sheets of all boards, and an open delivery for each."""

    counted: Counted
    folder: TemporaryDirectory[str]
    sheets: list[tuple[UUID, Path]]

    def numbers(self) -> list[UUID]:
        """Give the numbers of the deliveries."""
        return [delivery for delivery, _ in self.sheets]

    def cells(self) -> Cells:
        """Give what DUO counted."""
        return {
            (location, *kind): pupils
            for location, cohort in self.counted.cohorts.items()
            for kind, pupils in cohort.items()
        }

    def take_in(self) -> None:
        """Read, check, pseudonymise, look through and store the pupils of all."""
        rows, found = take_in(DAY, self.sheets, processes=processes())
        if rows != self.counted.pupils or found:
            raise WrongResult(f"import_pupils: {rows} rows, {dict(found)}")


def import_pupils() -> Measurement:
    """Take in the sheets of all boards, against a COPY of what that stores."""
    country = _country()
    _empty()
    country.take_in()
    _check(country.cells(), _delivered())
    copied = Path(country.folder.name) / "copied"
    _copy_out(copied)
    return against_floor(
        "import_pupils",
        country.take_in,
        lambda: _copy_in(copied),
        unit="s",
        runs=RUNS,
        rows=country.counted.pupils,
        before=_empty,
    )


def aggregate_pupils() -> Measurement:
    """Accept the deliveries of all boards, against adding up their pupils alone."""
    country = _country()
    if DeliveredPupil.objects.count() != country.counted.pupils:
        _empty()
        country.take_in()
    _sign(country)
    with transaction.atomic():
        _accept(country)
        accepted = counted_on(DAY)
        transaction.set_rollback(True)
    found = {
        (location, *kind): pupils
        for location, cohort in accepted.items()
        for kind, pupils in cohort.items()
        if pupils
    }
    _check(country.cells(), found)

    def work() -> None:
        with transaction.atomic():
            _accept(country)
            transaction.set_rollback(True)

    return against_floor(
        "aggregate_pupils",
        work,
        _delivered,
        unit="s",
        runs=5,
        rows=country.counted.pupils,
    )


@cache
def _country() -> Country:
    """Make the sheets before any clock starts, in a database of their own."""
    make_anew()
    kind, name = COUNT
    import_file(kind, DATA / f"{name}.csv.gz")
    counted = Counted.of(DAY, counted_on(DAY))
    folder = TemporaryDirectory()
    paths = write(Path(folder.name), counted, SEED)
    opened = open_all(DAY, [path.stem for path in paths])
    return Country(counted, folder, list(zip(opened, paths, strict=True)))


def _empty() -> None:
    """Leave the deliveries as they were opened; only the owner can do so."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE schools_finding, schools_deliveredpupil")


def _delivered() -> Cells:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT location_code, weight, age_group, count(*) "
            "FROM schools_deliveredpupil WHERE counted GROUP BY 1, 2, 3"
        )
        return {(place, weight, age): n for place, weight, age, n in cursor.fetchall()}


def _check(expected: Cells, found: Cells) -> None:
    """Compare with what DUO counted, in every location, weight and age group."""
    if found != expected:
        wrong = {key for key in expected | found if expected.get(key) != found.get(key)}
        raise WrongResult(f"{len(wrong)} cells differ from DUO's, such as {min(wrong)}")


def _copy_out(path: Path) -> None:
    columns = ", ".join(FIELDS)
    with (
        connection.cursor() as cursor,
        path.open("wb") as file,
        cursor.copy(f"COPY schools_deliveredpupil ({columns}) TO STDOUT") as copy,
    ):
        for block in copy:
            file.write(block)


def _copy_in(path: Path) -> None:
    """Write the same rows into the same table, ready as they are."""
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(copy_statement(DeliveredPupil, FIELDS)) as copy,
    ):
        for block in _blocks(path):
            copy.write(block)


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _sign(country: Country) -> None:
    fix(country.numbers(), person="medewerker")
    Delivery.objects.filter(pk__in=country.numbers()).update(
        state=Delivery.State.SIGNED, signed_by="ondertekenaar", signed_at=Now()
    )


def _accept(country: Country) -> None:
    accept_all(country.numbers(), Judgement("behandelaar"))
