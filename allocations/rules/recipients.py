"""Kinds of recipients, known by the shape of their numbers."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of recipient; `shape` is what its number looks like, in Dutch."""

    key: str
    pattern: re.Pattern[str]
    shape: str


KINDS = {
    kind.key: kind
    for kind in (
        Kind("school", re.compile(r"\d{2}[A-Z]{2}", re.ASCII), "BRIN (12AB)"),
        Kind(
            "location",
            re.compile(r"\d{2}[A-Z]{2}\d{2}", re.ASCII),
            "vestiging (12AB00)",
        ),
        Kind("board", re.compile(r"\d{5}", re.ASCII), "bestuur (vijf cijfers)"),
        Kind("municipality", re.compile(r"\d{4}", re.ASCII), "gemeente (vier cijfers)"),
        Kind(
            "partnership",
            re.compile(r"PO\d{4}", re.ASCII),
            "samenwerkingsverband (PO1234)",
        ),
    )
}


def kind_of(number: str, allowed: tuple[str, ...]) -> Kind | None:
    """Recognise a recipient among the kinds that a regime pays."""
    kinds = (KINDS[key] for key in allowed)
    return next((kind for kind in kinds if kind.pattern.fullmatch(number)), None)
