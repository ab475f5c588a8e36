"""An allocation is of the regime and period of its run."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION oab_refuse_another_question() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted JOIN allocations_run run ON run.id = inserted.run_id
        WHERE (run.regime, run.period) <> (inserted.regime, inserted.period)
    ) THEN
        RAISE EXCEPTION 'An allocation is of the regime and period of its run'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER of_its_run
    AFTER INSERT ON allocations_allocation REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION oab_refuse_another_question()
"""


class Migration(migrations.Migration):
    dependencies = [("allocations", "0009_approvals_are_changes")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION oab_refuse_another_question()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER of_its_run ON allocations_allocation"),
    ]
