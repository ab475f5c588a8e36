"""What the triggers of written-once and input tables do (see oab/triggers.py).

Each refusal is an integrity error (SQLSTATE class 23). "Now" is any moment of the
transaction, so that what ends and what begins can share one; of what is announced, any
moment since the transaction first announced something.
"""

from django.db import migrations

# Who writes an input holds a lock of its transaction's own, and reads the clock after
# that. Who looks reads the clock, and then waits for all who hold such a lock: whatever
# bears an earlier moment was committed by then, or never will be. The two numbers of a
# lock are ours and the transaction's, so nobody ever wants the lock of another but to
# see it end, and lets go of it at once. The settings end with the transaction, and with
# a savepoint that is undone, as the lock does.
ANNOUNCE = """
CREATE FUNCTION oab_announce() RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(
        1869767020, (pg_current_xact_id()::text::bigint % 2147483648)::integer
    );
    moment := clock_timestamp();
    IF COALESCE(current_setting('oab.announced_at', true), '') = '' THEN
        PERFORM set_config('oab.announced_at', moment::text, true);
    END IF;
    PERFORM set_config('oab.moment', moment::text, true);
    RETURN moment;
END $$
"""

ANNOUNCE_FIRST = """
CREATE FUNCTION oab_announce_first() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM oab_announce();
    RETURN NULL;
END $$
"""

# Whom it waited for may have written on both sides of the moment; so it takes a later
# one, but not for ever, since somebody is always writing. Seen from the last moment,
# too, what is known stays the same.
LOOK = """
CREATE FUNCTION oab_look() RETURNS timestamptz
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moment timestamptz;
    writer integer;
    waited boolean;
BEGIN
    FOR attempt IN 1..3 LOOP
        moment := clock_timestamp();
        waited := false;
        FOR writer IN
            SELECT objid::integer FROM pg_locks
            WHERE locktype = 'advisory' AND classid = 1869767020 AND objsubid = 2
                AND mode = 'ExclusiveLock' AND granted AND pid <> pg_backend_pid()
                AND database = (
                    SELECT oid FROM pg_database WHERE datname = current_database()
                )
        LOOP
            PERFORM pg_advisory_lock_shared(1869767020, writer);
            PERFORM pg_advisory_unlock_shared(1869767020, writer);
            waited := true;
        END LOOP;
        EXIT WHEN NOT waited;
    END LOOP;
    RETURN moment;
END $$
"""

ANNOUNCED_AT = """
CREATE FUNCTION oab_announced_at() RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT current_setting('oab.announced_at')::timestamptz
$$
"""

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

REFUSE_UNANNOUNCED = """
CREATE FUNCTION oab_refuse_unannounced() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    announced_at timestamptz := oab_announced_at();
BEGIN
    IF EXISTS (SELECT FROM inserted WHERE inserted.created_at < announced_at) THEN
        RAISE EXCEPTION 'Rows of % are created after they were announced', TG_TABLE_NAME
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
            AND upper(NEW.known) BETWEEN oab_announced_at() AND clock_timestamp()
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
DECLARE
    announced_at timestamptz := oab_announced_at();
BEGIN
    IF EXISTS (
        SELECT FROM inserted
        WHERE (
            lower(known) BETWEEN announced_at AND clock_timestamp()
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
    -- A transaction that began before another wrote the whole would pass for it by the
    -- clock; so the whole's own transaction has to be underway still. What others wrote
    -- is seen only once they have ended.
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM (SELECT DISTINCT %I AS id FROM inserted) AS part '
        'JOIN %I.%I whole ON whole.id = part.id '
        'WHERE CASE WHEN whole.created_at < transaction_timestamp() THEN true '
        'ELSE pg_xact_status((pg_current_xact_id()::text::bigint '
        '- age(whole.xmin))::text::xid8) <> ''in progress'' END)',
        TG_ARGV[1], TG_TABLE_SCHEMA, TG_ARGV[0]
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
            (ANNOUNCE, "oab_announce"),
            (ANNOUNCE_FIRST, "oab_announce_first"),
            (LOOK, "oab_look"),
            (ANNOUNCED_AT, "oab_announced_at"),
            (REFUSE_CHANGE, "oab_refuse_change"),
            (REFUSE_OTHER_MOMENT, "oab_refuse_other_moment"),
            (REFUSE_UNANNOUNCED, "oab_refuse_unannounced"),
            (REFUSE_ALL_BUT_CLOSING, "oab_refuse_all_but_closing"),
            (REFUSE_OTHER_BEGINNING, "oab_refuse_other_beginning"),
            (REFUSE_OTHER_SUBJECT, "oab_refuse_other_subject"),
            (REFUSE_LATER_PART, "oab_refuse_later_part"),
            (RECORD_CHANGES, "oab_record_changes"),
        )
    ]
