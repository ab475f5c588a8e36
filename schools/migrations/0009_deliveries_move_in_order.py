"""Deliveries go through their states in order, and decisions are another's work.

What the ministry corrects by itself follows from a check or from another correction,
and a count that names a delivery is of one that was accepted.

Each refusal is an integrity error (SQLSTATE class 23).
"""

from django.db import migrations

REFUSE_STEP = """
CREATE FUNCTION schools_refuse_step_of_delivery() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    step CONSTANT text := OLD.state || ' ' || NEW.state;
    kept record := OLD;
BEGIN
    IF (
        NEW.id, NEW.reference, NEW.board_code, NEW.location_code, NEW.counted_on,
        NEW.origin, NEW.previous_id, NEW.replaces_id, NEW.reason, NEW.opened_by,
        NEW.opened_at
    ) IS DISTINCT FROM (
        OLD.id, OLD.reference, OLD.board_code, OLD.location_code, OLD.counted_on,
        OLD.origin, OLD.previous_id, OLD.replaces_id, OLD.reason, OLD.opened_by,
        OLD.opened_at
    ) THEN
        RAISE EXCEPTION 'A delivery keeps what it was opened for'
            USING ERRCODE = 'restrict_violation', HINT = 'Open another delivery.';
    END IF;
    IF NEW.state <> OLD.state AND step <> ALL (ARRAY[
        'open delivered', 'sent_back delivered', 'delivered signed',
        'delivered sent_back', 'signed sent_back', 'signed accepted',
        'accepted corrected', 'open withdrawn', 'sent_back withdrawn'
    ]) AND NOT (step = 'delivered accepted' AND NEW.origin <> 'board') THEN
        RAISE EXCEPTION 'A delivery does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = OLD.state AND OLD.state IN ('open', 'sent_back')
        OR NEW.state = 'delivered' AND OLD.state <> 'delivered'
    THEN
        RETURN NULL;
    END IF;
    -- What was handed in stays; a step writes who took it, and when.
    kept.state := NEW.state;
    kept.version := NEW.version;
    IF NEW.state = 'signed' AND OLD.state = 'delivered' THEN
        kept.signed_by := NEW.signed_by;
        kept.signed_at := NEW.signed_at;
    ELSIF NEW.state IN ('accepted', 'sent_back') AND NEW.state <> OLD.state THEN
        kept.judged_by := NEW.judged_by;
        kept.judged_at := NEW.judged_at;
        kept.objections := NEW.objections;
    END IF;
    IF NEW IS DISTINCT FROM kept THEN
        RAISE EXCEPTION 'A delivery that was handed in stays as it is'
            USING ERRCODE = 'restrict_violation', HINT = 'Correct it by another one.';
    END IF;
    IF NEW.state IN ('accepted', 'sent_back') AND NEW.state <> OLD.state
        AND (NEW.judged_at IS NULL OR NEW.judged_by = '' OR NEW.origin = 'board'
            AND NEW.judged_by IN (NEW.delivered_by, NEW.signed_by))
    THEN
        RAISE EXCEPTION 'A delivery is judged by who neither handed it in nor signed it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'accepted' AND OLD.state <> 'accepted' AND (
        NEW.origin = 'check' AND NOT EXISTS (
            SELECT FROM schools_controlcorrection correction
            JOIN schools_control control ON control.id = correction.control_id
            WHERE correction.delivery_id = NEW.id AND NEW.replaces_id IS NOT NULL
                AND control.closed_at IS NULL AND control.counted_on = NEW.counted_on
                AND control.drawn_by <> NEW.judged_by
        )
        OR NEW.origin = 'earlier_count' AND NOT EXISTS (
            SELECT FROM schools_delivery earlier
            WHERE earlier.counted_on < NEW.counted_on AND earlier.state = 'accepted'
                AND earlier.replaces_id IS NOT NULL AND NEW.replaces_id IS NOT NULL
                AND earlier.judged_by = NEW.judged_by
                AND earlier.judged_at >= transaction_timestamp()
        )
    ) THEN
        RAISE EXCEPTION 'What no board hands in follows from a check or a correction'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_BEGINNING = """
CREATE FUNCTION schools_refuse_beginning_of_delivery() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A delivery is never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> 'open' THEN
        RAISE EXCEPTION 'A delivery begins open, not %', NEW.state
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_DECISION = """
CREATE FUNCTION schools_refuse_count_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM schools_delivery
        WHERE board_code = NEW.board_code AND counted_on = NEW.counted_on
            AND state = 'accepted' AND NEW.decided_by IN (judged_by, signed_by,
                delivered_by)
    ) THEN
        RAISE EXCEPTION 'A count is decided on by another than who accepted it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (
        SELECT FROM schools_delivery
        WHERE board_code = NEW.board_code AND counted_on = NEW.counted_on
            AND state IN ('delivered', 'signed')
    ) THEN
        RAISE EXCEPTION 'A count is decided on once every delivery of it was judged'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_COUNT = """
CREATE FUNCTION schools_refuse_count_of_no_delivery() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted WHERE starts_with(source, 'aanlevering ') AND NOT EXISTS (
            SELECT FROM schools_delivery delivery
            WHERE delivery.reference = substr(inserted.source, 13)
                AND delivery.counted_on = inserted.counted_on
                AND delivery.state = 'accepted'
        )
    ) THEN
        RAISE EXCEPTION 'A count of a delivery is of one that was accepted'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

FUNCTIONS = {
    "schools_refuse_count_of_no_delivery": REFUSE_COUNT,
    "schools_refuse_step_of_delivery": REFUSE_STEP,
    "schools_refuse_beginning_of_delivery": REFUSE_BEGINNING,
    "schools_refuse_count_decision": REFUSE_DECISION,
}
ROWS = "FOR EACH ROW"
TRIGGERS = (
    (
        "of_an_accepted_delivery",
        "schools_count",
        "AFTER INSERT",
        "REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT",
        "schools_refuse_count_of_no_delivery",
    ),
    (
        "moves_in_order",
        "schools_delivery",
        "AFTER UPDATE",
        ROWS,
        "schools_refuse_step_of_delivery",
    ),
    (
        "begins_open_and_stays",
        "schools_delivery",
        "AFTER INSERT OR DELETE",
        ROWS,
        "schools_refuse_beginning_of_delivery",
    ),
    (
        "decided_by_another",
        "schools_countdecision",
        "AFTER INSERT",
        ROWS,
        "schools_refuse_count_decision",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("schools", "0008_pupils_are_destroyed_in_time")]
    operations = [
        *(
            migrations.RunSQL(sql, f"DROP FUNCTION {name}()")
            for name, sql in FUNCTIONS.items()
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {event} ON {table} {rows} "
                f"EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER {name} ON {table}",
            )
            for name, table, event, rows, function in TRIGGERS
        ),
    ]
