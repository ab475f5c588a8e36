"""One board delivers a location's count: who takes over a school does not do it again.

Where a count was delivered by the board that ran the school before, that board corrects
it, and whoever takes the school over delivers the counts that nobody delivered yet.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from oab.problems import InvalidInput, Refused
from schools.deliveries.location_counts import SOURCE

MOST = 1_000
# What a count says is not written again while a correction still says it, so its source
# may be corrected since; what replaced that is of the same board.
TAKEN = """
    WITH of AS (
        SELECT * FROM schools_delivery WHERE id = ANY (%(deliveries)s)
    ),
    location AS (
        SELECT of.id, c.id AS count_id
        FROM (
            SELECT DISTINCT delivery_id AS id, location_code
            FROM schools_deliveredpupil WHERE delivery_id = ANY (%(deliveries)s)
            UNION
            SELECT id, location_code FROM of WHERE location_code <> ''
        ) AS said JOIN of USING (id)
        JOIN schools_count AS c ON c.location_code = said.location_code
            AND c.counted_on = of.counted_on
        UNION
        SELECT of.id, c.id
        FROM of JOIN schools_school AS school ON school.board_code = of.board_code
            AND school.valid @> of.counted_on AND upper_inf(school.known)
        JOIN schools_count AS c ON c.brin = school.brin
            AND c.counted_on = of.counted_on
        WHERE of.location_code = ''
    )
    SELECT of.reference, c.location_code, other.reference, other.board_code
    FROM location JOIN of USING (id) JOIN schools_count AS c ON c.id = count_id
    JOIN schools_delivery AS source ON source.board_code <> of.board_code
        AND source.reference = substr(c.source, length(%(source)s) + 1)
    JOIN schools_delivery AS other ON other.board_code = source.board_code
        AND other.counted_on = of.counted_on AND other.state = 'accepted'
        AND other.location_code IN ('', c.location_code)
    WHERE c.origin = 'weight_and_age' AND starts_with(c.source, %(source)s)
        AND NOT EXISTS (
            SELECT FROM schools_count AS later WHERE later.replaces_id = c.id
        )
    ORDER BY of.reference, c.location_code
    LIMIT %(most)s
"""


def refuse_taken(numbers: Sequence[UUID]) -> None:
    """Refuse deliveries of locations whose count another board had accepted."""
    with connection.cursor() as cursor:
        cursor.execute(
            TAKEN, {"deliveries": list(numbers), "source": SOURCE, "most": MOST}
        )
        taken = cursor.fetchall()
    if not taken:
        return
    _, location, other, board = taken[0]
    raise Refused(
        f"De telling van vestiging {location} is geaccepteerd met aanlevering {other} "
        f"van bestuur {board}; dat bestuur corrigeert haar.",
        f"The count of location {location} was accepted with delivery {other} of board "
        f"{board}; that board corrects it.",
        errors=[_error(*each) for each in taken],
    )


def _error(reference: str, location: str, other: str, board: str) -> InvalidInput:
    return InvalidInput(
        location="",
        detail=f"{reference}: vestiging {location} is al geteld met {other} van "
        f"bestuur {board}",
        code="al-geteld",
        where="body",
    )
