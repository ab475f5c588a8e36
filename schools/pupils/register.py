"""From delivered rows to the board's register of enrolments and statements.

What is delivered of a pupil at a school from a day on is one enrolment, whichever count
it was delivered for. It is written when the ministry accepts the delivery, so that what
was sent back or withdrawn never gets here. Set-based: a delivery may have 50,000 rows,
a country 1.4 million.
"""

from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from oab.copying import refresh
from schools.models.pupils import Enrolment, Ouderverklaring, StatementContent

CONTENT = tuple(field.name for field in StatementContent._meta.get_fields())


def _content_of(alias: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in CONTENT)


# The rows that say who it is and since when, each pupil's last count first.
SOUND = """
    SELECT pupil.*, delivery.counted_on, delivery.reference, delivery.delivered_at,
        COALESCE(NULLIF(delivery.delivered_by, ''), delivery.opened_by) AS person
    FROM schools_deliveredpupil pupil
    JOIN schools_delivery delivery ON delivery.id = pupil.delivery_id
    WHERE pupil.delivery_id = ANY (%(deliveries)s)
        AND pupil.pseudonym IS NOT NULL AND pupil.brin <> ''
        AND pupil.pupil_number <> '' AND pupil.enrolled_on > pupil.born_on
        AND (pupil.left_on IS NULL OR pupil.left_on >= pupil.enrolled_on)
"""
ONE_EACH = f"""
    SELECT DISTINCT ON (brin, pseudonym, enrolled_on) * FROM ({SOUND}) sound
    ORDER BY brin, pseudonym, enrolled_on, counted_on DESC, row
"""  # noqa: S608 - names of our own columns
# A day of leaving is known until a later count says that the pupil was still there.
ENROLMENTS = f"""
    INSERT INTO schools_enrolment AS known (
        brin, pseudonym, key, pupil_number, born_on, enrolled_on, left_on
    )
    SELECT brin, pseudonym, key, pupil_number, born_on, enrolled_on,
        COALESCE(left_on, (
            SELECT earlier.left_on FROM schools_enrolment earlier
            WHERE (earlier.brin, earlier.pseudonym, earlier.enrolled_on)
                = (one.brin, one.pseudonym, one.enrolled_on)
                AND earlier.left_on >= one.counted_on
        ))
    FROM ({ONE_EACH}) one
    ON CONFLICT (brin, pseudonym, enrolled_on) DO UPDATE SET
        pupil_number = EXCLUDED.pupil_number,
        born_on = EXCLUDED.born_on,
        left_on = EXCLUDED.left_on
    WHERE (known.pupil_number, known.born_on, known.left_on)
        IS DISTINCT FROM (EXCLUDED.pupil_number, EXCLUDED.born_on, EXCLUDED.left_on)
"""  # noqa: S608
# A cell that is empty says nothing, and what is not about admission replaces nothing.
# Nor does what was handed in before the statement on record was written.
STATEMENTS = f"""
    INSERT INTO schools_ouderverklaring (
        enrolment_id, replaces_id, reason, created_by, {", ".join(CONTENT)}
    )
    SELECT enrolment.id, last.id,
        CASE WHEN last.id IS NULL THEN '' ELSE 'aanlevering ' || one.reference END,
        one.person, {_content_of("one")}
    FROM ({ONE_EACH}) one
    JOIN schools_enrolment enrolment USING (brin, pseudonym, enrolled_on)
    LEFT JOIN schools_ouderverklaring last ON last.enrolment_id = enrolment.id
        AND NOT EXISTS (
            SELECT FROM schools_ouderverklaring later WHERE later.replaces_id = last.id
        )
    WHERE one.state NOT IN ('', 'missing')
        AND ROW({_content_of("one")}) IS DISTINCT FROM ROW({_content_of("last")})
        AND NOT COALESCE(
            last.state = 'complete' AND one.state <> 'complete'
            AND one.situation_on > last.situation_on,
            FALSE
        )
        AND NOT COALESCE(last.created_at > one.delivered_at, FALSE)
    ORDER BY enrolment.id
"""  # noqa: S608


class TakenOver(NamedTuple):
    """How many enrolments and statements were new or had changed."""

    enrolments: int
    statements: int


@transaction.atomic
def take_over(*deliveries: UUID) -> TakenOver:
    """Write what deliveries say of pupils into the register, where that is new."""
    chosen = {"deliveries": [*deliveries]}
    with connection.cursor() as cursor:
        cursor.execute(ENROLMENTS, chosen)
        enrolments = cursor.rowcount
        refresh(Enrolment, enrolments)
        cursor.execute(STATEMENTS, chosen)
        statements = cursor.rowcount
        refresh(Ouderverklaring, statements)
        return TakenOver(enrolments, statements)
