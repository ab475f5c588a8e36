"""What a run comes to, for the nation and per municipality."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from allocations.models import Run
from allocations.runs import question_of


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a figure over all recipients; `above_zero` counts who has any."""

    figure: str
    recipients: int
    above_zero: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class MunicipalTotal:
    """What the schools whose main location lies in a municipality get together."""

    code: str
    name: str
    schools: int
    total: Decimal


# Ages and prices per unit add up to nothing.
ADDITIVE = {"whole", "euro"}


def totals(run: Run) -> dict[str, Total]:
    """Add up the figures of a run that can be added up, by their Dutch names."""
    figures = question_of(run).provisions.law.figures.values()
    additive = [figure.name for figure in figures if figure.unit in ADDITIVE]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT figure.key, count(*),
                count(*) FILTER (WHERE figure.value::numeric > 0),
                sum(figure.value::numeric)
            FROM allocations_allocation AS allocation,
                jsonb_each_text(allocation.figures - 'vestigingen') AS figure
            WHERE allocation.run_id = %s AND figure.value IS NOT NULL
                AND figure.key = ANY(%s)
            GROUP BY figure.key
            """,
            [run.pk, additive],
        )
        return {row[0]: Total(*row) for row in cursor.fetchall()}


def largest_municipalities(run: Run, number: int) -> list[MunicipalTotal]:
    """List the municipalities whose schools get most, as the borders were then.

    A school counts where its first location was on the count date.
    """
    question = question_of(run)
    counted_on = question.regime.counted_on(question.provisions.period)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH place AS (
                SELECT DISTINCT ON (brin) brin, municipality_code
                FROM schools_location
                WHERE valid @> %(day)s AND upper_inf(known)
                ORDER BY brin, code
            )
            SELECT place.municipality_code, coalesce(max(municipality.name), ''),
                count(*),
                sum(allocation.entitlement) AS total
            FROM allocations_allocation AS allocation
            JOIN place ON place.brin = allocation.recipient
            LEFT JOIN municipalities_municipality AS municipality
                ON municipality.code = place.municipality_code
                AND municipality.valid @> %(day)s AND upper_inf(municipality.known)
            WHERE allocation.run_id = %(run)s
            GROUP BY place.municipality_code
            ORDER BY total DESC, place.municipality_code LIMIT %(number)s
            """,
            {"day": counted_on, "run": run.pk, "number": number},
        )
        return [MunicipalTotal(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was counted on a day: schools, locations and pupils.

    Locations are known of the schools that were counted by weight.
    """

    schools: int
    locations: int
    pupils: int


def counted(run: Run) -> Counted:
    """Count the pupils that a run rests on: by weight where they were so counted."""
    question = question_of(run)
    day = question.regime.counted_on(question.provisions.period)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"day": day})
        return Counted(*cursor.fetchone())


_COUNTED = """
    WITH by_weight AS (
        SELECT input.brin, input.id, sum(cell.pupils) AS pupils
        FROM schools_count AS input
        JOIN schools_countcell AS cell ON cell.count_id = input.id
        WHERE input.counted_on = %(day)s AND input.origin = 'weight_and_age'
            AND cell.weight IS NOT NULL
            AND NOT EXISTS (SELECT FROM schools_count WHERE replaces_id = input.id)
        GROUP BY input.id
    ), established AS (
        SELECT input.brin, NULL::bigint AS id, coalesce(input.pupils, 0) AS pupils
        FROM schools_establishedfigures AS input
        WHERE input.counted_on = %(day)s AND NOT EXISTS (
            SELECT FROM schools_establishedfigures WHERE replaces_id = input.id
        ) AND input.brin NOT IN (SELECT brin FROM by_weight)
    )
    SELECT count(DISTINCT brin), count(id), coalesce(sum(pupils), 0)::bigint
    FROM (SELECT * FROM by_weight UNION ALL SELECT * FROM established) AS everything
"""
