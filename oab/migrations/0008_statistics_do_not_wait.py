"""Lets nobody wait for statistics that somebody else is making.

ANALYZE holds its lock until the end of the transaction, so two that fill one table
would go one after the other. Whoever comes second leaves it to the first.
"""

from django.db import migrations

ANALYZE = """
CREATE OR REPLACE FUNCTION oab_analyze(filled regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('ANALYZE {options} %s', filled);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("oab", "0007_revocations_stay")]

    operations = [
        migrations.RunSQL(
            ANALYZE.format(options="(SKIP_LOCKED)"), ANALYZE.format(options="")
        ),
    ]
