"""Writing published facts once: new ones, and corrections of those that changed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
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


@dataclass(frozen=True, slots=True)
class Chain:
    """What is in force about a subject, and what one source last said about it.

    A source that never spoke of it has said None.
    """

    last: int
    in_force: object
    said: object

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, object]], source: str) -> "Chain":
        """Read the rows of a subject, each an identity, a source and what it says.

        A row replaces an older one, so the one in force has the highest identity.
        """
        ordered = sorted(rows, key=itemgetter(0))
        said = [values for _, origin, values in ordered if origin == source]
        last, _, in_force = ordered[-1]
        return cls(last, in_force, said[-1] if said else None)


def publish(
    facts: Facts, rows: Mapping[Subject, Values], *, source: str
) -> dict[Subject, Outcome]:
    """Write values by subject as a source gives them, and say what each of them did.

    A value other than the one in force becomes its correction, unless the source said
    it before and was itself corrected since. What it does not mention stays in force.
    """
    outcomes, writes = compare(rows, _chains(facts, rows, source))
    copy_rows(
        facts.model,
        (*facts.subject, *facts.values, "source", "replaces_id", "reason"),
        ((*w.subject, *rows[w.subject], source, *w.correction) for w in writes),
    )
    return outcomes


def compare(
    published: Mapping[Subject, object], chains: Mapping[Subject, Chain]
) -> tuple[dict[Subject, Outcome], list[Write]]:
    """Find what to write: what is neither in force nor what the source said before."""
    outcomes: dict[Subject, Outcome] = {}
    writes: list[Write] = []
    for subject, values in published.items():
        chain = chains.get(subject)
        if chain is None:
            outcomes[subject] = Outcome.NEW
        else:
            known = values in (chain.in_force, chain.said)
            outcomes[subject] = Outcome.UNCHANGED if known else Outcome.REPLACED
        if outcomes[subject]:
            writes.append(Write(subject, chain.last if chain else None))
    return outcomes, writes


def _chains(
    facts: Facts, rows: Mapping[Subject, Values], source: str
) -> dict[Subject, Chain]:
    shared = facts.subject[-1]
    queried = facts.model.objects.filter(
        **{f"{shared}__in": {subject[-1] for subject in rows}}
    ).values_list(*facts.subject, *facts.values, "id", "source")
    width = len(facts.subject)
    found: defaultdict[Subject, list[tuple[int, str, object]]] = defaultdict(list)
    for *row, identity, origin in queried:
        found[tuple(row[:width])].append((identity, origin, tuple(row[width:])))
    return {subject: Chain.of(chain, source) for subject, chain in found.items()}
