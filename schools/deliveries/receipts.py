"""The receipt of a delivery (ontvangstbevestiging): what was handed in, when, by whom.

It holds numbers and no pupil, so it can be kept and shown to anybody.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from oab.documents.pdf import write_pdf
from oab.filters import HERE
from schools.models import CountCell, Delivery

TEMPLATE = Path(__file__).parents[1] / "documents" / "receipt.typ"
SENDER = "Bekostiging onderwijsachterstanden"
AGES = {
    CountCell.AgeGroup.FOUR_TO_SEVEN.value: "4 tot en met 7 jaar",
    CountCell.AgeGroup.EIGHT_AND_OVER.value: "8 jaar en ouder",
}


def at(moment: datetime | None) -> str:
    """Write a moment as it is on the clock in the Netherlands."""
    return f"{moment.astimezone(HERE):%d-%m-%Y %H:%M:%S}" if moment else "nog niet"


def weight(number: str) -> str:
    """Write a weight with a decimal comma."""
    return number.replace(".", ",")


def as_pdf(delivery: Delivery) -> bytes:
    """Write the receipt of a delivery that was handed in."""
    return write_pdf(TEMPLATE, _content(delivery))


def _content(delivery: Delivery) -> dict[str, Any]:
    if delivery.delivered_at is None:
        raise ValueError(f"{delivery.reference} was not handed in")
    day = delivery.delivered_at.astimezone(HERE)
    totals = delivery.totals
    found = totals["findings"]
    return {
        "titel": f"Ontvangstbevestiging {delivery.reference}",
        "afzender": SENDER,
        "kenmerk": delivery.reference,
        "datum": [day.year, day.month, day.day],
        "inleiding": "Deze aanlevering van leerlingen is ontvangen en staat vast.",
        "gegevens": _facts(delivery),
        "aantallen": [
            [
                cell["location"],
                weight(cell["weight"]),
                AGES[cell["ageGroup"]],
                str(cell["pupils"]),
            ]
            for cell in totals["cells"]
        ],
        "bevindingen": [
            ["Fouten", str(found["error"])],
            ["Waarschuwingen", str(found["warning"])],
            ["Signalen", str(found["signal"])],
        ],
        "hash": delivery.content_hash,
    }


def _facts(delivery: Delivery) -> list[tuple[str, str]]:
    who = delivery.delivered_by or delivery.opened_by
    signed = f"{delivery.signed_by}, {at(delivery.signed_at)}"
    return [
        ("Kenmerk", delivery.reference),
        ("Bestuur", delivery.board_code),
        ("Vestiging", delivery.location_code or "alle van het bestuur"),
        ("Teldatum", f"{delivery.counted_on:%d-%m-%Y}"),
        ("Ingezonden", f"{who}, {at(delivery.delivered_at)}"),
        ("Ondertekend", signed if delivery.signed_by else "nog niet"),
        ("Leerlingen in de aanlevering", str(delivery.totals["rows"])),
        ("Leerlingen die meetellen", str(delivery.totals["pupils"])),
        ("Som van de gewichten", weight(delivery.totals["weight"])),
    ]
