"""A trigger function that keeps apart who registers something and who judges it."""

from django.db import migrations

REFUSE_OWN_JUDGEMENT = """
CREATE FUNCTION oab_refuse_own_judgement() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    registered_by text;
BEGIN
    EXECUTE format(
        'SELECT person FROM %I.%I WHERE id = $1', TG_TABLE_SCHEMA, TG_ARGV[0]
    ) INTO registered_by USING NEW.registered_id;
    IF (NEW.person = registered_by) <> (NEW.verdict = 'withdrawn') THEN
        RAISE EXCEPTION 'Who registered a row of % alone withdraws it, and does not '
            'judge it', TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("oab", "0010_answers_and_tasks_are_removed_in_time")]
    operations = [
        migrations.RunSQL(
            REFUSE_OWN_JUDGEMENT, "DROP FUNCTION oab_refuse_own_judgement()"
        )
    ]
