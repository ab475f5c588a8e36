"""Writing published facts once: new ones, and corrections of those that changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oab.copying import copy_rows
from oab.snapshots import Outcome
from oab.written_once import Correctable

Subject = tuple[Any, ...]
Values = tuple[Any, ...]
REASON = "Opnieuw gepubliceerd met een andere waarde"


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of facts: the columns that make its subject, and those of its values.

    The last column of the subject, a day or period, is the same for many facts.
    """

    model: type[Correctable]
    subject: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """A row to write: of which subject, and the row that it replaces."""

    subject: Subject
    replaces: int | None

    @property
    def correction(self) -> tuple[int | None, str]:
        """What goes into the columns `replaces_id` and `reason`."""
        return self.replaces, REASON if self.replaces else ""


def publish(
    facts: Facts, rows: Mapping[Subject, Values], *, source: str
) -> dict[Subject, Outcome]:
    """Write values by subject as a source gives them, and say what each of them did.

    A value other than the one in force becomes its correction. What the source does not
    mention stays in force.
    """
    outcomes, writes = compare(rows, _in_force(facts, rows))
    copy_rows(
        facts.model,
        (*facts.subject, *facts.values, "source", "replaces_id", "reason"),
        ((*w.subject, *rows[w.subject], source, *w.correction) for w in writes),
    )
    return outcomes


def compare(
    published: Mapping[Subject, object], in_force: Mapping[Subject, tuple[int, object]]
) -> tuple[dict[Subject, Outcome], list[Write]]:
    """Find what to write: whatever is not in force, or is so with other values."""
    outcomes: dict[Subject, Outcome] = {}
    writes: list[Write] = []
    for subject, values in published.items():
        replaced, before = in_force.get(subject, (None, None))
        if replaced is None:
            outcomes[subject] = Outcome.NEW
        else:
            outcomes[subject] = Outcome(
                Outcome.UNCHANGED if before == values else Outcome.REPLACED
            )
        if outcomes[subject]:
            writes.append(Write(subject, replaced))
    return outcomes, writes


def _in_force(
    facts: Facts, rows: Mapping[Subject, Values]
) -> dict[Subject, tuple[int, Values]]:
    shared = facts.subject[-1]
    queried = (
        facts.model.objects.in_force()
        .filter(**{f"{shared}__in": {subject[-1] for subject in rows}})
        .values_list(*facts.subject, *facts.values, "id")
    )
    width = len(facts.subject)
    return {row[:width]: (row[-1], row[width:-1]) for row in queried}
