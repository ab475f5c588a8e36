"""A run keeps what it was asked, a closed run everything, and its allocations.

Each refusal is an integrity error (SQLSTATE class 23). The triggers look after the
change, so that a wrong value is refused by its constraint, which says what is wrong.
"""

from django.db import migrations

REFUSE_CHANGE_OF_RUN = """
CREATE FUNCTION oab_refuse_change_of_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved record;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'started' THEN
        moved := OLD;
        moved.state := NEW.state;
        moved.finished_at := NEW.finished_at;
        moved.findings := NEW.findings;
        IF OLD.parts = 0 THEN
            moved.parts := NEW.parts;
        END IF;
        IF NEW IS NOT DISTINCT FROM moved THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'A run keeps what it was asked, and a closed run all: % refused',
        TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Start a new run.';
END $$
"""

REFUSE_CHANGE_OF_RUN_PART = """
CREATE FUNCTION oab_refuse_change_of_run_part() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved record;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.done_at IS NULL THEN
        moved := OLD;
        moved.recipients := NEW.recipients;
        moved.done_at := NEW.done_at;
        moved.attempts := NEW.attempts;
        IF NEW IS NOT DISTINCT FROM moved THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'A part of a run keeps its boards, and all once done: % refused',
        TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Start a new run.';
END $$
"""

REFUSE_ROW_OF_CLOSED_RUN = """
CREATE FUNCTION oab_refuse_row_of_closed_run() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted JOIN allocations_run run ON run.id = inserted.run_id
        WHERE run.state <> 'started'
    ) THEN
        RAISE EXCEPTION 'Rows of % belong to a run that is not closed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', HINT = 'Start a new run.';
    END IF;
    RETURN NULL;
END $$
"""

FUNCTIONS = {
    "oab_refuse_change_of_run": REFUSE_CHANGE_OF_RUN,
    "oab_refuse_change_of_run_part": REFUSE_CHANGE_OF_RUN_PART,
    "oab_refuse_row_of_closed_run": REFUSE_ROW_OF_CLOSED_RUN,
}
ON_CHANGE = "AFTER UPDATE OR DELETE ON {table} FOR EACH ROW"
ON_INSERT = (
    "AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT"
)
TRIGGERS = (
    ("run_stays", "allocations_run", ON_CHANGE, "oab_refuse_change_of_run"),
    ("part_stays", "allocations_runpart", ON_CHANGE, "oab_refuse_change_of_run_part"),
    ("of_open_run", "allocations_runpart", ON_INSERT, "oab_refuse_row_of_closed_run"),
    (
        "of_open_run",
        "allocations_allocation",
        ON_INSERT,
        "oab_refuse_row_of_closed_run",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0003_run_parts_count_attempts"),
        ("oab", "0002_trigger_functions"),
    ]
    operations = [
        *(
            migrations.RunSQL(sql, f"DROP FUNCTION {name}()")
            for name, sql in FUNCTIONS.items()
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER {name} {event.format(table=table)} "
                f"EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER {name} ON {table}",
            )
            for name, table, event, function in TRIGGERS
        ),
    ]
