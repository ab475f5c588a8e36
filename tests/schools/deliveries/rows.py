"""Rows of the delivery sheet for tests."""

from schools.deliveries.columns import NAMES
from schools.deliveries.made_up.numbers import personal_number

NUMBER = personal_number(1)
PUPIL = {
    "vestiging": "18PH00",
    "leerlingnummer": "12",
    "persoonsgebonden_nummer": NUMBER,
    "geboortedatum": "2008-03-01",
    "inschrijfdatum": "2012-03-01",
}
STATEMENT = {
    "gewicht": "0.3",
    "verklaring_dagtekening": "2012-02-20",
    "verklaring_peildatum": "2012-03-01",
    "verklaring_formulier": "vrij",
    "handtekeningen": "1",
    "verzorger1_opleiding": "lbo",
    "verzorger2_opleiding": "vmbo-bb",
}


def row(**changes: str) -> dict[str, str]:
    """A pupil without a weight, with changes."""
    return PUPIL | changes


def cells(**changes: str) -> list[str]:
    """The same as cells in order."""
    made = row(**changes)
    return [made.get(name, "") for name in NAMES]


def csv(*rows: dict[str, str], header: tuple[str, ...] = NAMES) -> bytes:
    """A sheet as CSV."""
    lines = [header, *([each.get(name, "") for name in header] for each in rows)]
    return "".join(f"{';'.join(line)}\n" for line in lines).encode()
