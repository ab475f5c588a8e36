"""Answers kept for repeated requests go after a week, finished tasks after a year.

Nobody repeats a request after a week, and of a task only the log tells after a year. The
serving role may remove neither: this one function does, and nothing that is younger.
"""

from django.db import migrations, models
from django.db.models import Q

REMOVE = """
CREATE FUNCTION oab_remove_overdue(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    requests integer;
    tasks integer;
BEGIN
    DELETE FROM oab_idempotentrequest WHERE id IN (
        SELECT id FROM oab_idempotentrequest
        WHERE started_at < now() - interval '7 days'
        ORDER BY started_at LIMIT most FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS requests = ROW_COUNT;
    DELETE FROM oab_task WHERE id IN (
        SELECT id FROM oab_task
        WHERE finished_at < now() - interval '1 year'
        ORDER BY finished_at LIMIT most FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS tasks = ROW_COUNT;
    RETURN requests + tasks;
END $$;
REVOKE ALL ON FUNCTION oab_remove_overdue(integer) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("oab", "0009_processing_log_is_searched")]

    operations = [
        migrations.RunSQL(REMOVE, "DROP FUNCTION oab_remove_overdue(integer)"),
        migrations.AddIndex(
            "idempotentrequest",
            models.Index(fields=["started_at"], name="requests_by_moment"),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="tasks_by_end",
            ),
        ),
    ]
