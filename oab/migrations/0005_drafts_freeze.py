"""What the triggers of drafts do (see oab/triggers.py), and those of the log."""

from django.db import migrations

from oab.triggers import AppendOnly

REFUSE_FROZEN = """
CREATE FUNCTION oab_refuse_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    whole CONSTANT text := TG_ARGV[0];
    part CONSTANT text := TG_ARGV[1];
    open_states CONSTANT text[] := string_to_array(TG_ARGV[2], ' ');
    frozen boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %I WHERE state <> ALL ($1) '
        'AND id IN (SELECT DISTINCT %I FROM touched))',
        whole, part
    ) INTO frozen USING open_states;
    IF frozen THEN
        RAISE EXCEPTION 'Rows of % belong to something that is no longer open: % refused',
            TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("oab", "0004_requests_tasks_changes_and_log")]
    operations = [
        migrations.RunSQL(
            REFUSE_FROZEN, reverse_sql="DROP FUNCTION oab_refuse_frozen()"
        ),
        AppendOnly("ProcessingAction"),
        AppendOnly("ProcessedSubject"),
    ]
