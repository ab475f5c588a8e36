"""Regulations: the acts behind the law files, each with the values that it fixed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from allocations.rules.law import Act, Law, Parameter, Value, law_of
from allocations.rules.regimes import REGIMES


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that an act fixed for a regime."""

    regime: str
    parameter: Parameter
    value: Value


@dataclass(frozen=True, slots=True)
class Regulation:
    """An act as it was published once, and the values that it fixed.

    `code` is the act's number in the national register of law (BWB) and the day of its
    signing: a later version of the same act is another regulation.
    """

    code: str
    act: Act
    values: tuple[Fixed, ...]


class Regulations(tuple[Regulation, ...]):
    """Regulations by their code; a filter asks for the model, and there is none."""

    __slots__ = ()
    model = None


@cache
def regulations() -> Regulations:
    """List the regulations of all regimes."""
    laws = [law_of(regime.code) for regime in REGIMES]
    acts = {code_of(act): act for law in laws for act in law.acts.values()}
    values = {code: tuple(_fixed(laws, code)) for code in acts}
    return Regulations(
        Regulation(code, acts[code], values[code]) for code in sorted(acts)
    )


def code_of(act: Act) -> str:
    """Give the code of an act."""
    return f"{act.bwb}-{act.signed}"


def _fixed(laws: list[Law], code: str) -> Iterator[Fixed]:
    for law in laws:
        for parameter in law.parameters.values():
            for value in parameter.values:
                if code_of(value.article.act) == code:
                    yield Fixed(law.code, parameter, value)
