"""Lets the serving role refresh the planner's statistics of a table it has filled.

Only the owner of a table may ANALYZE it. Without statistics the planner takes a table
that was just filled for empty, and loops over the nation where it should hash.
"""

from django.db import migrations

ANALYZE = """
CREATE FUNCTION oab_analyze(filled regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE %s', filled);
END $$;
REVOKE ALL ON FUNCTION oab_analyze(regclass) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("oab", "0002_trigger_functions")]

    operations = [
        migrations.RunSQL(ANALYZE, "DROP FUNCTION oab_analyze(regclass)"),
    ]
