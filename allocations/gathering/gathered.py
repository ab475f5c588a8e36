"""What is gathered: facts with where they come from, and what lacks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from allocations.rules.errors import Problem
from allocations.rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Proposal:
    """Numbers that somebody proposes: pupils by weight per location, ages per school.

    Weights are written as the database does ("0.30"), ages in hundredths of a year.
    """

    pupils: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)


NOTHING = Proposal()


@dataclass(frozen=True, slots=True)
class Lack:
    """Why a unit cannot be taken along; `fact` is the one it lacks, if it lacks one.

    Figures that do not need the fact can still be computed; `why` is then the reason
    for the others, without the number of the unit.
    """

    unit: str
    problem: Problem
    fact: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of recipients on one basis, their boards, and who published them.

    `lacking` says why recipients could not be taken along: they lack a fact, or have
    pupils of a weight that the law of the period does not know.
    """

    basis: str
    facts: Facts
    boards: Mapping[str, str]
    sources: tuple[str, ...]
    lacking: tuple[Lack, ...] = ()
