"""What the triggers of written-once and input tables do (see oab/triggers.py).

Each refusal is an integrity error (SQLSTATE class 23). "Now" is any moment of the
transaction, so that what ends and what begins can share one.
"""

from django.db import migrations

REFUSE_CHANGE = """
CREATE FUNCTION oab_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are written once: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'Write a new row that replaces this one.';
END $$
"""

REFUSE_OTHER_MOMENT = """
CREATE FUNCTION oab_refuse_other_moment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted
        WHERE created_at NOT BETWEEN transaction_timestamp() AND clock_timestamp()
    ) THEN
        RAISE EXCEPTION 'Rows of % are created now, not earlier or later', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_ALL_BUT_CLOSING = """
CREATE FUNCTION oab_refuse_all_but_closing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    closed record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        closed := OLD;
        closed.known := NEW.known;
        IF NEW IS NOT DISTINCT FROM closed
            AND upper_inf(OLD.known)
            AND lower(NEW.known) = lower(OLD.known)
            AND upper(NEW.known) BETWEEN transaction_timestamp() AND clock_timestamp()
            AND lower_inc(NEW.known) AND NOT upper_inc(NEW.known)
        THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'Rows of % change only by closing an open "known" now: % refused',
        TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation',
              HINT = 'Close the row and write a new one.';
END $$
"""

REFUSE_OTHER_BEGINNING = """
CREATE FUNCTION oab_refuse_other_beginning() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM inserted
        WHERE (
            lower(known) BETWEEN transaction_timestamp() AND clock_timestamp()
            AND lower_inc(known) AND upper_inf(known)
        ) IS NOT TRUE
    ) THEN
        RAISE EXCEPTION 'Rows of % are known from now on, not earlier or later',
            TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

REFUSE_OTHER_SUBJECT = """
CREATE FUNCTION oab_refuse_other_subject() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    replaced jsonb;
    subject text;
BEGIN
    EXECUTE format(
        'SELECT to_jsonb(earlier) FROM %I.%I earlier WHERE id = $1',
        TG_TABLE_SCHEMA, TG_TABLE_NAME
    ) INTO replaced USING NEW.replaces_id;
    FOREACH subject IN ARRAY TG_ARGV LOOP
        IF replaced -> subject IS DISTINCT FROM to_jsonb(NEW) -> subject THEN
            RAISE EXCEPTION 'A correction in % keeps the % of what it replaces',
                TG_TABLE_NAME, subject
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""

REFUSE_LATER_PART = """
CREATE FUNCTION oab_refuse_later_part() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    late boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM inserted JOIN %I.%I whole ON whole.id = inserted.%I '
        'WHERE whole.created_at < transaction_timestamp())',
        TG_TABLE_SCHEMA, TG_ARGV[0], TG_ARGV[1]
    ) INTO late;
    IF late THEN
        RAISE EXCEPTION 'Rows of % are written together with their %',
            TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""

# The arguments are those of `RecordsChange`: a kind, and SQL over a touched row. Of many
# subjects at once, as in a file of the nation, one row says that it was everyone.
RECORD_CHANGES = """
CREATE FUNCTION oab_record_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format(
        'WITH changed AS ('
        'SELECT %L AS kind, (%s)::text AS subject, (%s)::date AS since, '
        '(%s)::date AS until, (%s)::date AS due_on, (%s)::text AS source '
        'FROM touched WHERE %s'
        '), many AS (SELECT count(DISTINCT subject) > 500 AS were FROM changed) '
        'INSERT INTO oab_change (kind, subject, since, until, due_on, source) '
        '(SELECT kind, subject, since, until, due_on, min(source) '
        'FROM changed, many WHERE NOT were '
        'GROUP BY kind, subject, since, until, due_on ORDER BY subject, since) '
        'UNION ALL '
        'SELECT kind, ''alle'', '
        'CASE WHEN every(since IS NOT NULL) THEN min(since) END, '
        'CASE WHEN every(until IS NOT NULL) THEN max(until) END, '
        'due_on, min(source) FROM changed, many WHERE were GROUP BY kind, due_on',
        VARIADIC TG_ARGV
    );
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("oab", "0001_btree_gist")]
    operations = [
        migrations.RunSQL(sql, f"DROP FUNCTION {name}()")
        for sql, name in (
            (REFUSE_CHANGE, "oab_refuse_change"),
            (REFUSE_OTHER_MOMENT, "oab_refuse_other_moment"),
            (REFUSE_ALL_BUT_CLOSING, "oab_refuse_all_but_closing"),
            (REFUSE_OTHER_BEGINNING, "oab_refuse_other_beginning"),
            (REFUSE_OTHER_SUBJECT, "oab_refuse_other_subject"),
            (REFUSE_LATER_PART, "oab_refuse_later_part"),
            (RECORD_CHANGES, "oab_record_changes"),
        )
    ]
