"""What can stop a calculation. Each is a fact; the message is Dutch and for people."""

from collections.abc import Sequence
from dataclasses import dataclass


class CannotCompute(Exception):
    """De berekening is niet mogelijk."""


class NotInForce(CannotCompute):
    """De wet kent voor deze periode geen waarde."""


class NotModelled(CannotCompute):
    """De wet regelt dit, maar het programma kan het nog niet berekenen."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, row or file of facts.

    `row` counts from 1, the header included; 0 stands for the whole file.
    """

    message: str
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = [f"rij {self.row}"] if self.row else []
        place += [f"kolom {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.message}" if place else self.message


class BadFacts(CannotCompute):
    """De feiten zijn onvolledig of onjuist."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
