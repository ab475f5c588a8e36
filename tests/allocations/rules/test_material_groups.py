"""The groups that DUO published for three years, against those of the rule.

The files say nothing of locations. What they do say is what the groups cost: a school
with a side location has the higher amounts of two small schools. Whoever has the amount
that most schools with as many groups have, has one location.
"""

import csv
import gzip
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from allocations.rules.calculation import calculate
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regimes.material_groups_2006 import MATERIAL_GROUPS_2006

FOLDER = Path(__file__).parent / "material_groups"
YOUNG, OLD = "leerlingen_4_tot_en_met_7", "leerlingen_8_en_ouder"
LARGEST_IN_THE_TABLE = 25


@dataclass(frozen=True)
class Published:
    """What DUO published of a year, and what the rule makes of it."""

    schools: int
    equal: int
    at_one_location: int
    different_at_one_location: list[str]


def rows_of(year: int) -> list[dict[str, str]]:
    file = FOLDER / f"materiele-instandhouding-bo-{year}.csv.gz"
    return list(csv.DictReader(gzip.decompress(file.read_bytes()).decode().split()))


def computed(year: int, rows: list[dict[str, str]], key: str = "groups") -> list[int]:
    brins = tuple(row["brin"] for row in rows)
    groups = Groups.of(range(len(rows)))
    young = [int(row[YOUNG]) for row in rows]
    old = [int(row[OLD]) for row in rows]
    weight = [int(Decimal(row["schoolgewicht"]) * 10) for row in rows]
    pupils = [one + other for one, other in zip(young, old, strict=True)]
    columns = {
        "pupils": Figure.column("pupils", pupils, groups=groups),
        "pupils_4_to_7": Figure.column("pupils_4_to_7", young, groups=groups),
        "pupils_8_and_over": Figure.column("pupils_8_and_over", old, groups=groups),
        "capped_weight": Figure.column("capped_weight", weight, scale=1, groups=groups),
    }
    facts = Facts(brins, brins, groups, columns)
    provisions = law_of(MATERIAL_GROUPS_2006.code).at(Period.parse(str(year)))
    found = calculate(MATERIAL_GROUPS_2006, provisions, facts, [key]).figures[key]
    assert found
    return [int(value) for value in found.decimals()]


def usual_amounts(rows: list[dict[str, str]]) -> dict[str, str]:
    amounts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if int(row["aantal_groepen"]) <= LARGEST_IN_THE_TABLE:
            amounts[row["aantal_groepen"]][row["groepsafhankelijke_mi"]] += 1
    return {groups: found.most_common(1)[0][0] for groups, found in amounts.items()}


@cache
def published(year: int) -> Published:
    rows = rows_of(year)
    usual = usual_amounts(rows)
    equal = [
        int(row["aantal_groepen"]) == groups
        for row, groups in zip(rows, computed(year, rows), strict=True)
    ]
    at_one_location = [
        usual.get(row["aantal_groepen"]) == row["groepsafhankelijke_mi"] for row in rows
    ]
    kept = zip(rows, equal, at_one_location, strict=True)
    return Published(
        len(rows),
        sum(equal),
        sum(at_one_location),
        [row["brin"] for row, same, single in kept if single and not same],
    )


@pytest.mark.parametrize(
    ("year", "schools", "equal"),
    [(2011, 6_848, 6_757), (2015, 6_545, 6_456), (2019, 6_203, 6_135)],
)
def test_the_published_groups_come_out_for_all_but_some_schools(year, schools, equal):
    outcome = published(year)

    assert (outcome.schools, outcome.equal) == (schools, equal)


@pytest.mark.parametrize("year", [2011, 2015, 2019])
def test_they_come_out_for_every_school_at_one_location(year):
    outcome = published(year)

    assert outcome.at_one_location > outcome.schools * 0.95
    assert outcome.different_at_one_location == []


@pytest.mark.parametrize("year", [2011, 2015])
def test_the_amount_for_the_groups_is_the_published_one_at_one_location(year):
    rows = rows_of(year)

    amounts = computed(year, rows, "group_amount")

    equal = [
        int(row["groepsafhankelijke_mi"]) == amount
        for row, amount in zip(rows, amounts, strict=True)
    ]
    assert sum(equal) >= published(year).at_one_location
    assert sum(equal) < len(rows)
