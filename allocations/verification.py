"""Compares what the rules give with what the state published as paid.

`verify` recomputes from the established figures in the publisher's file, before the
columns with the payments are read, so that no payment can reach a figure. `verify_run`
looks at what a national run stored: it proves import, gathering and run as well.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path

from django.conf import settings
from django.db import connection

from allocations.comparison import Amounts, Deviation, Verification, compare
from allocations.importers import personnel_funding as published
from allocations.models import Run
from allocations.questions import Question, read_question
from allocations.rules.calculation import calculate
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups
from oab.files.content import read_bytes
from oab.files.notations import (
    AMOUNT,
    BRIN,
    FIRST_OF_OCTOBER,
    TWO_DECIMALS,
    WHOLE_WITH_POINTS,
)
from oab.files.sheets import Sheet, recognise

PUBLISHED = resources.files(__package__).joinpath("published")


@dataclass(frozen=True, slots=True)
class Paid:
    """What is paid under an article: a figure of a regime, published in a column."""

    regime: str
    figure: str
    column: str


WEIGHTS, BUDGET = "school_weights_2006", "personnel_budget_2006"
ARTICLES = {
    "28": Paid(WEIGHTS, "school_weight_amount", "BESTRIJDING_ONDERWIJSACHTERSTANDEN"),
    "28a": Paid(WEIGHTS, "impulse_area_amount", "IMPULSGEBIEDEN"),
    "WPO 129": Paid(BUDGET, "entitlement", "PERSONEELS_EN_ARBEIDSMARKTBELEID"),
}


class NothingPublished(LookupError):
    """Van deze periode is niet bekend wat er is betaald."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published for a period, and the payments known to differ.

    `questions` are those that it answers, by regime; `beside` is another file of the
    publisher that it takes to recompute them.
    """

    questions: Mapping[str, Question]
    file: Path
    schools: int
    deviations: tuple[Deviation, ...]
    beside: Path | None = None


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
    beside = document.get("beside")
    return Publication(
        {regime: read_question(regime, period) for regime in document["regimes"]},
        settings.BASE_DIR / document["file"],
        document["schools"],
        tuple(Deviation(**entry) for entry in document.get("deviation", ())),
        settings.BASE_DIR / beside if beside else None,
    )


def verify(path: Path, publication: Publication) -> Verification:
    """Recompute every school of a publisher's file and compare; raises BadFile."""
    sheet = recognise(read_bytes(path), published.LAYOUTS)
    for question in publication.questions.values():
        _refuse_another_year(sheet, question)
    computed = _amounts(publication.questions, _established(sheet))
    paid = _paid(sheet)
    sheet.problems.refuse_any()
    return compare(computed, paid, publication.deviations, publication.schools)


def verify_run(run: Run, publication: Publication) -> Verification:
    """Compare every stored allocation of a run with the imported payments."""
    figures = publication.questions[run.regime].provisions.law.figures
    names = {
        figures[paid.figure].name: article
        for article, paid in ARTICLES.items()
        if paid.regime == run.regime
    }
    articles = [*names.values()]
    with connection.cursor() as cursor:
        cursor.execute(_COMPUTED, [list(names), run.pk])
        computed = {
            (brin, names[name]): Decimal(amount)
            for brin, name, amount in cursor.fetchall()
        }
        cursor.execute(_PAID, [run.period, articles])
        paid = {(brin, article): amount for brin, article, amount in cursor.fetchall()}
    deviations = [each for each in publication.deviations if each.article in articles]
    return compare(computed, paid, deviations, publication.schools)


_COMPUTED = """
    SELECT allocation.recipient, name, allocation.figures ->> name
    FROM allocations_allocation AS allocation, unnest(%s::text[]) AS name
    WHERE allocation.run_id = %s AND allocation.figures ->> name IS NOT NULL
"""
_PAID = """
    SELECT payment.brin, payment.article, payment.amount
    FROM allocations_publishedpayment AS payment
    WHERE payment.period = %s AND payment.article = ANY(%s) AND NOT EXISTS (
        SELECT FROM allocations_publishedpayment WHERE replaces_id = payment.id
    )
"""


def _refuse_another_year(sheet: Sheet, question: Question) -> None:
    counted_on = sheet.shared("PEILDATUM", FIRST_OF_OCTOBER)
    sheet.problems.refuse_any()
    expected = question.regime.counted_on(question.provisions.period)
    if counted_on != expected:
        sheet.problems.add(
            f"is {counted_on:%d-%m-%Y}, verwacht {expected:%d-%m-%Y}", 2, "PEILDATUM"
        )
        sheet.problems.refuse_any()


def _established(sheet: Sheet) -> dict[str, list[int]]:
    """Read the figures, and no payment; ages in hundredths of a year."""
    rows: dict[str, list[int]] = {}
    seen: dict[str, int] = {}
    for row in sheet.rows():
        brin = row.read("BRIN_NUMMER", BRIN)
        row.refuse_repetition(seen, brin)
        rows[brin] = [
            row.read(published.WEIGHT, WHOLE_WITH_POINTS),
            row.read(published.IMPULSE, WHOLE_WITH_POINTS),
            int(row.read(published.AGE, TWO_DECIMALS).scaleb(2)),
            row.read(published.PUPILS, WHOLE_WITH_POINTS),
        ]
    sheet.problems.refuse_any()
    return rows


def _amounts(questions: Mapping[str, Question], rows: dict[str, list[int]]) -> Amounts:
    recipients = tuple(rows)
    weights, impulse, ages, pupils = zip(*rows.values(), strict=True)
    groups = Groups.of(range(len(recipients)))
    columns = {
        "school_weight": Figure.column("school_weight", weights),
        "weighted_pupils_in_impulse_areas": Figure.column("impulse", impulse),
        "teacher_age": Figure.column("teacher_age", ages, scale=2),
        "pupils": Figure.column("pupils", pupils, groups=groups),
    }
    facts = Facts(recipients, recipients, groups, columns)
    figures = {
        code: calculate(question.regime, question.provisions, facts).figures
        for code, question in questions.items()
    }
    return {
        (recipient, article): figure.decimal(row)
        for article, paid in ARTICLES.items()
        if (figure := figures[paid.regime][paid.figure])
        for row, recipient in enumerate(recipients)
    }


def _paid(sheet: Sheet) -> Amounts:
    return {
        (row.read("BRIN_NUMMER", BRIN), article): row.read(paid.column, AMOUNT)
        for row in sheet.rows()
        for article, paid in ARTICLES.items()
    }
