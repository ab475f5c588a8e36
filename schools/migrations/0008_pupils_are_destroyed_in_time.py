"""Pupils' rows are destroyed when their term is over: not earlier, and by one function.

Data of a pupil are kept for five years after leaving (art. 9 Besluit bekostiging WPO),
and are destroyed within eight weeks after that. Who has no day of leaving is taken to
have left at the end of the school year of turning fourteen (art. 39 WPO), so that no
omission keeps anything for ever. Days are those of the Netherlands, by the clock of the
database. What is in a delivery that is not finished yet stays until it is, and so does
whom a check drew that is not closed yet.

The register, which the serving role may change, does not decide this alone: whoever is
in an accepted delivery stays for the term that its rows tell of, which nobody changes.

Each refusal is an integrity error (SQLSTATE class 23). It binds the owner of the tables
too, and with it the function.
"""

from django.db import migrations, models
from django.db.models import F, Func

from oab.triggers import AppendOnly, CorrectsTheSame

PINNED = "SET search_path = pg_catalog, public, pg_temp"

LAST_DAY = """
CREATE FUNCTION schools_last_day(left_on date, born_on date) RETURNS date
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(left_on, make_date(
        date_part('year', born_on)::int + 14
            + (date_part('month', born_on) >= 8)::int,
        7, 31
    ))
$$
"""

TERM_IS_OVER = """
CREATE FUNCTION schools_term_is_over(last_day date, today date) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(last_day + interval '5 years' < today, FALSE)
$$
"""

TODAY = """
CREATE FUNCTION schools_today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (now() AT TIME ZONE 'Europe/Amsterdam')::date
$$
"""

REFUSE_CHANGE_OF_ENROLMENT = f"""
CREATE FUNCTION schools_refuse_change_of_enrolment() RETURNS trigger
LANGUAGE plpgsql {PINNED} AS $$
DECLARE
    moved record;
BEGIN
    moved := OLD;
    moved.pupil_number := NEW.pupil_number;
    moved.born_on := NEW.born_on;
    moved.left_on := NEW.left_on;
    IF NEW IS DISTINCT FROM moved THEN
        RAISE EXCEPTION 'An enrolment stays of the same pupil at the same school'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_REMOVAL_OF_ENROLMENT = f"""
CREATE FUNCTION schools_refuse_removal_of_enrolment() RETURNS trigger
LANGUAGE plpgsql {PINNED} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM removed WHERE NOT schools_term_is_over(
            schools_last_day(left_on, born_on), schools_today()
        )
    ) THEN
        RAISE EXCEPTION 'The term of a pupil is not over: DELETE refused'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_REMOVAL_OF_STATEMENT = f"""
CREATE FUNCTION schools_refuse_removal_of_statement() RETURNS trigger
LANGUAGE plpgsql {PINNED} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM removed JOIN schools_enrolment enrolment
            ON enrolment.id = removed.enrolment_id
        WHERE NOT schools_term_is_over(
            schools_last_day(left_on, born_on), schools_today()
        )
    ) THEN
        RAISE EXCEPTION 'The term of a pupil is not over: DELETE refused'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_REMOVAL_OF_EVIDENCE = f"""
CREATE FUNCTION schools_refuse_removal_of_evidence() RETURNS trigger
LANGUAGE plpgsql {PINNED} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM removed
        JOIN schools_ouderverklaring statement
            ON statement.id = removed.ouderverklaring_id
        JOIN schools_enrolment enrolment ON enrolment.id = statement.enrolment_id
        WHERE NOT schools_term_is_over(
            schools_last_day(left_on, born_on), schools_today()
        )
    ) THEN
        RAISE EXCEPTION 'The term of a pupil is not over: DELETE refused'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

# The usual case: somebody fills a delivery anew.
ONLY_DRAFTS = """
    IF NOT EXISTS (
        SELECT FROM schools_delivery WHERE state <> ALL ('{open,sent_back}')
            AND id IN (SELECT DISTINCT delivery_id FROM removed)
    ) THEN
        RETURN NULL;
    END IF;
"""

# By accepted rows: the last day of leaving, unless the pupil counted on a later date.
OWN_LAST_DAY = """
    CASE WHEN max(told.left_on)
            >= COALESCE(max(told.counted_on) FILTER (WHERE told.counted), '-infinity')
        THEN max(told.left_on)
        ELSE schools_last_day(NULL, max(told.born_on)) END
"""
ACCEPTED_ROWS = """
    SELECT row.brin, row.pseudonym, row.enrolled_on, row.left_on, row.born_on,
        row.counted, delivery.counted_on
    FROM {rows} row JOIN schools_delivery delivery ON delivery.id = row.delivery_id
    WHERE delivery.state = 'accepted'
"""
# The rows that are left of those who are touched, with the rows that are gone already.
ACCEPTED_WITHIN_TERM = f"""
    SELECT FROM (
        {ACCEPTED_ROWS.format(rows="schools_deliveredpupil")}
            AND (row.brin, row.pseudonym, row.enrolled_on) IN (
                SELECT pupil.brin, pupil.pseudonym, pupil.enrolled_on
                FROM {{touched}} JOIN schools_delivery whole
                    ON whole.id = pupil.delivery_id
                WHERE whole.state = 'accepted'
            )
        {{gone}}
    ) told
    GROUP BY told.brin, told.pseudonym, told.enrolled_on
    HAVING NOT schools_term_is_over({OWN_LAST_DAY}, schools_today())
"""  # noqa: S608 - made of the texts above
DRAWN = """
    SELECT FROM {rows}
    JOIN schools_drawnpupil drawn
        ON (drawn.delivery_id, drawn.row) = (pupil.delivery_id, pupil.row)
    JOIN schools_control control ON control.id = drawn.control_id
    WHERE control.closed_at IS NULL
"""

# Of who is enrolled the enrolment knows when the term is over; the delivered row of an
# earlier count does not know yet when the pupil left.
ROWS_WITHIN_TERM = """
    SELECT FROM {rows}
    JOIN schools_delivery delivery ON delivery.id = pupil.delivery_id
    LEFT JOIN schools_enrolment enrolment
        ON (enrolment.brin, enrolment.pseudonym, enrolment.enrolled_on)
            = (pupil.brin, pupil.pseudonym, pupil.enrolled_on)
    WHERE delivery.state <> ALL ('{{open,sent_back}}') AND (
        delivery.state = ANY ('{{delivered,signed}}')
        OR NOT schools_term_is_over(
            CASE WHEN enrolment.id IS NULL
                THEN schools_last_day(pupil.left_on, pupil.born_on)
                ELSE schools_last_day(enrolment.left_on, enrolment.born_on) END,
            schools_today()
        )
    )
"""

REFUSE_REMOVAL_OF_DELIVERED_PUPIL = f"""
CREATE FUNCTION schools_refuse_removal_of_delivered_pupil() RETURNS trigger
LANGUAGE plpgsql {PINNED} AS $$
BEGIN
    {ONLY_DRAFTS}
    IF EXISTS ({ROWS_WITHIN_TERM.format(rows="removed pupil")}) OR EXISTS ({
    ACCEPTED_WITHIN_TERM.format(
        touched="removed pupil",
        gone=f"UNION ALL {ACCEPTED_ROWS.format(rows='removed')}",
    )
}) OR EXISTS ({DRAWN.format(rows="removed pupil")}) THEN
        RAISE EXCEPTION 'A delivered pupil is kept for the term of the law: '
            'DELETE refused' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

# A finding goes before the pupil that it is about, and other findings stay.
FOUND_IN = """removed JOIN schools_deliveredpupil pupil
    ON (pupil.delivery_id, pupil.row) = (removed.delivery_id, removed.row)"""
REFUSE_REMOVAL_OF_FINDING = f"""
CREATE FUNCTION schools_refuse_removal_of_finding() RETURNS trigger
LANGUAGE plpgsql {PINNED} AS $$
BEGIN
    {ONLY_DRAFTS}
    IF EXISTS (
        SELECT FROM removed
        JOIN schools_delivery delivery ON delivery.id = removed.delivery_id
        WHERE delivery.state <> ALL ('{{open,sent_back}}') AND NOT EXISTS (
            SELECT FROM schools_deliveredpupil pupil
            WHERE (pupil.delivery_id, pupil.row) = (removed.delivery_id, removed.row)
        )
    ) OR EXISTS ({ROWS_WITHIN_TERM.format(rows=FOUND_IN)}) OR EXISTS ({
    ACCEPTED_WITHIN_TERM.format(touched=FOUND_IN, gone="")
}) OR EXISTS ({DRAWN.format(rows=FOUND_IN)}) THEN
        RAISE EXCEPTION 'What was found is kept as long as the pupil: DELETE refused'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608 - made of the texts above

REMOVE_PUPILS = f"""
CREATE FUNCTION schools_remove_pupils(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER {PINNED} AS $$
DECLARE
    today CONSTANT date := schools_today();
    due CONSTANT date := today - interval '5 years';
    overdue bigint[];
    delivered bigint[];
    enrolments integer;
    statements integer := 0;
    evidence integer := 0;
    pupils integer;
BEGIN
    SELECT COALESCE(array_agg(id), '{{}}') INTO overdue FROM (
        SELECT id FROM schools_enrolment one
        WHERE schools_last_day(left_on, born_on) <= due
            AND schools_term_is_over(schools_last_day(left_on, born_on), today)
            AND NOT EXISTS (
                SELECT FROM schools_deliveredpupil pupil
                JOIN schools_delivery delivery ON delivery.id = pupil.delivery_id
                WHERE (pupil.brin, pupil.pseudonym, pupil.enrolled_on)
                    = (one.brin, one.pseudonym, one.enrolled_on)
                    AND (
                        delivery.state
                            = ANY ('{{open,delivered,signed,sent_back}}')
                        OR EXISTS (
                            SELECT FROM schools_drawnpupil drawn
                            JOIN schools_control control
                                ON control.id = drawn.control_id
                            WHERE control.closed_at IS NULL
                                AND (drawn.delivery_id, drawn.row)
                                    = (pupil.delivery_id, pupil.row)
                        )
                    )
            )
            AND NOT EXISTS (
                SELECT FROM (
                    {ACCEPTED_ROWS.format(rows="schools_deliveredpupil")}
                        AND (row.brin, row.pseudonym, row.enrolled_on)
                            = (one.brin, one.pseudonym, one.enrolled_on)
                ) told
                HAVING NOT schools_term_is_over({OWN_LAST_DAY}, today)
            )
        LIMIT most FOR UPDATE SKIP LOCKED
    ) batch;

    DELETE FROM schools_evidence USING schools_ouderverklaring statement
    WHERE statement.id = ouderverklaring_id AND enrolment_id = ANY (overdue);
    GET DIAGNOSTICS evidence = ROW_COUNT;
    DELETE FROM schools_ouderverklaring WHERE enrolment_id = ANY (overdue);
    GET DIAGNOSTICS statements = ROW_COUNT;

    -- And drafts that nobody handed in within a year.
    SELECT COALESCE(array_agg(id), '{{}}') INTO delivered FROM (
        SELECT pupil.id
        FROM schools_enrolment one JOIN schools_deliveredpupil pupil
            ON (pupil.brin, pupil.pseudonym, pupil.enrolled_on)
                = (one.brin, one.pseudonym, one.enrolled_on)
        WHERE one.id = ANY (overdue)
        UNION ALL (
            SELECT pupil.id
            FROM schools_delivery delivery
            JOIN schools_deliveredpupil pupil ON pupil.delivery_id = delivery.id
            WHERE delivery.state = ANY ('{{open,sent_back}}')
                AND COALESCE(delivery.judged_at, delivery.opened_at)
                    < now() - interval '1 year'
            LIMIT most
        )
    ) pupil;

    DELETE FROM schools_finding finding USING schools_deliveredpupil pupil
    WHERE pupil.id = ANY (delivered)
        AND (finding.delivery_id, finding.row) = (pupil.delivery_id, pupil.row);
    DELETE FROM schools_deliveredpupil WHERE id = ANY (delivered);
    GET DIAGNOSTICS pupils = ROW_COUNT;
    DELETE FROM schools_enrolment WHERE id = ANY (overdue);
    GET DIAGNOSTICS enrolments = ROW_COUNT;

    IF enrolments + pupils > 0 THEN
        INSERT INTO schools_removalofpupils (
            left_before, enrolments, statements, evidence, delivered_pupils
        ) VALUES (due, enrolments, statements, evidence, pupils);
    END IF;
    RETURN enrolments + pupils;
END $$;
REVOKE ALL ON FUNCTION schools_remove_pupils(integer) FROM PUBLIC;
"""  # noqa: S608

FUNCTIONS = {
    "schools_last_day(date, date)": LAST_DAY,
    "schools_term_is_over(date, date)": TERM_IS_OVER,
    "schools_today()": TODAY,
    "schools_refuse_change_of_enrolment()": REFUSE_CHANGE_OF_ENROLMENT,
    "schools_refuse_removal_of_enrolment()": REFUSE_REMOVAL_OF_ENROLMENT,
    "schools_refuse_removal_of_statement()": REFUSE_REMOVAL_OF_STATEMENT,
    "schools_refuse_removal_of_evidence()": REFUSE_REMOVAL_OF_EVIDENCE,
    "schools_refuse_removal_of_delivered_pupil()": REFUSE_REMOVAL_OF_DELIVERED_PUPIL,
    "schools_refuse_removal_of_finding()": REFUSE_REMOVAL_OF_FINDING,
    "schools_remove_pupils(integer)": REMOVE_PUPILS,
}

WRITTEN_ONCE = {
    "written_once": "BEFORE UPDATE ON {table} FOR EACH ROW "
    "EXECUTE FUNCTION oab_refuse_change()",
    "written_now": AppendOnly.triggers["written_now"],
}
TRIGGER = "CREATE TRIGGER {name} {moment} ON {table} {rows} EXECUTE FUNCTION {call}()"
REMOVED = "REFERENCING OLD TABLE AS removed FOR EACH STATEMENT"


def trigger(table: str, name: str, event: str, call: str) -> migrations.RunSQL:
    """Make one trigger, and drop it backwards."""
    rows = REMOVED if event == "DELETE" else "FOR EACH ROW"
    made = TRIGGER.format(
        name=name, moment=f"AFTER {event}", table=table, rows=rows, call=call
    )
    return migrations.RunSQL(made, f"DROP TRIGGER {name} ON {table}")


def frozen_on_delete(table: str) -> migrations.RunSQL:
    """Drop what refused every removal, and make it again backwards."""
    name = "frozen_with_its_whole_on_delete"
    made = (
        f"CREATE TRIGGER {name} AFTER DELETE ON {table} "
        "REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION "
        "oab_refuse_frozen('schools_delivery', 'delivery_id', 'open sent_back')"
    )
    return migrations.RunSQL(f"DROP TRIGGER {name} ON {table}", made)


class Migration(migrations.Migration):
    dependencies = [("schools", "0007_controls_close_once_and_by_another")]
    operations = [
        *(
            migrations.RunSQL(sql, f"DROP FUNCTION {name}")
            for name, sql in FUNCTIONS.items()
        ),
        migrations.RemoveIndex("enrolment", "enrolments_by_leaving"),
        migrations.AddIndex(
            "enrolment",
            models.Index(
                Func(F("left_on"), F("born_on"), function="schools_last_day"),
                name="enrolments_by_last_day",
            ),
        ),
        *(
            trigger(f"schools_{table}", name, event, f"schools_refuse_{call}")
            for table, name, event, call in (
                ("enrolment", "stays_the_same", "UPDATE", "change_of_enrolment"),
                ("enrolment", "kept_for_its_term", "DELETE", "removal_of_enrolment"),
                (
                    "ouderverklaring",
                    "kept_for_its_term",
                    "DELETE",
                    "removal_of_statement",
                ),
                ("evidence", "kept_for_its_term", "DELETE", "removal_of_evidence"),
            )
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {body.format(table=table)}",
                f"DROP TRIGGER {name} ON {table}",
            )
            for table in ("schools_ouderverklaring", "schools_evidence")
            for name, body in WRITTEN_ONCE.items()
        ),
        CorrectsTheSame("Ouderverklaring", subject=["enrolment_id"]),
        frozen_on_delete("schools_deliveredpupil"),
        frozen_on_delete("schools_finding"),
        trigger(
            "schools_deliveredpupil",
            "kept_for_its_term",
            "DELETE",
            "schools_refuse_removal_of_delivered_pupil",
        ),
        trigger(
            "schools_finding",
            "kept_for_its_term",
            "DELETE",
            "schools_refuse_removal_of_finding",
        ),
    ]
