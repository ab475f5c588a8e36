"""Statements of carers: their shapes, query keys and addresses."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from oab.bodies import Input, InvalidBody
from oab.callers import Caller
from oab.constraints import BRIN
from oab.filters import YES_OR_NO, CodeKey, ListQuery, WordKey
from oab.languages import in_language
from oab.numbers import Number
from oab.pagination import Rows
from oab.personal_numbers import looks_personal
from oab.problems import InvalidInput
from oab.processing_activities import Activity
from oab.processing_log import RecordedResource
from oab.shapes import AnyField, Shape, Text, Word, named
from oab.writing import Creates
from schools.deliveries import notations
from schools.deliveries.columns import BY_FIELD
from schools.deliveries.notations import Notation
from schools.deliveries.visibility import BIRTH, hidden_from
from schools.models import Enrolment, Form, Ouderverklaring
from schools.models.pupils import StatementContent
from schools.pupils.pseudonyms import DUTCH, ENGLISH, Pseudonym, identify
from schools.pupils.statements import Enrolled, Judged, amend, hand_in, judge, reasons
from schools.pupils.words import STATES
from schools.rules.education import Level
from schools.rules.statements import HOME, ErrorClass
from schools.scopes import of_schools, schools_of

READ, WRITE = "ouderverklaringen:lezen", "ouderverklaringen:schrijven"
FORMS = {"vrij": Form.FREE, "duo": Form.DUO}
LEVELS = frozenset(Level)
NUMBER, OWN_NUMBER = "persoonsgebondenNummer", "leerlingnummer"
IDENTITY = ("brin", NUMBER, OWN_NUMBER, BIRTH, "inschrijfdatum")
CHAIN = ("vervangt", "reden")
ASKED = ("brin", OWN_NUMBER, BIRTH, "inschrijfdatum")
FIELDS = tuple(
    field.name
    for field in StatementContent._meta.get_fields()
    if field.name in BY_FIELD  # the state is the rule's
)


class StatementNumber(Number):
    """A positive number."""

    regex = "[1-9][0-9]{0,17}"
    description = "Nummer van de ouderverklaring."


# What is sent -------------------------------------------------------------------------


class Cell(serializers.CharField):
    """A text that is written as a cell of the delivery sheet is."""

    def __init__(self, notation: Notation, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(max_length=60, **extra)
        self.notation = notation

    def to_internal_value(self, data: Any) -> str:  # noqa: ANN401
        """Read it strictly."""
        try:
            read: str = self.notation.read(super().to_internal_value(data))
        except ValueError as error:
            expected = in_language(self.notation.dutch, self.notation.english)
            raise serializers.ValidationError(expected) from error
        return read


def _member(field: str) -> AnyField:
    column = BY_FIELD[field]
    extra: dict[str, Any] = {"required": False, "help_text": column.about}
    if column.notation is notations.DAY:
        return serializers.DateField(**extra)
    if column.notation is notations.FORM:
        return Word(FORMS, **extra)
    if column.notation in RANGES:
        least, most = RANGES[column.notation]
        return serializers.IntegerField(min_value=least, max_value=most, **extra)
    return Cell(column.notation, **extra)


RANGES = {
    notations.SIGNATURES: (0, 2),
    notations.YEARS: (0, 20),
    notations.CATEGORY: (1, 3),
}


@named(
    "OuderverklaringInvoer",
    "Een ouderverklaring: de eerste van een inschrijving, of met vervangt en reden een "
    "gewijzigde.",
)
class StatementInput(Input):
    """A statement; the first one says whose it is, a later one what it replaces."""

    brin = serializers.RegexField(
        rf"\A({BRIN})\Z", required=False, help_text="School van de inschrijving."
    )
    persoonsgebondenNummer = serializers.CharField(
        required=False,
        max_length=15,
        help_text="BSN of onderwijsnummer. Wordt niet bewaard; mag ontbreken als de "
        "school de leerling onder dit leerlingnummer kent.",
    )
    leerlingnummer = Cell(
        notations.OWN_NUMBER,
        required=False,
        help_text="Eigen leerlingnummer van de school.",
    )
    geboortedatum = serializers.DateField(
        required=False, help_text="Geboortedatum van de leerling."
    )
    inschrijfdatum = serializers.DateField(
        required=False, help_text="Dag van inschrijving op deze school."
    )
    vervangt = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=10**18 - 1,
        help_text="Nummer van de verklaring die deze vervangt.",
    )
    reden = serializers.CharField(
        required=False, max_length=1000, help_text="Waarom zij wordt vervangen."
    )

    def get_fields(self) -> dict[str, AnyField]:
        """Ask for what the delivery sheet asks for, under the same names."""
        content = {BY_FIELD[field].member: _member(field) for field in FIELDS}
        return super().get_fields() | content

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what does not go together, all of it at once."""
        if errors := dict(self._faults(attrs)):
            raise serializers.ValidationError(errors)
        return attrs

    def _faults(self, given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        amends = "vervangt" in given or "reden" in given
        asked, spare = (CHAIN, IDENTITY) if amends else (ASKED, CHAIN)
        yield from (
            (name, [_error("required", *MISSING)])
            for name in asked
            if name not in given
        )
        yield from (
            (name, [_error("ongeldig", *SPARE)]) for name in spare if name in given
        )
        yield from _of_pupil(given)
        yield from _levels_unknown(given)


def _of_pupil(given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    if looks_personal(given.get(OWN_NUMBER, "")):
        yield OWN_NUMBER, [_error("ongeldig", *PERSONAL_HERE)]
    if BIRTH in given and given[BIRTH] >= given.get("inschrijfdatum", date.max):
        yield BIRTH, [_error("ongeldig", *BORN_LATER)]


def _levels_unknown(given: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for number in (1, 2):
        name = f"verzorger{number}Opleiding"
        level, country = given.get(name, ""), given.get(f"verzorger{number}Land", "")
        if level and country in HOME and level not in LEVELS:
            yield name, [_error("onbekend", *NO_LEVEL)]


def _error(code: str, dutch: str, english: str) -> serializers.ErrorDetail:
    return serializers.ErrorDetail(in_language(dutch, english), code)


MISSING = ("is hier nodig", "is needed here")
SPARE = (
    "hoort niet bij een verklaring die een andere vervangt, of andersom",
    "does not go with a statement that replaces another, or the reverse",
)
PERSONAL_HERE = (
    "hier hoort het eigen nummer van de school, geen BSN of onderwijsnummer",
    "this is for the school's own number, not for a BSN or onderwijsnummer",
)
BORN_LATER = ("is niet voor de inschrijfdatum", "is not before the day of enrolment")
NO_LEVEL = (
    "is geen Nederlands niveau; noem bij een ander land ook het land",
    "is no Dutch level; for another country name the country too",
)
UNKNOWN_SCHOOL = ("is geen school van dit bestuur", "is no school of this board")
NOT_THERE = ("is hier niet bekend", "is not known here")
WHO = (
    "is nodig: de school kent geen leerling onder dit leerlingnummer",
    "is needed: the school knows no pupil by this number",
)


def refuse_member(name: str, code: str, texts: tuple[str, str]) -> Exception:
    """Refuse one member of a body."""
    return InvalidBody([InvalidInput(f"/{name}", in_language(*texts), code, "body")])


# What is shown ------------------------------------------------------------------------


@named("Uitleg", "Eén stap van de beoordeling van een ouderverklaring.")
class ReasonShape(Shape):
    """A step of the reasoning."""

    artikel = serializers.CharField(help_text="Waar het staat.")
    uitleg = serializers.CharField(help_text="Wat daaruit volgt.")


class HiddenFromSome(serializers.Field[Any, Any, Any, Any]):
    """A member of the enrolment that not every role sees."""

    def __init__(self, column: str, **extra: Any) -> None:  # noqa: ANN401
        super().__init__(allow_null=True, **extra)
        self.column = column

    def to_representation(self, value: Any) -> str | None:  # noqa: ANN401
        """Show it to who needs it."""
        hidden = hidden_from(self.context["view"].caller.role)
        return None if self.column in hidden else str(value)


@extend_schema_field({"type": "string"})
class OwnNumber(HiddenFromSome):
    """The school's own number of the pupil."""


@extend_schema_field({"type": "string", "format": "date"})
class BirthDate(HiddenFromSome):
    """When the pupil was born."""


@named("Ouderverklaring", "Wat verzorgers verklaarden, en wat de regels ervan maken.")
class StatementShape(Shape):
    """A statement, whose it is, and what it is worth."""

    def get_fields(self) -> dict[str, AnyField]:
        """Show whose it is, what was stated, and what the rules make of it."""
        return _identity() | _content() | _judgement() | _chain()

    def to_representation(self, instance: Ouderverklaring) -> dict[str, Any]:
        """Judge it once."""
        instance.judged = judge(instance)  # type: ignore[attr-defined]
        shown: dict[str, Any] = super().to_representation(instance)
        return shown


def _identity() -> dict[str, AnyField]:
    return {
        "nummer": serializers.IntegerField(
            source="pk", help_text="Nummer van de ouderverklaring."
        ),
        "brin": serializers.CharField(
            source="enrolment.brin", help_text="School van de inschrijving."
        ),
        OWN_NUMBER: OwnNumber(
            OWN_NUMBER,
            source="enrolment.pupil_number",
            help_text="Eigen leerlingnummer van de school; alleen voor het bestuur.",
        ),
        BIRTH: BirthDate(
            BIRTH,
            source="enrolment.born_on",
            help_text="Geboortedatum; voor het bestuur en de behandelaar.",
        ),
        "inschrijfdatum": serializers.DateField(
            source="enrolment.enrolled_on",
            help_text="Dag van inschrijving op deze school.",
        ),
        "uitschrijfdatum": serializers.DateField(
            source="enrolment.left_on",
            allow_null=True,
            help_text="Laatste dag op deze school; leeg: nog ingeschreven.",
        ),
    }


def _content() -> dict[str, AnyField]:
    return {BY_FIELD[field].member: _shown(field) for field in FIELDS}


def _shown(field: str) -> AnyField:
    column = BY_FIELD[field]
    extra: dict[str, Any] = {"source": field, "help_text": column.about}
    if column.notation is notations.DAY:
        return serializers.DateField(allow_null=True, **extra)
    if column.notation is notations.FORM:
        return Word(FORMS, allow_null=True, **extra)
    if column.notation in RANGES:
        return serializers.IntegerField(allow_null=True, **extra)
    return Text(**extra)


def _judgement() -> dict[str, AnyField]:
    return {
        "verklaringStaat": Word(
            STATES,
            source="judged.state",
            help_text="Wat de ouderverklaring als bewijs waard is.",
        ),
        "foutklasse": Word(
            {"A": ErrorClass.DUTCH_LEVEL, "B": ErrorClass.FOREIGN_LEVEL}
            | {"C": ErrorClass.FORM},
            source="judged.error_class",
            allow_null=True,
            help_text="Soort fout: A een Nederlands niveau, B een buitenlands niveau, "
            "C het formulier.",
        ),
        "categorieen": serializers.ListField(
            child=serializers.IntegerField(allow_null=True),
            source="judged.categories",
            help_text="Opleidingscategorie per verzorger; leeg: onduidelijk.",
        ),
        "gewicht": serializers.DecimalField(
            max_digits=3,
            decimal_places=2,
            source="judged.weight",
            help_text="Gewicht dat uit deze verklaring volgt.",
        ),
        "uitleg": Reasoning(help_text="Waarom, met het artikel.", source="judged"),
    }


@extend_schema_field(ReasonShape(many=True))
class Reasoning(serializers.Field[Any, Any, Any, Any]):
    """Why a statement is worth what it is."""

    def to_representation(self, value: Judged) -> list[dict[str, str]]:
        """Explain it."""
        return reasons(value)


def _chain() -> dict[str, AnyField]:
    return {
        "vervangt": serializers.IntegerField(
            source="replaces_id",
            allow_null=True,
            help_text="Nummer van de verklaring die deze vervangt.",
        ),
        "reden": Text(source="reason", help_text="Waarom zij die vervangt."),
        "vervangenDoor": serializers.IntegerField(
            source="replaced_by.pk",
            default=None,
            allow_null=True,
            help_text="Nummer van de verklaring die deze verving.",
        ),
        "vastgelegdOp": serializers.DateTimeField(
            source="created_at", help_text="Wanneer zij is vastgelegd."
        ),
    }


# Where --------------------------------------------------------------------------------


class InForceKey(WordKey):
    """Whether to show what was replaced."""

    def filter(self, qs: Rows, value: object) -> Rows:
        """Keep what is in force, or what was replaced."""
        return qs if value is None else qs.filter(replaced_by__isnull=bool(value))


class StatementQuery(ListQuery):
    """The query of a list of statements."""

    brin = CodeKey(
        "Alleen ouderverklaringen van deze school.",
        "enrolment__brin",
        pattern=BRIN,
        like="18PH",
    )
    verklaringStaat = WordKey(
        "Alleen ouderverklaringen in deze staat.", "state", STATES
    )
    geldend = InForceKey(
        "Alleen wat niet is vervangen (true), of alleen wat wel is vervangen (false).",
        "",
        YES_OR_NO,
    )


def statements_of(caller: Caller) -> Rows:
    """Give the statements of the caller's schools."""
    rows = Ouderverklaring.objects.select_related("enrolment", "replaced_by")
    return rows.filter(of_schools(caller, "enrolment__brin"))


class Statements(RecordedResource, Creates):
    """Statements of carers."""

    scopes = {"GET": READ, "POST": WRITE}
    activity = Activity.STATEMENTS
    about = "ouderverklaringen"
    pseudonym = "enrolment__pseudonym"
    personal = True
    order = ("id",)
    lookup_field = "pk"
    lookup_url_kwarg = "nummer"
    serializer_class = StatementShape
    input_shape = StatementInput
    list_query = StatementQuery
    described = {
        "list": "De ouderverklaringen van de eigen scholen, met hun gewicht en waarom.",
        "retrieve": "Een ouderverklaring, met haar gewicht en waarom.",
        "create": "Legt een ouderverklaring vast, met haar inschrijving. "
        "Met vervangt en reden komt zij in plaats van een eerdere over dezelfde "
        "inschrijving. Een verklaring over een latere dag dan de toelating verandert "
        "niets en wordt geweigerd.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Show those of the caller's schools."""
        return statements_of(caller)

    def write(self, values: dict[str, Any]) -> Ouderverklaring:
        """Write the first statement of an enrolment, or a later one."""
        content = {
            field: values[BY_FIELD[field].member]
            for field in FIELDS
            if BY_FIELD[field].member in values
        }
        by = self.caller.subject
        if "vervangt" not in values:
            return hand_in(self._enrolled(values), content, by)
        replaced = self.get_queryset().filter(pk=values["vervangt"]).first()
        if replaced is None:
            raise refuse_member("vervangt", "onbekend", NOT_THERE)
        return amend(replaced, content, values["reden"], by)

    def _enrolled(self, values: dict[str, Any]) -> Enrolled:
        if not schools_of(self.caller).filter(brin=values["brin"]).exists():
            raise refuse_member("brin", "onbekend", UNKNOWN_SCHOOL)
        return Enrolled(
            values["brin"],
            _pseudonym(values),
            values[OWN_NUMBER],
            values[BIRTH],
            values["inschrijfdatum"],
        )


def _pseudonym(values: dict[str, Any]) -> Pseudonym:
    if NUMBER in values:
        (found,) = identify([values[NUMBER]])
        if found is None:
            raise refuse_member(NUMBER, "ongeldig", (DUTCH, ENGLISH))
        return found
    known = Enrolment.objects.filter(
        brin=values["brin"], pupil_number=values[OWN_NUMBER]
    )
    last = known.order_by("enrolled_on").last()
    if last is None:
        raise refuse_member(NUMBER, "ontbreekt", WHO)
    return Pseudonym(last.key, bytes(last.pseudonym))
