"""Lists of municipalities on several dates, taken from DUO's files of schools.

UTF-8, `;`, one row per date and municipality. Municipal borders change on 1 January
only, so a list of some day speaks of its whole year. A municipality without a primary
school is not on it. Names are as published: in capitals without accents in most years.
A nameless second row of a municipality (1948 in 2026) says nothing and is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from municipalities.models import Province
from municipalities.registers import MUNICIPALITIES
from oab.files.notations import MUNICIPALITY, TEXT, choice, code
from oab.files.sheets import Layout, Row, Sheet
from oab.registers import Code, record
from oab.snapshots import Statement
from oab.tallies import Tally, tally

SOURCE = "DUO, gemeenten in het register van basisscholen"
MOMENT = code(r"[12][0-9]{3}(-(0[1-9]|1[0-2]))?", "jaar of maand (2015-10)")
PROVINCE = choice(
    {province.value: province.value for province in Province}, Province.DRENTHE.value
)

LAYOUTS = (
    Layout(
        "gemeenten per peilmoment",
        ("peil", "gemeentecode", "gemeentenaam", "provincie"),
        encoding="utf-8",
    ),
)


@dataclass(slots=True)
class _Lists:
    """What the file says per year and municipality, and its rows without a name."""

    statements: dict[int, dict[Code, Statement]] = field(default_factory=dict)
    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    nameless: list[tuple[Row, int, str]] = field(default_factory=list)


def store(sheet: Sheet) -> Tally:
    """Store the municipalities of every year that the file has a list of."""
    sheet.refuse_given_day()
    lists = _Lists()
    touched = [[key] for row in sheet.rows() if (key := _take(row, lists))]
    remarks = [
        _left_out(row, lists.statements, year, code)
        for row, year, code in lists.nameless
    ]
    sheet.problems.refuse_any()
    outcomes = {
        (year, *code): outcome
        for year, statements in sorted(lists.statements.items())
        for code, outcome in record(MUNICIPALITIES, statements).items()
    }
    return tally(len(sheet.body), touched, [outcomes], remarks)


def _take(row: Row, lists: _Lists) -> tuple[int, str] | None:
    """Take in a row; give the year and municipality of which it speaks."""
    moment = row.read("peil", MOMENT)
    municipality = row.read("gemeentecode", MUNICIPALITY)
    name = row.read("gemeentenaam", TEXT)
    province = row.read("provincie", PROVINCE)
    year = int(moment[:4] or 1)
    if not name:
        lists.nameless.append((row, year, municipality))
        return None
    row.refuse_repetition(lists.rows, (moment, municipality))
    lists.statements.setdefault(year, {})[(municipality,)] = Statement(
        since=date(year, 1, 1),
        attested=(date(year, 1, 1), date(year + 1, 1, 1)),
        stated={"name": name, "province": province},
        sources=frozenset({SOURCE}),
    )
    return year, municipality


def _left_out(
    row: Row, lists: Mapping[int, Mapping[Code, Statement]], year: int, code: str
) -> str:
    """Say that a nameless row adds nothing, or note that nothing else names it."""
    if (code,) not in lists.get(year, {}):
        row.refuse("is leeg", "gemeentenaam")
    return f"rij {row.number}: {code} zonder naam overgeslagen, staat er ook met naam"
