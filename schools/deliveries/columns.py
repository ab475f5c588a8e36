"""The columns of the delivery sheet: the one table of what is known of a pupil.

The template, the reader, the sheet with its findings, the rows of the API and the
documentation all follow from it. A member of the API is the column in camelCase.
"""

from dataclasses import dataclass

from oab.shapes import camel
from schools.deliveries import notations
from schools.deliveries.notations import Notation
from schools.rules.education import Level

PERSONAL = "persoonsgebonden_nummer"
OWN_NUMBER = "leerlingnummer"
EDUCATIONS = ", ".join(Level)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Dutch name, the field it fills, how it is written, and help."""

    name: str
    field: str
    notation: Notation
    about: str
    required: bool = False

    @property
    def member(self) -> str:
        """Name it as the API does."""
        return camel(self.name)


def _carer(number: int) -> tuple[Column, ...]:
    who = ("eerste", "tweede")[number - 1]
    return (
        Column(
            f"verzorger{number}_opleiding",
            f"carer{number}_level",
            notations.EDUCATION,
            f"Hoogste opleiding die de {who} verzorger volgde: {EDUCATIONS}; bij een "
            "opleiding in een ander land de naam ervan, of leeg.",
        ),
        Column(
            f"verzorger{number}_leerjaren",
            f"carer{number}_years",
            notations.YEARS,
            "Afgeronde leerjaren; nodig bij vmbo-gl, vmbo-tl, mavo, havo, vwo en ander "
            "voortgezet onderwijs.",
        ),
        Column(
            f"verzorger{number}_land",
            f"carer{number}_country",
            notations.COUNTRY,
            "Land van de opleiding; leeg of NL: Nederland.",
        ),
        Column(
            f"verzorger{number}_categorie",
            f"carer{number}_category",
            notations.CATEGORY,
            "Opleidingscategorie (1, 2 of 3) waarmee een opleiding in een ander land "
            "volgens de landenbijlage is vergeleken.",
        ),
    )


COLUMNS = (
    Column(
        "vestiging",
        "location_code",
        notations.LOCATION_NUMBER,
        "Vestiging waar de leerling staat ingeschreven: BRIN en twee cijfers.",
        required=True,
    ),
    Column(
        OWN_NUMBER,
        "pupil_number",
        notations.OWN_NUMBER,
        "Eigen leerlingnummer van de school, nooit het BSN of onderwijsnummer.",
        required=True,
    ),
    Column(
        PERSONAL,
        "pseudonym",
        notations.PERSONAL_NUMBER,
        "BSN of onderwijsnummer. Wordt niet bewaard: alleen een versleutelde afdruk. "
        "Mag leeg blijven als de leerling onder dit leerlingnummer bekend is.",
        required=True,
    ),
    Column(
        "geboortedatum",
        "born_on",
        notations.DAY,
        "Geboortedatum van de leerling.",
        required=True,
    ),
    Column(
        "inschrijfdatum",
        "enrolled_on",
        notations.DAY,
        "Dag van inschrijving op deze school.",
        required=True,
    ),
    Column(
        "uitschrijfdatum",
        "left_on",
        notations.DAY,
        "Laatste dag op deze school; leeg: nog ingeschreven.",
    ),
    Column(
        "ongeoorloofd_afwezig",
        "absent",
        notations.YES_OR_NO,
        "Of de leerling van het begin van het schooljaar tot de teldatum meer dan de "
        "helft van de schooldagen zonder geldige reden afwezig was; leeg: nee.",
    ),
    Column(
        "gewicht",
        "claimed_weight",
        notations.WEIGHT_OF_THE_LAW,
        "Gewicht dat de school voor deze leerling opgeeft; leeg: wat uit de "
        "ouderverklaring volgt, en zonder geldige verklaring 0.",
    ),
    Column(
        "oud_gewicht",
        "old_weight",
        notations.OLD_WEIGHT,
        "Gewicht volgens de regeling van vóór 1 augustus 2006, als dat er was.",
    ),
    Column(
        "verklaring_dagtekening",
        "signed_on",
        notations.DAY,
        "Dag waarop de ouderverklaring is ondertekend.",
    ),
    Column(
        "verklaring_peildatum",
        "situation_on",
        notations.DAY,
        "Dag waarvan de ouderverklaring de situatie beschrijft: de eerste schooldag.",
    ),
    Column(
        "verklaring_formulier",
        "form",
        notations.FORM,
        "Formulier van de ouderverklaring; wie na 31-12-2014 is ingeschreven heeft dat "
        "van DUO nodig.",
    ),
    Column(
        "handtekeningen",
        "signatures",
        notations.SIGNATURES,
        "Hoeveel verzorgers de ouderverklaring ondertekenden.",
    ),
    *_carer(1),
    *_carer(2),
)
# The last of them are what carers stated of their education, alike for many pupils.
NAMES = tuple(column.name for column in COLUMNS)
BY_NAME = {column.name: column for column in COLUMNS}
BY_FIELD = {column.field: column for column in COLUMNS}
# What the sheet with its findings adds; skipped when it is handed in again.
SKIPPED = (
    "verklaring_staat",
    "berekend_gewicht",
    "telt_mee",
    "leeftijdsgroep",
    "bevindingen",
)
