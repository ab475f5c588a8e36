"""How a figure was made, as a formula in the notation of Dutch spreadsheets.

A working is a template: `AFRONDEN({school_weight} × {amount_per_unit}; 2)`. Filled with
names it is the formula in words, filled with values it is the sum with numbers.
"""

from collections.abc import Callable

from allocations.rules.figures import Figure

GIVEN = ""


def working(figure: Figure) -> str:
    """Write the template of a named figure; empty where the figure was given."""
    return _OPERATIONS[figure.operation](figure)


def _operand(figure: Figure) -> str:
    if figure.name:
        return "{" + figure.name + "}"
    if figure.operation == "constant":
        return figure.decimals()[0].replace(".", ",")
    return working(figure)


def _factor(figure: Figure) -> str:
    text = _operand(figure)
    return f"({text})" if not figure.name and figure.operation in "+−" else text


def _sum(figure: Figure) -> str:
    left, right = figure.operands
    return f"{_operand(left)} {figure.operation} {_factor(right)}"


def _product(figure: Figure) -> str:
    return " × ".join(map(_factor, figure.operands))


def _function(figure: Figure) -> str:
    return f"{figure.operation}({'; '.join(map(_operand, figure.operands))})"


def _share(figure: Figure) -> str:
    base, part, whole, decimals = figure.operands
    share = f"{_factor(base)} × {_operand(part)} / {_operand(whole)}"
    return f"AFRONDEN({share}; {_operand(decimals)})"


def _quotient(figure: Figure) -> str:
    return " / ".join(map(_factor, figure.operands))


def _from(figure: Figure) -> str:
    value, threshold = map(_operand, figure.operands)
    return f"ALS({value} >= {threshold}; {value}; 0)"


def _above(figure: Figure) -> str:
    value, limit = map(_operand, figure.operands)
    return f"ALS({value} > {limit}; 1; 0)"


def _same(figure: Figure) -> str:
    return _operand(figure.operands[0])


def _given(_: Figure) -> str:
    return GIVEN


_OPERATIONS: dict[str, Callable[[Figure], str]] = {
    "given": _given,
    "constant": _given,
    "=": _same,
    "+": _sum,
    "−": _sum,
    "×": _product,
    "/": _quotient,
    "VANAF": _from,
    "BOVEN": _above,
    "MAX": _function,
    "MIN": _function,
    "AFRONDEN": _function,
    "AFRONDEN.NAAR.BENEDEN": _function,
    "SOM": _function,
    "SOM.VAN.ALLE": _function,
    "ONDER.MINIMUM": _function,
    "RESTCENT": _function,
    "DEEL": _share,
}
