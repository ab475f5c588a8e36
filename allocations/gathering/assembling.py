"""Puts facts together that were found per place: rows become columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from allocations.gathering.gathered import Gathered, Lack
from allocations.rules.errors import Problem
from allocations.rules.facts import Facts
from allocations.rules.figures import Figure, Groups

# The numbers of a place or recipient, by the fact that they are.
Numbers = Mapping[str, int]


@dataclass(slots=True)
class Recipient:
    """A recipient with the numbers of its places, and those of its own.

    `basis` says what they rest on, `board` through which board the money goes.
    """

    number: str
    basis: str
    board: str
    places: list[tuple[str, Numbers]]
    own: Numbers = field(default_factory=dict)


def assembled(
    recipients: Iterable[Recipient],
    sources: Iterable[str],
    lacking: Mapping[str, str],
    lacks: Sequence[Lack] = (),
    scales: Mapping[str, int] | None = None,
) -> list[Gathered]:
    """Put together who rests on the same; nobody's facts are mixed with another's.

    `lacking` says of units why they cannot be taken along, `lacks` the same of some of
    their facts; `scales` how many decimals numbers have.
    """
    by_basis: dict[str, list[Recipient]] = {}
    for each in recipients:
        by_basis.setdefault(each.basis, []).append(each)
    known = tuple(sorted(sources))
    found = []
    for basis, alike in sorted(by_basis.items()):
        boards = {each.number: each.board for each in alike}
        found.append(Gathered(basis, _facts(alike, scales or {}), boards, known))
    if lacking or lacks:
        wholly = (
            Lack(unit, Problem(f"{unit}: {why}" if unit not in why else why))
            for unit, why in sorted(lacking.items())
        )
        nothing = Facts((), (), Groups.of([]), {})
        found.append(Gathered("", nothing, {}, (), (*wholly, *lacks)))
    return found


def _facts(recipients: Sequence[Recipient], scales: Mapping[str, int]) -> Facts:
    rows = [
        (index, place, numbers)
        for index, each in enumerate(recipients)
        for place, numbers in each.places
    ]
    groups = Groups.of([index for index, _, _ in rows])
    local = {
        key: Figure.column(
            key,
            [numbers[key] for _, _, numbers in rows],
            scale=scales.get(key, 0),
            groups=groups,
        )
        for key in (rows[0][2] if rows else ())
    }
    own = {
        key: Figure.column(
            key, [each.own[key] for each in recipients], scale=scales.get(key, 0)
        )
        for key in (recipients[0].own if recipients else ())
    }
    return Facts(
        tuple(each.number for each in recipients),
        tuple(place for _, place, _ in rows),
        groups,
        local | own,
    )
