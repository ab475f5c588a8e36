"""A check keeps what it drew and, closed, everything; nobody closes what they judged.

It is closed once something was found of everybody who was drawn, and every board that
loses a weight was heard.

Each refusal is an integrity error (SQLSTATE class 23).
"""

from django.db import migrations

from oab.triggers import AppendOnly

REFUSE_CHANGE_OF_CONTROL = """
CREATE FUNCTION schools_refuse_change_of_control() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved record;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL THEN
        moved := OLD;
        moved.version := NEW.version;
        moved.closed_by := NEW.closed_by;
        moved.closed_at := NEW.closed_at;
        IF NEW IS DISTINCT FROM moved THEN
            RAISE EXCEPTION 'A check keeps what it was asked: % refused', TG_OP
                USING ERRCODE = 'restrict_violation', HINT = 'Draw a new check.';
        END IF;
        IF NEW.closed_at IS NULL THEN
            RETURN NULL;
        END IF;
        IF EXISTS (
            SELECT FROM schools_controlfinding finding
            JOIN schools_drawnpupil drawn ON drawn.id = finding.drawn_id
            WHERE drawn.control_id = NEW.id AND finding.person = NEW.closed_by
        ) THEN
            RAISE EXCEPTION 'A check is closed by another than who found something'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NOT EXISTS (
            SELECT FROM schools_drawnpupil WHERE control_id = NEW.id
        ) OR EXISTS (
            SELECT FROM schools_drawnpupil drawn
            WHERE control_id = NEW.id AND NOT EXISTS (
                SELECT FROM schools_controlfinding WHERE drawn_id = drawn.id
            )
        ) THEN
            RAISE EXCEPTION 'A check is closed once something was found of everybody'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF EXISTS (
            SELECT FROM schools_drawnpupil drawn
            JOIN schools_controlfinding finding ON finding.drawn_id = drawn.id
                AND finding.error_class <> 'none'
            JOIN schools_delivery delivery ON delivery.id = drawn.delivery_id
            WHERE drawn.control_id = NEW.id AND NOT EXISTS (
                SELECT FROM schools_controlfinding later
                WHERE later.replaces_id = finding.id
            ) AND NOT EXISTS (
                SELECT FROM schools_hearing hearing
                WHERE hearing.control_id = NEW.id
                    AND hearing.board_code = delivery.board_code
            )
        ) THEN
            RAISE EXCEPTION 'A check is closed once every board that loses was heard'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'A closed check stays as it is: % refused', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Draw a new check.';
END $$
"""

REFUSE_FINDING_OF_CLOSED_CONTROL = """
CREATE FUNCTION schools_refuse_finding_of_closed_control() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted
        JOIN schools_drawnpupil drawn ON drawn.id = inserted.drawn_id
        JOIN schools_control control ON control.id = drawn.control_id
        WHERE control.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'Nothing more is found once a check is closed'
            USING ERRCODE = 'restrict_violation', HINT = 'Draw a new check.';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_PART_OF_CLOSED_CONTROL = """
CREATE FUNCTION schools_refuse_part_of_closed_control() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted
        JOIN schools_control control ON control.id = inserted.control_id
        WHERE control.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'Rows of % belong to a check that is not closed', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation', HINT = 'Draw a new check.';
    END IF;
    RETURN NULL;
END $$
"""

FUNCTIONS = {
    "schools_refuse_change_of_control": REFUSE_CHANGE_OF_CONTROL,
    "schools_refuse_finding_of_closed_control": REFUSE_FINDING_OF_CLOSED_CONTROL,
    "schools_refuse_part_of_closed_control": REFUSE_PART_OF_CLOSED_CONTROL,
}
ON_CHANGE = "AFTER UPDATE OR DELETE ON {table} FOR EACH ROW"
ON_INSERT = (
    "AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT"
)
PARTS = (
    "schools_drawnunit",
    "schools_drawnpupil",
    "schools_hearing",
    "schools_controlcorrection",
)
TRIGGERS = (
    (
        "control_stays",
        "schools_control",
        ON_CHANGE,
        "schools_refuse_change_of_control",
    ),
    (
        "of_open_control",
        "schools_controlfinding",
        ON_INSERT,
        "schools_refuse_finding_of_closed_control",
    ),
    *(
        ("of_open_control", table, ON_INSERT, "schools_refuse_part_of_closed_control")
        for table in PARTS
    ),
)


class Migration(migrations.Migration):
    dependencies = [("schools", "0006_controls_say_why_and_what_followed")]
    operations = [
        AppendOnly("DrawnUnit"),
        AppendOnly("Hearing"),
        AppendOnly("ControlCorrection"),
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
