"""Compares what the rules give with what the state published as paid.

The figures are computed from the established figures in the publisher's file before the
columns with the payments are read, so that no payment can reach a figure.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path

from django.conf import settings

from allocations.importers import personnel_funding as published
from allocations.questions import Question, read_question
from allocations.rules.calculation import calculate
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from oab.files.content import read_bytes
from oab.files.notations import AMOUNT, BRIN, TWO_DECIMALS, WHOLE_WITH_POINTS
from oab.files.sheets import Sheet, recognise

PUBLISHED = resources.files(__package__).joinpath("published")

# Which figure is paid under which article, and in which column it was published.
ARTICLES = {
    "28": ("school_weight_amount", "BESTRIJDING_ONDERWIJSACHTERSTANDEN"),
    "28a": ("impulse_area_amount", "IMPULSGEBIEDEN"),
}


class NothingPublished(LookupError):
    """Van deze periode is niet bekend wat er is betaald."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """A payment that is known to differ, and why; `months` when that is the reason."""

    brin: str
    article: str
    reason: str
    source: str
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A school whose payment is not what the rule gives for a whole year, in euros.

    `by_months` is what the rule gives for the months of the deviation that explains it.
    """

    brin: str
    article: str
    computed: Decimal
    paid: Decimal
    deviation: Deviation | None = None
    by_months: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: how many schools are equal per article, and all that is not."""

    schools: int
    equal: Mapping[str, int]
    unexpected: tuple[Comparison, ...]
    explained: tuple[Comparison, ...]
    unfounded: tuple[Deviation, ...]

    @property
    def holds(self) -> bool:
        """Tell whether all is equal but for what was expected to differ."""
        return not self.unexpected and not self.unfounded


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published for a period, and the payments known to differ."""

    question: Question
    file: Path
    deviations: tuple[Deviation, ...]


def published_periods() -> list[str]:
    """List the periods of which the payments are known."""
    names = (file.name for file in PUBLISHED.iterdir())
    return sorted(name.removesuffix(".toml") for name in names)


def publication_of(period: str) -> Publication:
    """Find what is known of the payments of a period; raises NothingPublished."""
    if period not in published_periods():
        raise NothingPublished(period)
    text = PUBLISHED.joinpath(f"{period}.toml").read_text("utf-8")
    document = tomllib.loads(text)
    return Publication(
        read_question(document["regime"], period),
        settings.BASE_DIR / document["file"],
        tuple(Deviation(**entry) for entry in document["deviation"]),
    )


def verify(path: Path, publication: Publication) -> Verification:
    """Recompute every school of a publisher's file and compare; raises BadFile."""
    sheet = recognise(read_bytes(path), published.LAYOUTS)
    facts = _established(sheet)
    months = {d.brin: d.months for d in publication.deviations if d.months}
    by_year = _amounts(publication.question, facts, {})
    by_months = _amounts(publication.question, facts, months)
    paid = _paid(sheet)
    sheet.problems.refuse_any()
    return _compare(publication.deviations, by_year, by_months, paid)


Amounts = dict[tuple[str, str], Decimal]


def _established(sheet: Sheet) -> dict[str, list[int]]:
    """Read the figures, and no payment; ages in hundredths of a year."""
    rows: dict[str, list[int]] = {}
    for row in sheet.rows():
        rows[row.read("BRIN_NUMMER", BRIN)] = [
            row.read(published.WEIGHT, WHOLE_WITH_POINTS),
            row.read(published.IMPULSE, WHOLE_WITH_POINTS),
            int(row.read(published.AGE, TWO_DECIMALS).scaleb(2)),
        ]
    sheet.problems.refuse_any()
    return rows


def _amounts(
    question: Question, rows: dict[str, list[int]], months: Mapping[str, int]
) -> Amounts:
    recipients = tuple(rows)
    weights, impulse, ages = zip(*rows.values(), strict=True)
    columns = {
        "school_weight": Figure.column("school_weight", weights),
        "weighted_pupils_in_impulse_areas": Figure.column("impulse", impulse),
        "teacher_age": Figure.column("teacher_age", ages, scale=2),
    }
    if months:
        funded = [months.get(recipient, 12) for recipient in recipients]
        columns["months"] = Figure.column("months", funded)
    groups = Groups.of(range(len(recipients)))
    facts = Facts(recipients, recipients, groups, columns)
    figures = calculate(question.regime, question.provisions, facts).figures
    return {
        (recipient, article): figure.decimal(row)
        for article, (key, _) in ARTICLES.items()
        if (figure := figures[key])
        for row, recipient in enumerate(recipients)
    }


def _paid(sheet: Sheet) -> Amounts:
    return {
        (row.read("BRIN_NUMMER", BRIN), article): row.read(column, AMOUNT)
        for row in sheet.rows()
        for article, (_, column) in ARTICLES.items()
    }


def _compare(
    deviations: Sequence[Deviation],
    by_year: Amounts,
    by_months: Amounts,
    paid: Amounts,
) -> Verification:
    expected = {(d.brin, d.article): d for d in deviations}
    different = {key for key, amount in paid.items() if by_year[key] != amount}
    comparisons = list(_comparisons(different, expected, by_year, by_months, paid))
    return Verification(
        schools=len({brin for brin, _ in paid}),
        equal={
            article: sum(key[1] == article and key not in different for key in paid)
            for article in ARTICLES
        },
        unexpected=tuple(c for c in comparisons if not c.deviation),
        explained=tuple(c for c in comparisons if c.deviation),
        unfounded=tuple(d for key, d in expected.items() if key not in different),
    )


def _comparisons(
    different: set[tuple[str, str]],
    expected: Mapping[tuple[str, str], Deviation],
    by_year: Amounts,
    by_months: Amounts,
    paid: Amounts,
) -> Iterator[Comparison]:
    for key in sorted(different):
        deviation = expected.get(key)
        months = by_months[key] if deviation and deviation.months else None
        # A deviation that gives months must explain the payment to the cent.
        explained = deviation if months in {None, paid[key]} else None
        yield Comparison(*key, by_year[key], paid[key], explained, months)
