"""The reasons of an allocation add up to what it differs from the one it replaces.

An amount that is not there counts as zero. What replaces nothing has no reasons.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION oab_refuse_reasons_that_do_not_add_up() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted
        WHERE inserted.replaces_id IS NULL AND inserted.reasons <> '[]'
    ) OR EXISTS (
        SELECT FROM inserted
        JOIN allocations_allocation replaced ON replaced.id = inserted.replaces_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum((reason ->> 'bedrag')::numeric), 0) AS total
            FROM jsonb_array_elements(inserted.reasons) AS reason
        ) AS explained
        WHERE explained.total <>
            coalesce(inserted.entitlement, 0) - coalesce(replaced.entitlement, 0)
    ) THEN
        RAISE EXCEPTION 'Reasons add up to the difference with what is replaced'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER reasons_add_up
    AFTER INSERT ON allocations_allocation REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION oab_refuse_reasons_that_do_not_add_up()
"""


class Migration(migrations.Migration):
    dependencies = [("allocations", "0007_regulations_are_approved_by_another")]
    operations = [
        migrations.RunSQL(
            FUNCTION, "DROP FUNCTION oab_refuse_reasons_that_do_not_add_up()"
        ),
        migrations.RunSQL(
            TRIGGER, "DROP TRIGGER reasons_add_up ON allocations_allocation"
        ),
    ]
