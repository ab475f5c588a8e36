"""Receipts: what must be kept to prove and to explain a calculation.

A receipt has two parts. The common part is the same for all recipients of a
calculation: regime, period, the values of the law with their articles, and for every
figure its label and working. The other part holds the facts and figures of one
recipient. Members are Dutch, because people and other systems read them; every number
is a decimal in text. What has an order, the law's, is a list: a database may forget the
order of an object's members.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from allocations.rules.calculation import Calculation
from allocations.rules.figures import Figure
from allocations.rules.law import FigureText, Value
from allocations.rules.regime import Level
from allocations.rules.workings import working

Receipt = dict[str, Any]


def common_part(calculation: Calculation, program: str) -> Receipt:
    """Describe what holds for all recipients; `program` is the computing version."""
    provisions = calculation.provisions
    regime = calculation.regime
    return {
        "regime": regime.code,
        "regeling": provisions.law.name,
        "periode": str(provisions.period),
        "bekendOp": provisions.known.isoformat(),
        "programma": program,
        "feiten": [
            {"sleutel": key, "naam": fact.name, "niveau": fact.level.value}
            for key, fact in regime.fact_by_key.items()
            if key in calculation.facts.columns
        ],
        "wet": [
            {"sleutel": key} | _parameter(calculation, key, value)
            for key in _parameters_of(calculation)
            if (value := provisions.value(key))
        ],
        "cijfers": [
            {"sleutel": key} | _figure(calculation, key, figure)
            for key, figure in calculation.figures.items()
        ],
    }


def individual_parts(calculation: Calculation) -> Iterator[tuple[str, Receipt]]:
    """Give every recipient with its facts and figures."""
    facts = _names(calculation, calculation.plan.facts)
    facts = {k: n for k, n in facts.items() if k in calculation.facts.columns}
    columns = {key: calculation.facts.columns[key] for key in facts}
    figures = _names(calculation, calculation.figures)
    all_facts = _by_recipient(calculation, columns, facts)
    all_figures = _by_recipient(calculation, calculation.figures, figures)
    for recipient, given, made in zip(
        calculation.facts.recipients, all_facts, all_figures, strict=True
    ):
        yield recipient, {"feiten": given, "cijfers": made}


def _by_recipient(
    calculation: Calculation,
    columns: Mapping[str, Figure | None],
    names: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    per_recipient: dict[str, list[str | None]] = {}
    per_location: dict[str, list[str | None]] = {}
    recipients = len(calculation.facts.recipients)
    for key, column in columns.items():
        local = calculation.regime.level_of(key) is Level.LOCATION
        size = len(calculation.facts.locations) if local else recipients
        level = per_location if local else per_recipient
        level[names[key]] = list(column.decimals()) if column else [None] * size
    rows = zip(*per_recipient.values(), strict=True) if per_recipient else None
    for index in range(recipients):
        row = dict(zip(per_recipient, next(rows), strict=True)) if rows else {}
        if per_location:
            row["vestigingen"] = [
                {"vestiging": calculation.facts.locations[place]}
                | {name: values[place] for name, values in per_location.items()}
                for place in calculation.facts.groups.rows_of(index)
            ]
        yield row


def _names(calculation: Calculation, keys: Any) -> dict[str, str]:  # noqa: ANN401
    facts = calculation.regime.fact_by_key
    figures = calculation.provisions.law.figures
    return {key: facts[key].name if key in facts else figures[key].name for key in keys}


def _parameters_of(calculation: Calculation) -> list[str]:
    used = {
        operand.name
        for figure in calculation.figures.values()
        if figure
        for operand in leaves(figure)
    }
    return [key for key in calculation.provisions.law.parameters if key in used]


def leaves(figure: Figure) -> Iterator[Figure]:
    """List the named figures, facts and parameters that a figure was made from."""
    for operand in figure.operands:
        if operand.name:
            yield operand
        else:
            yield from leaves(operand)


def _parameter(calculation: Calculation, key: str, value: Value) -> Receipt:
    parameter = calculation.provisions.law.parameters[key]
    act = value.article.act
    return {
        "naam": parameter.name,
        "omschrijving": parameter.label,
        "eenheid": parameter.unit,
        "waarde": format(value.value, "f"),
        "artikel": str(value.article),
        "ondertekendOp": act.signed.isoformat(),
        "gepubliceerdOp": act.published.isoformat() if act.published else None,
        "toelichting": value.note,
    }


def _figure(calculation: Calculation, key: str, figure: Figure | None) -> Receipt:
    text: FigureText = calculation.provisions.law.figures[key]
    given = key in calculation.facts.columns
    return {
        "naam": text.name,
        "omschrijving": text.label,
        "eenheid": text.unit,
        "niveau": calculation.regime.level_of(key).value,
        "artikel": str(text.article_in(calculation.provisions.period)),
        "gegeven": given,
        "werkwijze": working(figure) if figure and not given else "",
        "vanToepassing": figure is not None,
    }
