"""Deliveries made up like the count that DUO published for 1-10-2016."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from schools.deliveries.columns import NAMES
from schools.deliveries.made_up.generation import Counted, counted_on, write
from tests.importing import take_in
from tests.publications import WEIGHTS, content, cut

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counts")]

DAY = date(2016, 10, 1)
LOCATIONS = 60


@pytest.fixture
def counts() -> None:
    """Import the first rows of DUO's file: whole locations of many boards."""
    rows = content(WEIGHTS).splitlines(keepends=True)
    marks = {row[9:16] for row in rows[1:150]}
    take_in("leerlingen-gewicht-leeftijd", cut(WEIGHTS, *marks))


def counted() -> Counted:
    return Counted.of(DAY, counted_on(DAY))


def test_every_board_gets_a_sheet_of_its_own_locations(tmp_path):
    asked = counted().first(LOCATIONS)
    paths = write(tmp_path, asked, seed=1)

    assert {path.stem for path in paths} == {
        asked.boards[location] for location in asked.cohorts
    }
    for path in paths:
        header, *rows = path.read_text().splitlines()
        assert header == ",".join(NAMES)
        assert {asked.boards[row[:6]] for row in rows} == {path.stem}


def test_pupils_per_location_weight_and_number_are_those_of_duo():
    asked = counted().first(LOCATIONS)
    made: Counter[tuple[str, Decimal]] = Counter()
    numbers = set()
    for _, rows in asked.sheets(seed=1):
        for row in rows:
            made[row[0], Decimal(row[7])] += 1
            numbers.add(row[2])

    wanted: Counter[tuple[str, Decimal]] = Counter()
    for location, cohort in asked.cohorts.items():
        for (weight, _), pupils in cohort.items():
            wanted[location, weight] += pupils
    assert len(asked.cohorts) == LOCATIONS
    assert made == wanted
    assert len(numbers) == made.total()


def test_a_location_has_the_same_pupils_however_many_are_asked_for():
    few, many = counted().first(5), counted()
    board, rows = next(few.sheets(seed=7))
    location = next(rows)[0]

    def of_location(asked: Counted) -> list[tuple[str, ...]]:
        return [
            row
            for _, sheet in asked.sheets(seed=7)
            for row in sheet
            if row[0] == location
        ]

    assert few.boards[location] == board
    assert of_location(few) == of_location(many)
    assert len(of_location(few)) == few.whole[location]


def test_a_location_without_a_board_on_that_date_is_left_out():
    asked = Counted.of(DAY, {"99ZZ00": {(Decimal(0), "4_7"): 10}})

    assert not asked.cohorts
    assert asked.pupils == 0
