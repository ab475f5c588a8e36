"""Where the rules of a delivery look: the rows, beside what else is known of them.

Each source gives its aliases, for the deliveries in `%(deliveries)s`, in one statement
for one delivery or a whole country of them. `d` and `t` are the delivery and what the
law says of its count date.
"""

from dataclasses import dataclass

from schools.deliveries.expressions import DATES, IS_ENROLLED, new_weight
from schools.deliveries.rules import Source

# In whose hands a delivery is no longer a draft, or has not been replaced.
HANDED_IN = "('delivered', 'signed', 'accepted')"
ALIVE = "('open', 'sent_back', 'delivered', 'signed', 'accepted')"

COMMON = f"""
    {DATES},
    deliveries AS MATERIALIZED (
        SELECT delivery.* FROM schools_delivery AS delivery
        WHERE delivery.id = ANY (%(deliveries)s)
    )
"""
DELIVERIES = "deliveries AS d JOIN dates AS t USING (counted_on)"
PUPILS = f"{DELIVERIES} JOIN schools_deliveredpupil AS p ON p.delivery_id = d.id"

# The rows that share a key with another one; only these are sorted.
TWINS = f"""
    keyed AS NOT MATERIALIZED (
        SELECT p.delivery_id, p.row, p.brin, p.pupil_number, p.pseudonym,
            p.enrolled_on, {IS_ENROLLED} AS is_enrolled
        FROM deliveries AS d
        JOIN schools_deliveredpupil AS p ON p.delivery_id = d.id
    ),
    same_pupil AS MATERIALIZED (
        SELECT * FROM keyed JOIN (
            SELECT delivery_id, pseudonym FROM schools_deliveredpupil
            WHERE delivery_id = ANY (%(deliveries)s) AND pseudonym IS NOT NULL
            GROUP BY delivery_id, pseudonym HAVING count(*) > 1
        ) AS shared USING (delivery_id, pseudonym)
    ),
    same_number AS MATERIALIZED (
        SELECT * FROM keyed JOIN (
            SELECT delivery_id, brin, pupil_number FROM schools_deliveredpupil
            WHERE delivery_id = ANY (%(deliveries)s) AND pupil_number <> ''
            GROUP BY delivery_id, brin, pupil_number HAVING count(*) > 1
        ) AS shared USING (delivery_id, brin, pupil_number)
    ),
    twins AS (
        SELECT 'pupil' AS kind, delivery_id, row, min(row) OVER same AS first,
            max(row) OVER same AS last
        FROM same_pupil WHERE is_enrolled
        WINDOW same AS (PARTITION BY delivery_id, pseudonym)
        UNION ALL
        SELECT 'enrolment', delivery_id, row, min(row) OVER same, max(row) OVER same
        FROM same_pupil
        WINDOW same AS (PARTITION BY delivery_id, pseudonym, brin, enrolled_on)
        UNION ALL
        SELECT 'number', delivery_id, row, first, last FROM (
            SELECT delivery_id, row, min(row) OVER same AS first,
                max(row) OVER same AS last, pseudonym,
                first_value(pseudonym) OVER same AS one,
                last_value(pseudonym) OVER same AS another
            FROM same_number
            WINDOW same AS (
                PARTITION BY delivery_id, brin, pupil_number ORDER BY row
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            )
        ) AS numbered
        WHERE pseudonym IS DISTINCT FROM one OR pseudonym IS DISTINCT FROM another
    )
"""

# Another delivery that is handed in, or another one of the same board; not the one that
# this one replaces, or the other way round. Of each pupil the last enrolment there.
# Most deliveries have few others beside them: these are found before any pupil is.
ELSEWHERE = f"""
    others AS MATERIALIZED (
        SELECT d.* FROM schools_delivery AS d
        WHERE d.state IN {ALIVE}
            AND d.counted_on IN (SELECT counted_on FROM deliveries)
            AND (
                d.state IN {HANDED_IN}
                OR d.board_code IN (SELECT board_code FROM deliveries)
            )
            AND EXISTS (
                SELECT FROM schools_delivery AS other
                WHERE other.counted_on = d.counted_on AND other.id <> d.id
                    AND other.state IN {ALIVE}
                    AND (
                        d.state IN {HANDED_IN} OR other.state IN {HANDED_IN}
                        OR other.board_code = d.board_code
                    )
            )
    ),
    shared AS MATERIALIZED (
        SELECT d.counted_on, p.pseudonym
        FROM others AS d JOIN schools_deliveredpupil AS p ON p.delivery_id = d.id
        WHERE p.pseudonym IN (
            SELECT pseudonym FROM schools_deliveredpupil
            WHERE delivery_id = ANY (%(deliveries)s)
        )
        GROUP BY d.counted_on, p.pseudonym
        HAVING min(d.id::text) <> max(d.id::text)
    ),
    elsewhere AS MATERIALIZED (
        SELECT d.id AS other_id, d.counted_on, d.board_code, d.state, d.replaces_id,
            p.pseudonym, p.brin, max(p.enrolled_on) AS enrolled_on
        FROM shared JOIN schools_deliveredpupil AS p USING (pseudonym)
        JOIN others AS d ON d.id = p.delivery_id AND d.counted_on = shared.counted_on
        WHERE {IS_ENROLLED}
        GROUP BY d.id, d.counted_on, d.board_code, d.state, d.replaces_id,
            p.pseudonym, p.brin
    )
"""

REGISTER = f"""
    begun AS (
        SELECT counted_on, EXISTS (
            SELECT FROM schools_school
            WHERE valid @> counted_on AND upper_inf(known)
        ) AS has_schools
        FROM dates
    ),
    named AS MATERIALIZED (
        SELECT DISTINCT p.delivery_id, p.location_code, p.brin
        FROM schools_deliveredpupil AS p
        WHERE p.delivery_id = ANY (%(deliveries)s) AND p.location_code <> ''
    ),
    locations AS MATERIALIZED (
        SELECT named.delivery_id, named.location_code,
            begun.has_schools AND known.schools IS NULL AS is_of_no_school,
            known.schools IS NOT NULL AND NOT known.own AS is_of_another_board,
            begun.has_schools AND NOT EXISTS (
                SELECT FROM schools_location AS register
                WHERE register.code = named.location_code
                    AND register.valid @> d.counted_on AND upper_inf(register.known)
            ) AS is_unknown,
            d.location_code = '' AND EXISTS (
                SELECT FROM schools_delivery AS apart
                WHERE apart.board_code = d.board_code
                    AND apart.counted_on = d.counted_on
                    AND apart.location_code = named.location_code
                    AND apart.state IN {ALIVE}
            ) AS is_delivered_apart
        FROM named JOIN deliveries AS d ON d.id = named.delivery_id
        JOIN begun USING (counted_on)
        CROSS JOIN LATERAL (
            -- Who took over a school later may still hand in what was before.
            SELECT max(school.brin) FILTER (WHERE school.valid @> d.counted_on)
                    AS schools,
                bool_or(school.board_code = d.board_code) AS own
            FROM schools_school AS school
            WHERE school.brin = named.brin AND upper_inf(school.known)
                AND COALESCE(upper(school.valid) > d.counted_on, TRUE)
        ) AS known
    )
"""


# A weight is set once for as long as a pupil stays at a school (art. 27(1)). The day of
# enrolment is no key of that stay: who could change it by a day would get rid of what a
# check found, or of signal 460. So what is known of a pupil at a school is of the same
# stay, unless the pupil left after it was counted (`q`) and before it enrolled (`p`),
# as who goes to another school and comes back: that is a new admission, with a new
# statement. The leaving has to be told, by either row or another one of the delivery,
# or be in the register. Asked as a value, so that it is looked up for the few pupils
# whose day changed and never hashed for a country.
def same_stay(counted_until: str = "NULL::date") -> str:
    """Say whether `p`, a row, and `q`, known of a pupil there, are of one stay."""
    since = f"GREATEST(q.enrolled_on, {counted_until})"
    between = f"BETWEEN {since} AND p.enrolled_on - 1"
    return f"""(
        p.enrolled_on = q.enrolled_on
        OR COALESCE(p.left_on >= q.enrolled_on, TRUE)
        AND COALESCE(q.left_on {between}, FALSE) IS FALSE
        AND (
            SELECT count(*) FROM schools_deliveredpupil AS gone
            WHERE gone.pseudonym = p.pseudonym AND gone.brin = p.brin
                AND gone.delivery_id = p.delivery_id AND gone.left_on {between}
        ) = 0
        AND (
            SELECT count(*) FROM schools_enrolment AS gone
            WHERE gone.brin = p.brin AND gone.pseudonym = p.pseudonym
                AND gone.left_on {between}
        ) = 0
    )"""


# What a delivery replaces, else what the board had accepted of the last count date.
# Asked first, so that what follows is planned for as many pupils as there are.
EARLIER_THAN = """
    SELECT d.id, other.id, other.counted_on
    FROM schools_delivery AS d
    LEFT JOIN LATERAL (
        SELECT max(counted_on) AS counted_on FROM schools_delivery
        WHERE board_code = d.board_code AND state = 'accepted'
            AND counted_on < d.counted_on AND d.replaces_id IS NULL
    ) AS last ON TRUE
    JOIN schools_delivery AS other ON other.id = d.replaces_id
        OR other.board_code = d.board_code AND other.state = 'accepted'
            AND other.counted_on = last.counted_on
    WHERE d.id = ANY (%(deliveries)s)
"""
NOW = """
    now AS NOT MATERIALIZED (
        SELECT * FROM schools_deliveredpupil
        WHERE delivery_id = ANY (%(deliveries)s)
    )
"""
EARLIER = f"""
    earlier AS (
        SELECT * FROM unnest(
            %(later)s::uuid[], %(earlier)s::uuid[], %(earlier_days)s::date[]
        ) AS pair (delivery_id, earlier_id, counted_on_before)
    ),
    {NOW},
    before AS NOT MATERIALIZED (
        SELECT * FROM schools_deliveredpupil WHERE delivery_id = ANY (%(earlier)s)
    )
"""
CHANGED = f"""{EARLIER},
    changed AS MATERIALIZED (
        SELECT p.delivery_id, p.row, q.delivery_id AS earlier_id, q.weight,
            q.enrolled_on, q.counted
        FROM now AS p JOIN before AS q ON q.pseudonym = p.pseudonym
            AND q.brin = p.brin
            AND (q.weight <> p.weight OR q.enrolled_on <> p.enrolled_on)
        JOIN earlier ON earlier.delivery_id = p.delivery_id
            AND earlier.earlier_id = q.delivery_id
        WHERE {same_stay("CASE WHEN q.counted THEN counted_on_before END")}
    )
"""

# The statement in force about each stay, where it gives another weight; that of the day
# of enrolment itself, if there is one.
ENROLMENT = f"""
    {NOW},
    on_record AS MATERIALIZED (
        SELECT p.delivery_id, p.row, {new_weight("o")} AS weight
        FROM now AS p
        JOIN schools_enrolment AS q ON q.brin = p.brin AND q.pseudonym = p.pseudonym
        JOIN schools_ouderverklaring AS o ON o.enrolment_id = q.id
            AND o.state = 'complete'
        WHERE {new_weight("o")} <> p.weight AND NOT EXISTS (
            SELECT FROM schools_ouderverklaring AS later WHERE later.replaces_id = o.id
        )
            AND (q.enrolled_on = p.enrolled_on OR (
                SELECT count(*) FROM schools_enrolment AS same
                WHERE (same.brin, same.pseudonym, same.enrolled_on)
                    = (p.brin, p.pseudonym, p.enrolled_on)
            ) = 0)
            AND {same_stay()}
    )
"""

# The enrolments that a closed check found wrong, and on which count dates; the few of
# them are found before any pupil is.
CHECKED = """
    checked AS MATERIALIZED (
        SELECT q.brin, q.pseudonym, q.enrolled_on, q.left_on,
            min(control.counted_on) AS since, max(control.counted_on) AS until
        FROM schools_controlfinding AS f
        JOIN schools_drawnpupil AS drawn ON drawn.id = f.drawn_id
        JOIN schools_control AS control ON control.id = drawn.control_id
            AND control.closed_at IS NOT NULL
        JOIN schools_deliveredpupil AS q
            ON q.delivery_id = drawn.delivery_id AND q.row = drawn.row
        WHERE f.error_class <> 'none' AND NOT EXISTS (
            SELECT FROM schools_controlfinding AS later WHERE later.replaces_id = f.id
        )
        GROUP BY q.brin, q.pseudonym, q.enrolled_on, q.left_on
    )
"""

# The last counts of locations before, within the time between two count dates.
LONGEST_BETWEEN_COUNTS = "18 months"
LOCATIONS = f"""
    boards AS MATERIALIZED (
        SELECT d.id AS delivery_id, school.brin
        FROM deliveries AS d JOIN schools_school AS school
            ON school.board_code = d.board_code AND school.valid @> d.counted_on
            AND upper_inf(school.known)
    ),
    counts_before AS (
        SELECT DISTINCT ON (d.id, input.location_code) d.id AS delivery_id,
            input.location_code, input.id
        FROM deliveries AS d
        JOIN boards ON boards.delivery_id = d.id
        JOIN schools_count AS input ON input.brin = boards.brin
        WHERE input.origin = 'weight_and_age' AND input.counted_on < d.counted_on
            AND input.counted_on >= d.counted_on - interval '{LONGEST_BETWEEN_COUNTS}'
            AND d.location_code IN ('', input.location_code)
            AND NOT EXISTS (
                SELECT FROM schools_count AS later WHERE later.replaces_id = input.id
            )
        ORDER BY d.id, input.location_code, input.counted_on DESC
    ),
    before AS (
        SELECT delivery_id, location_code, sum(cell.pupils) AS counted,
            sum(cell.pupils * cell.weight) AS weight
        FROM counts_before JOIN schools_countcell AS cell
            ON cell.count_id = counts_before.id
        GROUP BY delivery_id, location_code
    ),
    now AS (
        SELECT delivery_id, location_code, count(*) AS delivered,
            count(*) FILTER (WHERE counted) AS counted,
            count(*) FILTER (WHERE claimed_weight <> 0) AS claims,
            COALESCE(sum(weight) FILTER (WHERE counted), 0) AS weight
        FROM schools_deliveredpupil
        WHERE delivery_id = ANY (%(deliveries)s) AND location_code <> ''
        GROUP BY delivery_id, location_code
    )
"""
LOCATION = """(
    SELECT delivery_id, location_code, before.counted AS counted_before,
        before.weight AS weight_before, COALESCE(now.delivered, 0) AS delivered,
        COALESCE(now.counted, 0) AS counted, COALESCE(now.claims, 0) AS claims,
        COALESCE(now.weight, 0) AS weight
    FROM now FULL JOIN before USING (delivery_id, location_code)
)"""
GONE = """
    (
        SELECT earlier.delivery_id, q.location_code, count(*) AS pupils
        FROM before AS q JOIN earlier ON earlier.earlier_id = q.delivery_id
        JOIN deliveries AS d ON d.id = earlier.delivery_id
            AND d.location_code IN ('', q.location_code)
        WHERE q.counted AND q.left_on IS NULL AND q.pseudonym IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM now AS p
                WHERE p.pseudonym = q.pseudonym AND p.brin = q.brin
                    AND p.delivery_id = earlier.delivery_id
            )
        GROUP BY earlier.delivery_id, q.location_code
    )
"""
WHOLE = """(
    SELECT d.id AS delivery_id, count(*) FILTER (WHERE p.counted) AS counted
    FROM deliveries AS d
    LEFT JOIN schools_deliveredpupil AS p ON p.delivery_id = d.id
    GROUP BY d.id
)"""


@dataclass(frozen=True, slots=True)
class Place:
    """A source in SQL: what goes before, where from, and how a finding is placed.

    `per_location` findings of one rule in a delivery become one, with all locations.
    """

    tables: str
    before: str = ""
    row: str = "p.row"
    column: str = ""
    per_location: str = ""


PLACES = {
    Source.ROW: Place(PUPILS),
    Source.CELL: Place(
        f"{PUPILS} AND p.unreadable IS NOT NULL "
        "CROSS JOIN LATERAL jsonb_object_keys(p.unreadable) AS cell(name)",
        column="cell.name",
    ),
    Source.TWIN: Place(
        f"""{PUPILS} JOIN (
            SELECT kind, delivery_id, row,
                CASE WHEN row = first THEN last ELSE first END AS other
            FROM twins WHERE first < last
        ) AS twin ON twin.delivery_id = p.delivery_id AND twin.row = p.row""",
        before=TWINS,
    ),
    Source.ELSEWHERE: Place(
        f"""{PUPILS} JOIN elsewhere AS o ON o.pseudonym = p.pseudonym
            AND o.counted_on = d.counted_on AND o.other_id <> d.id
            AND o.other_id IS DISTINCT FROM d.replaces_id
            AND o.replaces_id IS DISTINCT FROM d.id
            AND (o.state IN {HANDED_IN} OR o.board_code = d.board_code)
            AND {IS_ENROLLED}""",
        before=ELSEWHERE,
    ),
    Source.REGISTER: Place(
        f"""{PUPILS} JOIN locations AS l
            ON l.delivery_id = p.delivery_id AND l.location_code = p.location_code""",
        before=REGISTER,
    ),
    Source.EARLIER: Place(
        f"""{PUPILS} JOIN changed AS q
                ON q.delivery_id = p.delivery_id AND q.row = p.row
            JOIN earlier ON earlier.delivery_id = p.delivery_id
                AND earlier.earlier_id = q.earlier_id
            JOIN dates AS r ON r.counted_on = earlier.counted_on_before""",
        before=CHANGED,
    ),
    Source.ENROLMENT: Place(
        f"""{PUPILS} JOIN on_record AS o
            ON o.delivery_id = p.delivery_id AND o.row = p.row""",
        before=ENROLMENT,
    ),
    Source.CHECKED: Place(
        f"""{PUPILS} JOIN checked AS q ON q.brin = p.brin
            AND q.pseudonym = p.pseudonym AND q.since <= d.counted_on
            AND {same_stay("q.until")}""",
        before=CHECKED,
    ),
    Source.LOCATION: Place(
        f"{DELIVERIES} JOIN {LOCATION} AS n ON n.delivery_id = d.id",
        before=LOCATIONS,
        row="0",
        per_location="n.location_code",
    ),
    Source.GONE: Place(
        f"{DELIVERIES} JOIN {GONE} AS g ON g.delivery_id = d.id",
        before=EARLIER,
        row="0",
        per_location="g.location_code",
    ),
    Source.WHOLE: Place(
        f"{DELIVERIES} JOIN {WHOLE} AS n ON n.delivery_id = d.id", row="0"
    ),
}
