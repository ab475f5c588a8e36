"""Whoever approves a regulation changes the law, and the database records that.

There is a change for each regime and range of days that its values hold for; nobody
follows it before the day of publication.
"""

from django.db import migrations

RECORD_REGULATION = """
CREATE FUNCTION allocations_record_regulation() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO oab_change (kind, subject, since, until, due_on, source)
    SELECT DISTINCT 'regulation', value.regime, value.since, value.until,
        regulation.published, regulation.code
    FROM inserted
    JOIN allocations_registeredregulation regulation
        ON regulation.id = inserted.registered_id
    JOIN allocations_registeredvalue value ON value.regulation_id = regulation.id
    WHERE inserted.verdict = 'approved'
    ORDER BY value.regime, value.since, value.until;
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("allocations", "0008_reasons_add_up"),
        ("oab", "0004_requests_tasks_changes_and_log"),
    ]
    operations = [
        migrations.RunSQL(
            RECORD_REGULATION, "DROP FUNCTION allocations_record_regulation()"
        ),
        migrations.RunSQL(
            "CREATE TRIGGER records_regulation_on_insert "
            "AFTER INSERT ON allocations_regulationjudgement "
            "REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT "
            "EXECUTE FUNCTION allocations_record_regulation()",
            "DROP TRIGGER records_regulation_on_insert "
            "ON allocations_regulationjudgement",
        ),
    ]
