"""The returns of the age of teachers: their shapes, query keys and addresses."""

from decimal import Decimal
from typing import Any

from django.utils.timezone import now
from rest_framework import serializers

from oab.bodies import Input
from oab.callers import Caller
from oab.constraints import BOARD, BRIN
from oab.filters import CodeKey, CorrectedQuery, DayKey, ListQuery
from oab.languages import in_language
from oab.numbers import UUIDNumber
from oab.pagination import Rows
from oab.shapes import Shape, Text, Word, named
from oab.writing import Creates
from schools.models import TeacherAge, TeacherAgeReturn
from schools.rules.teacher_age import ImpossibleTeacher, Teacher
from schools.scopes import of_schools
from schools.teacher_ages.faults import Return
from schools.teacher_ages.returns import hand_in

Basis = TeacherAgeReturn.Basis
BASES = {
    "opgegeven": Basis.GIVEN,
    "berekend": Basis.COMPUTED,
    "landelijk": Basis.NATIONAL,
}
NEEDS = {Basis.GIVEN: {"leeftijd"}, Basis.COMPUTED: {"leraren"}, Basis.NATIONAL: set()}


class AgeReturnNumber(UUIDNumber):
    """Of a return."""

    description = "Nummer van de leeftijdsopgave."


# What is sent -------------------------------------------------------------------------


@named("LeraarInvoer", "Een leraar op 1 oktober; wordt niet bewaard.")
class TeacherInput(Input):
    """A teacher of the school on the count date; only sums of them are kept."""

    leeftijd = serializers.DecimalField(
        max_digits=4,
        decimal_places=2,
        min_value=15,
        max_value=99,
        help_text="Leeftijd in jaren.",
    )
    betrekkingsomvang = serializers.DecimalField(
        max_digits=5,
        decimal_places=4,
        min_value=0,
        max_value=2,
        help_text="Deel van een volledige betrekking, zoals 0.8.",
    )
    vervanging = serializers.DecimalField(
        max_digits=5,
        decimal_places=4,
        min_value=0,
        default=Decimal(0),
        help_text="Deel daarvan dat het Vervangingsfonds betaalt; telt niet mee.",
    )
    inOpleiding = serializers.BooleanField(
        default=False, help_text="Of het een leraar in opleiding is; telt niet mee."
    )
    brin = serializers.RegexField(
        rf"\A({BRIN})\Z",
        required=False,
        help_text="School van de leraar, bij een samenvoeging; anders die van de "
        "opgave.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what no teacher can be."""
        try:
            teacher = Teacher(
                age=attrs["leeftijd"],
                appointment=attrs["betrekkingsomvang"],
                replacing=attrs["vervanging"],
                in_training=attrs["inOpleiding"],
            )
        except ImpossibleTeacher as error:
            raise serializers.ValidationError(in_language(*REPLACES_MORE)) from error
        return {"teacher": teacher, "brin": attrs.get("brin", "")}


REPLACES_MORE = (
    "de vervanging is meer dan de betrekkingsomvang",
    "the replacement is more than the appointment",
)


@named("LeeftijdsopgaveInvoer", "De leeftijd van de leraren van een school.")
class AgeReturnInput(Input):
    """The age of a school's teachers, or what it is to be computed from."""

    brin = serializers.RegexField(rf"\A({BRIN})\Z", help_text="Nummer van de school.")
    teldatum = serializers.DateField(help_text="1 oktober waarover de opgave gaat.")
    grondslag = Word(
        BASES,
        help_text="opgegeven: het bestuur rekende zelf; berekend: uit leraren; "
        "landelijk: voor een school die in het jaar na de teldatum wordt geopend.",
    )
    leeftijd = serializers.DecimalField(
        max_digits=4,
        decimal_places=2,
        min_value=30,
        max_value=50,
        required=False,
        help_text="Gewogen gemiddelde leeftijd, bij grondslag opgegeven.",
    )
    leraren = TeacherInput(
        many=True,
        required=False,
        allow_empty=False,
        help_text="De leraren, bij grondslag berekend.",
    )
    reden = serializers.CharField(
        required=False,
        max_length=1000,
        help_text="Waarom dit een leeftijd vervangt die al bekend is.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the basis needs, and for nothing else."""
        needed = NEEDS[attrs["grondslag"]]
        given = {"leeftijd", "leraren"} & {*attrs}
        missing = {name: _error("required") for name in sorted(needed - given)}
        spare = {name: _error("ongeldig") for name in sorted(given - needed)}
        if missing or spare:
            raise serializers.ValidationError(missing | spare)
        return attrs


def _error(code: str) -> list[serializers.ErrorDetail]:
    return [serializers.ErrorDetail(in_language(*OF_THE_BASIS[code]), code)]


OF_THE_BASIS = {
    "required": ("is nodig bij deze grondslag", "is needed with this basis"),
    "ongeldig": ("hoort niet bij deze grondslag", "does not go with this basis"),
}


# What is shown ------------------------------------------------------------------------


@named("Leeftijdsstap", "Eén stap van de berekening van de leeftijd.")
class AgeStepShape(Shape):
    """A step of the working."""

    artikel = serializers.CharField(source="article", help_text="Artikel en lid.")
    omschrijving = serializers.CharField(source="text", help_text="Wat het is.")
    waarde = serializers.CharField(source="value", help_text="De uitkomst.")


@named("Leeftijdsopgave", "De leeftijd van de leraren van een school op 1 oktober.")
class AgeReturnShape(Shape):
    """What a board returned, with its working."""

    id = serializers.UUIDField(help_text="Nummer van de opgave.")
    bestuur = serializers.CharField(source="board_code", help_text="Wie opgaf.")
    brin = serializers.CharField(
        source="teacher_age.brin", help_text="Nummer van de school."
    )
    teldatum = serializers.DateField(
        source="teacher_age.counted_on", help_text="1 oktober waarover zij gaat."
    )
    grondslag = Word(BASES, source="basis", help_text="Waar de leeftijd uit volgt.")
    leeftijd = serializers.DecimalField(
        max_digits=4,
        decimal_places=2,
        source="teacher_age.age",
        help_text="Gewogen gemiddelde leeftijd.",
    )
    stappen = AgeStepShape(
        source="working.steps", many=True, help_text="De berekening, stap voor stap."
    )
    reden = Text(
        source="teacher_age.reason", help_text="Waarom zij een eerdere vervangt."
    )
    bron = serializers.CharField(
        source="teacher_age.source", help_text="Waar de leeftijd vandaan komt."
    )
    vastgelegdOp = serializers.DateTimeField(
        source="created_at", help_text="Wanneer zij is gedaan."
    )


# Where --------------------------------------------------------------------------------


class AgeReturnsQuery(CorrectedQuery, ListQuery):
    """The query of a list of returns."""

    brin = CodeKey(
        "Alleen opgaven van deze school.",
        "teacher_age__brin",
        pattern=BRIN,
        like="18PH",
    )
    bestuur = CodeKey(
        "Alleen opgaven van dit bestuur.", "board_code", pattern=BOARD, like="41646"
    )
    teldatum = DayKey("Alleen opgaven over deze teldatum.", "teacher_age__counted_on")

    def as_asked(self, rows: Rows) -> Rows:
        """Keep the returns whose age was in force."""
        ages = super().as_asked(TeacherAge.objects.all())
        return rows.filter(teacher_age__in=ages)


class AgeReturns(Creates):
    """Returns of the age of teachers, newest first."""

    scopes = {"GET": "leeftijdsopgaven:lezen", "POST": "leeftijdsopgaven:schrijven"}
    order = ("-teacher_age_id",)
    lookup_field = "pk"
    lookup_url_kwarg = "id"
    serializer_class = AgeReturnShape
    input_shape = AgeReturnInput
    list_query = AgeReturnsQuery
    described = {
        "list": "De leeftijdsopgaven, de nieuwste eerst. Een gecorrigeerde opgave "
        "staat er alleen met bekendOp.",
        "retrieve": "Een leeftijdsopgave, met haar berekening.",
        "create": "Geef de leeftijd van de leraren van een school op. Dat kan van 1 "
        "oktober tot en met 30 november, of tot en met de dag van een uitstelbesluit; "
        "ook een correctie van wat bekend is, met een reden. Van leraren worden alleen "
        "aantallen en sommen bewaard.",
    }

    def visible_to(self, caller: Caller) -> Rows:
        """Show the returns of the caller's schools."""
        rows = TeacherAgeReturn.objects.select_related("teacher_age")
        return rows.filter(of_schools(caller, "teacher_age__brin"))

    def write(self, values: dict[str, Any]) -> TeacherAgeReturn:
        """Hand in the return of the caller's board."""
        teachers = values.get("leraren", [])
        given = Return(
            board=self.caller.board,
            brin=values["brin"],
            counted_on=values["teldatum"],
            basis=values["grondslag"],
            age=values.get("leeftijd"),
            teachers=[each["teacher"] for each in teachers],
            schools=[each["brin"] or values["brin"] for each in teachers],
            reason=values.get("reden", ""),
            person=self.caller.subject,
        )
        return hand_in(given, at=now())
