"""CBS, achterstandsscores of primary schools: a workbook per count date and edition.

The first table has the pupils and the score with threshold of each location, the second
the score without it, and of the lower years (up to seven) and the upper years apart.
Above each stand its number and a title with the count date, below it the source and
notes; a letter in the last column points to these: `a` for a location of 40 pupils or
fewer, `b` and `c` for such a half. Halves and whole are each rounded, so they need not
add up. The cover says in which month it was published, the explanation gives the means.

CBS corrects a table by publishing another. Which of the two was read first makes no
difference to what an edition says; an older one that was not read before a newer one is
refused, as what was said then would seem to come after what was said since.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from oab.corrections import Facts, Subject, Values, publish
from oab.editions import Stage
from oab.files.notations import LOCATION, POINTS, WHOLE, code, spelled_days
from oab.files.problems import BadFile
from oab.files.sheets import Layout, Row, Sheet
from oab.tallies import Tally, tally
from schools.models import DisadvantageScore, NationalMeans
from schools.rules.disadvantage_scores import (
    Contradiction,
    Published,
    proven_difference,
)

SOURCE = "CBS, achterstandsscores basisscholen"
COVER, EXPLANATION = "Voorblad", "Toelichting"
LOCATION_COLUMN = "School (BRIN vestiging)"
PUPILS, SCORE = "Aantal bekostigde leerlingen", "Achterstandsscore"
WITHOUT = "Achterstandsscore zonder drempel"
HALVES = (f"{WITHOUT} (onderbouw)", f"{WITHOUT} (bovenbouw)")
NOTES, HALVES_NOTES = "D", "E"
LETTERS = code("|a", "voetnoot (a)")
HALVES_LETTERS = code("|[abc](, [abc])*", "voetnoten (a, b, c)")

WITH_THRESHOLD = Layout(
    "achterstandsscores basisscholen, tabel 1",
    (LOCATION_COLUMN, PUPILS, SCORE, NOTES),
    title_rows=2,
    book=True,
    page="Tabel 1",
    notes="Bron: CBS",
    width=4,
)
WITHOUT_THRESHOLD = Layout(
    "achterstandsscores basisscholen, tabel 2",
    (LOCATION_COLUMN, WITHOUT, *HALVES, HALVES_NOTES),
    title_rows=2,
    book=True,
    page="Tabel 2",
    notes="Bron: CBS",
    width=5,
)
LAYOUTS = (WITH_THRESHOLD,)

EDITION = ("stage", "published")
SCORES = Facts(
    DisadvantageScore,
    ("location_code", "counted_on"),
    (
        "pupils",
        "with_threshold",
        "without_threshold",
        "lower_years",
        "upper_years",
        "reliable",
        "lower_years_reliable",
        "upper_years_reliable",
        *EDITION,
    ),
)
MEANS = Facts(
    NationalMeans,
    ("counted_on",),
    (
        "of_all_pupils",
        "of_target_group",
        "difference_at_least",
        "difference_at_most",
        *EDITION,
    ),
)


@dataclass(frozen=True, slots=True)
class _Half:
    """What the second table says of a location."""

    row: Row
    points: tuple[Decimal, Decimal, Decimal]
    letters: frozenset[str]


@dataclass(slots=True)
class _Book:
    """What the workbook says, and where it says it for the first time."""

    counted_on: date
    seen: dict[str, int] = field(default_factory=dict)
    scores: dict[Subject, Values] = field(default_factory=dict)
    published: list[Published] = field(default_factory=list)


def store(sheet: Sheet) -> Tally:
    """Store the scores of all locations, and the means that they rest on."""
    second = sheet.beside(WITHOUT_THRESHOLD)
    book = _Book(sheet.own_day(_count_date(sheet)))
    if _count_date(second) != book.counted_on:
        second.problems.add("is van een andere teldatum dan Tabel 1")
    halves = _halves(second)
    for row in sheet.rows():
        _take(row, halves, book)
    for location in halves.keys() - book.seen.keys():
        halves[location].row.refuse(f"{location} staat niet in Tabel 1")
    sheet.problems.join(second.problems)
    sheet.problems.refuse_any()
    return _write(sheet, book)


def _count_date(sheet: Sheet) -> date:
    title = sheet.titles[-1][0]
    days = spelled_days(title)
    if not days:
        raise BadFile([f"{sheet.layout.place}: de titel noemt geen teldatum"])
    return days[0]


def _halves(sheet: Sheet) -> dict[str, _Half]:
    halves: dict[str, _Half] = {}
    seen: dict[str, int] = {}
    for row in sheet.rows():
        location = row.read(LOCATION_COLUMN, LOCATION)
        row.refuse_repetition(seen, location)
        whole, lower, upper = (row.read(each, POINTS) for each in (WITHOUT, *HALVES))
        letters = row.read(HALVES_NOTES, HALVES_LETTERS)
        halves[location] = _Half(
            row, (whole, lower, upper), frozenset(letters.split(", "))
        )
    return halves


def _take(row: Row, halves: Mapping[str, _Half], book: _Book) -> None:
    """Take in what both tables say of a location."""
    location = row.read(LOCATION_COLUMN, LOCATION)
    row.refuse_repetition(book.seen, location)
    pupils, score = row.read(PUPILS, WHOLE), row.read(SCORE, POINTS)
    letters = row.read(NOTES, LETTERS)
    half = halves.get(location)
    if not (row.sound and half and half.row.sound):
        if row.sound and not half:
            row.refuse(f"{location} staat niet in Tabel 2")
        return
    if score > half.points[0]:
        row.refuse(f"{score} is meer dan zonder drempel: {half.points[0]}", SCORE)
    if (letters == "a") != ("a" in half.letters):
        row.refuse(f"{location} is in Tabel 2 anders gemerkt", NOTES)
    marked = tuple(letter not in half.letters for letter in "abc")
    book.scores[location, book.counted_on] = (pupils, score, *half.points, *marked)
    book.published.append(Published(pupils, score, half.points[0]))


def _write(sheet: Sheet, book: _Book) -> Tally:
    bounds = _proven(book)
    cover, explanation = _text(sheet, COVER), _text(sheet, EXPLANATION)
    source, edition = _edition(cover, book.counted_on)
    rows = {subject: (*values, *edition) for subject, values in book.scores.items()}
    outcomes = publish(SCORES, rows, source=source)
    means = _means(explanation)
    remarks = [] if means else ["het rekenblad noemt de gemiddelden C en G niet"]
    if means:
        stated = {(book.counted_on,): (*means, *bounds, *edition)}
        publish(MEANS, stated, source=source)
    return tally(len(sheet.body), [[one] for one in rows], [outcomes], remarks)


def _text(sheet: Sheet, page: str) -> str:
    return sheet.book.text(page) if sheet.book else ""


def _proven(book: _Book) -> tuple[Decimal | None, Decimal | None]:
    """Find the bounds of C - G; tables that allow none contradict each other."""
    try:
        return proven_difference(book.published) or (None, None)
    except Contradiction as error:
        raise BadFile(
            ["Tabel 1 en Tabel 2 volgen niet uit elkaar: geen verschil C - G past"]
        ) from error


def _means(explanation: str) -> tuple[Decimal, Decimal] | None:
    """Read both means where the explanation gives them, with two decimals."""
    found = [
        re.search(rf"\b{letter} (?:bedroeg in \d{{4}} )?(\d{{3}},\d\d)\b", explanation)
        for letter in "CG"
    ]
    all_pupils, target = (
        Decimal(one[1].replace(",", ".")) if one else None for one in found
    )
    return (all_pupils, target) if all_pupils and target else None


def _edition(cover: str, counted_on: date) -> tuple[str, tuple[str, DateRange]]:
    """Tell the source, the stage and the days of publication, by the cover."""
    lines = [line for line in cover.splitlines() if spelled_days(line)]
    days = spelled_days(lines[-1]) if lines else None
    if not days:
        raise BadFile([f"blad {COVER}: noemt geen maand van publicatie"])
    source = f"{SOURCE}, {lines[-1].lower()}"
    others = DisadvantageScore.objects.filter(counted_on=counted_on)
    known = others.filter(source=source).exists()
    if not known and others.filter(published__startswith__gte=days[1]).exists():
        raise BadFile(
            [f"van {counted_on} is al een latere publicatie opgenomen dan {lines[-1]}"]
        )
    if "*" in cover or "voorlopig" in cover.lower():
        return source, (Stage.PROVISIONAL, DateRange(*days))
    earlier = others.filter(published__endswith__lte=days[0])
    revised = earlier.exclude(stage=Stage.PROVISIONAL).exists()
    stage = Stage.REVISED if revised else Stage.DEFINITIVE
    return source, (stage, DateRange(*days))
