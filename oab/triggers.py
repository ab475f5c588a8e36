"""Migration operations that install the triggers of written-once and input tables.

The trigger functions themselves stand in the migration `oab.0002_trigger_functions`.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class _Triggers(Operation):
    """Triggers on the table of one model, by name."""

    reversible = True
    reduces_to_sql = True
    triggers: dict[str, str]

    def __init__(self, name: str) -> None:
        self.name = name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        pass

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = self._table(app_label, schema_editor, to_state)
        for trigger, body in self.triggers.items():
            sql = f"CREATE TRIGGER {trigger} {body.format(table=table)}"
            # No parameters, or psycopg would take a percent sign for one.
            schema_editor.execute(sql, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = self._table(app_label, schema_editor, from_state)
        for trigger in self.triggers:
            schema_editor.execute(f"DROP TRIGGER {trigger} ON {table}", params=None)

    def describe(self) -> str:
        return f"{type(self).__name__} on {self.name}"

    def _table(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        state: ProjectState,
    ) -> str:
        model = state.apps.get_model(app_label, self.name)
        return schema_editor.quote_name(model._meta.db_table)


# Before the statement, so that the moment that it writes comes after the announcement.
ANNOUNCES = {
    "announces": "BEFORE INSERT OR UPDATE ON {table} FOR EACH STATEMENT "
    "EXECUTE FUNCTION oab_announce_first()"
}


class Announces(_Triggers):
    """Announce rows to who looks at a moment; refuse one from before that."""

    triggers = {
        **ANNOUNCES,
        "written_since_announced": "AFTER INSERT ON {table} "
        "REFERENCING NEW TABLE AS inserted "
        "FOR EACH STATEMENT EXECUTE FUNCTION oab_refuse_unannounced()",
    }


class AppendOnly(_Triggers):
    """Refuse UPDATE and DELETE of a row, and a moment of writing that is not now."""

    triggers = {
        "written_once": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION oab_refuse_change()",
        "written_now": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted "
        "FOR EACH STATEMENT EXECUTE FUNCTION oab_refuse_other_moment()",
    }


class OnlyKnownCloses(_Triggers):
    """Refuse every change of a register row except the end of its being known, now.

    All that is written into a register is announced.
    """

    triggers = {
        **ANNOUNCES,
        # After, because a generated column has no value before.
        "only_known_closes": "AFTER UPDATE OR DELETE ON {table} FOR EACH ROW "
        "EXECUTE FUNCTION oab_refuse_all_but_closing()",
        "known_from_now": "AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted "
        "FOR EACH STATEMENT EXECUTE FUNCTION oab_refuse_other_beginning()",
    }


class CorrectsTheSame(_Triggers):
    """Refuse a correction of another subject or day than the replaced row has."""

    def __init__(self, name: str, *, subject: list[str]) -> None:
        super().__init__(name)
        self.subject = subject
        columns = ", ".join(f"'{column}'" for column in subject)
        self.triggers = {
            "corrects_the_same": "AFTER INSERT ON {table} FOR EACH ROW "
            "WHEN (NEW.replaces_id IS NOT NULL) "
            f"EXECUTE FUNCTION oab_refuse_other_subject({columns})",
        }


class WrittenWith(_Triggers):
    """Refuse a part of a written-once row that is written later than the row itself."""

    def __init__(self, name: str, *, whole: str, column: str) -> None:
        super().__init__(name)
        self.whole = whole
        self.column = column
        self.triggers = {
            "written_with_its_whole": "AFTER INSERT ON {table} "
            "REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT "
            f"EXECUTE FUNCTION oab_refuse_later_part('{whole}', '{column}')",
        }


class JudgedByAnother(_Triggers):
    """Refuse a judgement by who registered its row, and a withdrawal by another."""

    def __init__(self, name: str, *, registered: str) -> None:
        super().__init__(name)
        self.registered = registered
        self.triggers = {
            "judged_by_another": "AFTER INSERT ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION oab_refuse_own_judgement('{registered}')",
        }


class FrozenWith(_Triggers):
    """Refuse every change of a draft whose whole is in none of the open states.

    It looks at a statement's rows all at once: there may be a million of them.
    """

    EVENTS = {
        "insert": ("INSERT", "NEW"),
        "update": ("UPDATE", "NEW"),
        "update_away": ("UPDATE", "OLD"),
        "delete": ("DELETE", "OLD"),
    }

    def __init__(self, name: str, *, whole: str, column: str, states: str) -> None:
        super().__init__(name)
        self.whole = whole
        self.column = column
        self.states = states
        self.triggers = {
            f"frozen_with_its_whole_on_{name}": f"AFTER {event} ON {{table}} "
            f"REFERENCING {rows} TABLE AS touched FOR EACH STATEMENT "
            f"EXECUTE FUNCTION oab_refuse_frozen('{whole}', '{column}', '{states}')"
            for name, (event, rows) in self.EVENTS.items()
        }


class RecordsChange(_Triggers):
    """Record, with every row that is written or closed, that an input changed.

    `subject`, the days, `due_on`, `source` and `where` are SQL over a row `touched`. An
    input of one day has no `until` of its own; `due_on` is the first day on which the
    change may be followed. However the rows were written, none is forgotten; a
    statement's rows are taken all at once, each subject and range of days once.
    """

    def __init__(  # noqa: PLR0913 - the columns of a change
        self,
        name: str,
        *,
        kind: str,
        subject: str,
        since: str,
        until: str = "",
        due_on: str = "NULL",
        source: str = "source",
        where: str = "true",
    ) -> None:
        super().__init__(name)
        self.kind = kind
        until = until or f"{since} + 1"
        columns = (kind, subject, since, until, due_on, source, where)
        arguments = ", ".join(
            "'{}'".format(text.replace("'", "''")) for text in columns
        )
        self.triggers = {
            f"records_{kind}_on_{event.lower()}": f"AFTER {event} ON {{table}} "
            "REFERENCING NEW TABLE AS touched FOR EACH STATEMENT "
            f"EXECUTE FUNCTION oab_record_changes({arguments})"
            for event in ("INSERT", "UPDATE")
        }
