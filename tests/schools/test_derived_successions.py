"""Successions follow the registers at hand, in whatever order they came in."""

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from allocations.importers.kinds import import_file
from schools.models import SchoolSuccession
from tests.publications import (
    PAYMENTS,
    REGISTER_2013,
    REGISTER_2017,
    REGISTER_2020,
    cut,
)

pytestmark = pytest.mark.django_db

# 04TI went on at its address as part of 03BR, before 2017; 00BA closed after that.
CODES = (b";04TI;", b";03BR;", b";00BA;", b";00AP;")
REGISTERS = {
    date(2013, 6, 27): REGISTER_2013,
    date(2017, 6, 1): REGISTER_2017,
    date(2020, 12, 1): REGISTER_2020,
}


def take_in(folder: Path, *days: date) -> None:
    for day in days:
        path = folder / f"{day}.csv"
        path.write_bytes(cut(REGISTERS[day], *CODES))
        import_file("schoolregister", path, on=day)


def current() -> set[tuple[str, str, str, str]]:
    rows = SchoolSuccession.objects.current()
    return {(row.kind, row.predecessor, row.successor, row.source) for row in rows}


EXPECTED = {
    (
        "merger",
        "04TI",
        "03BR",
        "DUO, scholenregisters van 2013-06-27, 2017-06-01 en 2020-12-01",
    ),
    (
        "closure",
        "00BA",
        "",
        "DUO, scholenregisters van 2013-06-27, 2017-06-01 en 2020-12-01",
    ),
}


@pytest.mark.parametrize("days", list(permutations(REGISTERS)))
def test_the_order_of_import_makes_no_difference(tmp_path, days):
    take_in(tmp_path, *days)

    assert current() == EXPECTED


def test_the_day_lies_after_the_last_sight_and_up_to_the_first_absence(tmp_path):
    take_in(tmp_path, *REGISTERS)

    merger = SchoolSuccession.objects.current().get(kind="merger")
    assert merger.between.lower == date(2013, 6, 28)
    assert merger.between.upper == date(2017, 6, 2)
    assert (merger.on, merger.derived) == (None, True)


def test_the_same_registers_again_conclude_nothing_new(tmp_path):
    take_in(tmp_path, *REGISTERS)
    rows = SchoolSuccession.objects.count()

    take_in(tmp_path, *REGISTERS)

    assert SchoolSuccession.objects.count() == rows


@pytest.mark.parametrize("first", [True, False])
def test_a_payment_narrows_the_days_whenever_it_comes_in(tmp_path, first):
    payments = tmp_path / "payments.csv"
    payments.write_bytes(cut(PAYMENTS, b";18PH;", b";00AP;"))
    registers = {
        date(2013, 6, 27): cut(REGISTER_2013, b";18PH;", b";00AP;"),
        date(2020, 12, 1): cut(REGISTER_2020, b";00AP;"),
    }
    if first:
        import_file("personele-bekostiging", payments)
    for day, content in registers.items():
        path = tmp_path / f"{day}.csv"
        path.write_bytes(content)
        import_file("schoolregister", path, on=day)
    if not first:
        import_file("personele-bekostiging", payments)

    closure = SchoolSuccession.objects.current().get(predecessor="18PH")
    assert (closure.between.lower, closure.between.upper) == (
        date(2014, 10, 2),
        date(2020, 12, 2),
    )
    assert closure.source == (
        "DUO, scholenregisters van 2013-06-27 en 2020-12-01, "
        "laatst genoemd in een bestand over 2014-10-01"
    )
