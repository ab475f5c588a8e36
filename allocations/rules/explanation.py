"""The explanation of a calculation: a receipt, step by step, in Dutch."""

import re
from dataclasses import dataclass
from typing import Any

from allocations.rules.receipts import Receipt
from allocations.rules.recipients import KINDS

REFERENCE = re.compile(r"\{(\w+)\}")
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Source:
    """What a step rests on: a fact, an earlier figure, or a value of the law."""

    name: str
    kind: str
    value: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One named figure of one recipient or location, with its working.

    `value` is a plain decimal, empty where the figure is not applicable. `formula` is
    the working in names, `sum` in numbers; both are empty for a given figure.
    """

    name: str
    label: str
    unit: str
    location: str
    value: str
    article: str
    formula: str
    sum: str
    sources: tuple[Source, ...]


def explain(common: Receipt, individual: Receipt) -> list[Step]:
    """Write out every figure: location by location, then the recipient's own."""
    own: list[str] = []
    local: list[str] = []
    for figure in common["cijfers"]:
        level = own if figure["niveau"] == "ontvanger" else local
        level.append(figure["sleutel"])
    locations = individual["cijfers"].get("vestigingen", ())
    steps = [
        _step(key, location["vestiging"], _Values(common, individual, place))
        for place, location in enumerate(locations)
        for key in local
    ]
    return steps + [_step(key, "", _Values(common, individual, None)) for key in own]


def _step(key: str, location: str, values: "_Values") -> Step:
    _, figure = values.entry(key)
    working = figure["werkwijze"]
    return Step(
        name=figure["naam"],
        label=figure["omschrijving"],
        unit=figure["eenheid"],
        location=location,
        value=values.plain(key),
        article=figure["artikel"],
        formula=REFERENCE.sub(lambda match: values.name(match[1]), working),
        sum=REFERENCE.sub(lambda match: values.dutch(match[1]), working),
        sources=tuple(
            values.source(reference)
            for reference in dict.fromkeys(REFERENCE.findall(working))
        ),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """Looks up what a reference in a working stands for, seen from one location."""

    common: Receipt
    individual: Receipt
    place: int | None

    def entry(self, key: str) -> tuple[str, Receipt]:
        for kind in ("feiten", "wet", "cijfers"):
            for entry in self.common[kind]:
                if entry["sleutel"] == key:
                    return kind, entry
        raise KeyError(key)

    def name(self, key: str) -> str:
        return str(self.entry(key)[1]["naam"])

    def all(self, key: str) -> list[str]:
        kind, entry = self.entry(key)
        if kind == "wet":
            return [entry["waarde"]]
        part: dict[str, Any] = self.individual[kind]
        if entry["niveau"] == "ontvanger":
            return [part[entry["naam"]] or ""]
        values = [row[entry["naam"]] or "" for row in part["vestigingen"]]
        return values if self.place is None else [values[self.place]]

    def plain(self, key: str) -> str:
        return "; ".join(self.all(key))

    def dutch(self, key: str) -> str:
        return "; ".join(map(in_dutch, self.all(key)))

    def source(self, key: str) -> Source:
        kind, entry = self.entry(key)
        singular = {"feiten": "feit", "wet": "wet", "cijfers": "cijfer"}[kind]
        return Source(
            entry["naam"], singular, self.plain(key), entry.get("artikel", "")
        )


def in_dutch(decimal: str) -> str:
    """Write a plain decimal as the Dutch do: 1234.5 becomes 1.234,5."""
    if not NUMBER.fullmatch(decimal):
        return decimal
    whole, _, fraction = decimal.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    if whole.startswith("-") and not grouped.startswith("-"):
        grouped = f"-{grouped}"
    return f"{grouped},{fraction}" if fraction else grouped


def as_text(recipient: str, common: Receipt, individual: Receipt) -> str:
    """Print the explanation for people."""
    lines = [
        f"Onderbouwing {recipient}, {common['periode']}",
        f"Regeling: {common['regeling']} ({common['regime']})",
        f"De wet zoals bekend op {common['bekendOp']}",
        "",
        "Feiten",
        *_facts(common, individual),
        "",
    ]
    for step in explain(common, individual):
        lines += _paragraph(step)
    lines += ["Uit de wet"]
    for value in common["wet"]:
        amount = in_dutch(value["waarde"])
        lines.append(f"  {value['naam']} = {amount}  [{value['artikel']}]")
        lines += [f"    let op: {value['toelichting']}"] if value["toelichting"] else []
    return "\n".join(lines) + "\n"


def _facts(common: Receipt, individual: Receipt) -> list[str]:
    given = [figure["naam"] for figure in common["cijfers"] if figure["gegeven"]]
    lines = [
        f"  {name} = {in_dutch(value)}"
        for name, value in (individual["feiten"] | individual["cijfers"]).items()
        if name != "vestigingen" and (name in individual["feiten"] or name in given)
    ]
    for location in individual["feiten"].get("vestigingen", ()):
        facts = [f"{k} {in_dutch(v)}" for k, v in location.items() if k != "vestiging"]
        lines.append(f"  {_place(location['vestiging'])}: {', '.join(facts)}")
    return lines


def _place(number: str) -> str:
    """Name a location; who gave no locations stands there as a whole."""
    is_location = KINDS["location"].pattern.fullmatch(number)
    return f"vestiging {number}" if is_location else number


def _paragraph(step: Step) -> list[str]:
    place = f" van vestiging {step.location}" if step.location else ""
    if not step.value:
        return [f"{step.name}{place}: niet van toepassing  [{step.article}]", ""]
    lines = [f"{step.name}{place} = {in_dutch(step.value)}  [{step.article}]"]
    lines += [f"  {step.label}"]
    if step.formula:
        lines += [f"  = {step.formula}", f"  = {step.sum}"]
    else:
        lines += ["  gegeven: elders vastgesteld"]
    return [*lines, ""]
