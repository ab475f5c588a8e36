"""The pupils of a delivery, row by row: shapes, and what can be done with them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Func, TextField
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from oab.bodies import Change, Input, InvalidBody
from oab.callers import Caller
from oab.constraints import LOCATION
from oab.filters import YES_OR_NO, CodeKey, ListQuery, WordKey
from oab.languages import in_language
from oab.pagination import Rows
from oab.problems import InvalidInput
from oab.shapes import AnyField, Shape, Text, Word, named
from oab.writing import Changes, Creates, Removes
from schools.api.deliveries.findings import OfADelivery
from schools.deliveries import filling, notations
from schools.deliveries.columns import BY_NAME, COLUMNS, NAMES, PERSONAL, Column
from schools.deliveries.notations import Notation
from schools.deliveries.reading import PERSONAL_NUMBER, sort_out
from schools.deliveries.sheets import AGE_GROUPS, cells_of
from schools.deliveries.uploads import look_again
from schools.deliveries.visibility import UNREADABLE, hidden_from
from schools.models import DeliveredPupil, Form
from schools.pupils.pseudonyms import identify
from schools.pupils.words import STATES
from schools.tasks import wake_worker

FORMS = {"vrij": Form.FREE, "duo": Form.DUO}
LONGEST = 60


# What is sent and shown, by notation --------------------------------------------------


def _given(notation: Notation, **extra: Any) -> AnyField:  # noqa: ANN401
    """Make the member that holds a cell of some notation."""
    if notation is notations.DAY:
        return serializers.DateField(**extra)
    if notation in WEIGHTS:
        return serializers.DecimalField(max_digits=3, decimal_places=2, **extra)
    if notation is notations.YES_OR_NO:
        return serializers.BooleanField(**extra)
    if notation is notations.FORM:
        return Word(FORMS, **extra)
    if notation in WHOLE:
        return serializers.IntegerField(min_value=0, max_value=99, **extra)
    return serializers.CharField(max_length=LONGEST, **extra)


WEIGHTS = (notations.WEIGHT_OF_THE_LAW, notations.OLD_WEIGHT)
WHOLE = (notations.SIGNATURES, notations.YEARS, notations.CATEGORY)


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "Wat niet te lezen was, per kolom; alleen voor het bestuur. Van "
        "nummers wordt niets bewaard.",
    }
)
class Unreadable(serializers.Field[Any, Any, Any, Any]):
    """What could not be read, by column."""

    def to_representation(self, value: Mapping[str, str]) -> Mapping[str, str]:
        """Give it as it is."""
        return value


@named("AangeleverdeLeerling", "Een rij van een aanlevering, en wat de regels zeggen.")
class PupilShape(Shape):
    """A row, without what its reader may not see."""

    def get_fields(self) -> dict[str, AnyField]:
        """Show what was delivered, column by column, and what it comes to."""
        row = serializers.IntegerField(source="row", help_text="Rij van het blad.")
        shown = {
            column.member: _shown(column)
            for column in COLUMNS
            if column.name != PERSONAL
        }
        return {"rij": row} | shown | _outcome()

    def to_representation(self, instance: DeliveredPupil) -> dict[str, Any]:
        """Leave empty what the role of the caller does not see."""
        hidden = hidden_from(self.context["view"].caller.role)
        shown: dict[str, Any] = super().to_representation(instance)
        for name in hidden & {*NAMES, UNREADABLE}:
            member = BY_NAME[name].member if name in BY_NAME else name
            if member in shown:
                shown[member] = None
        return shown


def _shown(column: Column) -> AnyField:
    extra = {"source": column.field, "help_text": column.about, "allow_null": True}
    field = _given(column.notation, **extra)
    if type(field) is not serializers.CharField:
        return field
    del extra["allow_null"]
    return Text(**extra)


def _outcome() -> dict[str, AnyField]:
    return {
        "verklaringStaat": Word(
            STATES,
            source="state",
            allow_null=True,
            help_text="Wat de ouderverklaring als bewijs waard is.",
        ),
        "berekendGewicht": serializers.DecimalField(
            max_digits=3,
            decimal_places=2,
            source="weight",
            allow_null=True,
            help_text="Gewicht dat volgens de regels meetelt.",
        ),
        "mogelijkGewicht": serializers.DecimalField(
            max_digits=3,
            decimal_places=2,
            source="potential_weight",
            allow_null=True,
            help_text="Gewicht dat zou meetellen als de ouderverklaring in orde was.",
        ),
        "teltMee": serializers.BooleanField(
            source="counted",
            allow_null=True,
            help_text="Of de leerling op de teldatum meetelt.",
        ),
        "leeftijdsgroep": Word(
            {word: group for group, word in AGE_GROUPS.items()},
            source="age_group",
            allow_null=True,
            help_text="Leeftijd op de teldatum; leeg: te jong of te oud.",
        ),
        "onleesbaar": Unreadable(source="unreadable", allow_null=True),
    }


@named("AangeleverdeLeerlingInvoer", "Een leerling, zoals een rij van het blad.")
class PupilInput(Input):
    """A row, as it is sent."""

    def get_fields(self) -> dict[str, AnyField]:
        """Ask for what the sheet asks for; the number may be known already."""
        return {
            column.member: _given(
                column.notation,
                help_text=column.about,
                required=_is_needed(column),
                allow_null=not _is_needed(column),
            )
            for column in COLUMNS
        }

    def cells(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Write what was given as cells of the sheet."""
        return {
            column.name: _cell(column, values[column.member])
            for column in COLUMNS
            if column.member in values
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        """Read each value as the sheet would."""
        return self.cells(attrs)


@named("AangeleverdeLeerlingWijziging", "Wat er aan een rij verandert.")
class PupilChange(Change, PupilInput):
    """A change of a row; null empties a column."""


def _is_needed(column: Column) -> bool:
    return column.required and column.name != PERSONAL


def _cell(column: Column, value: Any) -> str:  # noqa: ANN401
    return "" if value is None else column.notation.write(value)


# Where --------------------------------------------------------------------------------


class RowVersion(Func):
    """The version of a row, which PostgreSQL itself keeps."""

    template = "schools_deliveredpupil.xmin::text"
    output_field = TextField()


class PupilQuery(ListQuery):
    """The query of the pupils of a delivery."""

    vestiging = CodeKey(
        "Alleen leerlingen van deze vestiging.",
        "location_code",
        pattern=LOCATION,
        like="18PH00",
    )
    teltMee = WordKey("Alleen wie wel of niet meetelt.", "counted", YES_OR_NO)
    verklaringStaat = WordKey(
        "Alleen leerlingen met zo'n ouderverklaring.",
        "state",
        STATES,
    )


class DeliveredPupils(OfADelivery, Creates, Changes, Removes):
    """The pupils of a delivery; a large one is looked through after the answer."""

    scopes = {
        "GET": "aanleveringen:lezen",
        "POST": "aanleveringen:schrijven",
        "PATCH": "aanleveringen:schrijven",
        "DELETE": "aanleveringen:schrijven",
    }
    about = "leerlingen van een aanlevering"
    order = ("row",)
    lookup_field = "row"
    lookup_url_kwarg = "rij"
    serializer_class = PupilShape
    input_shape = PupilInput
    change_shape = PupilChange
    list_query = PupilQuery
    personal = True
    described = {
        "list": "De leerlingen van een aanlevering, rij voor rij, met wat de regels "
        "ervan zeggen.",
        "create": "Voegt een leerling toe aan een open aanlevering, als laatste rij. "
        "Boven 2.000 rijen worden de bevindingen na elke wijziging op de achtergrond "
        "bijgewerkt; zie de taken.",
        "retrieve": "Een rij van een aanlevering.",
        "change": "Wijzigt een rij van een open aanlevering. Zonder "
        "persoonsgebonden nummer blijft het dezelfde leerling, zolang de school (de "
        "eerste vier tekens van de vestiging) dezelfde blijft.",
        "remove": "Verwijdert een rij uit een open aanlevering; de andere rijen "
        "houden hun nummer.",
    }

    def visible_to(self, _: Caller) -> Rows:
        """Give the rows of the delivery."""
        rows = DeliveredPupil.objects.filter(delivery=self.whole)
        return rows.annotate(version=RowVersion()).select_related("delivery")

    def write(self, values: dict[str, str]) -> DeliveredPupil:
        """Add a row."""
        delivery = filling.open_for_filling(self.whole)
        cells = [values.get(name, "") for name in NAMES]
        _refuse_unreadable(cells, values)
        return self._looked_through(filling.add_row(delivery, cells))

    def apply(self, row: DeliveredPupil, values: dict[str, str]) -> DeliveredPupil:
        """Change a row."""
        filling.open_for_filling(self.whole)
        before = dict(zip(NAMES, cells_of(row), strict=True))
        cells = [(before | values)[name] for name in NAMES]
        _refuse_unreadable(cells, values)
        return self._looked_through(filling.change_row(row, cells))

    def discard(self, row: DeliveredPupil) -> None:
        """Remove a row."""
        filling.open_for_filling(self.whole)
        filling.remove_row(row)
        self._look_again()

    def _look_again(self) -> None:
        if task := look_again(self.whole, self.caller):
            wake_worker(task)

    def _looked_through(self, row: DeliveredPupil) -> DeliveredPupil:
        self._look_again()
        found: DeliveredPupil = self.get_queryset().get(row=row.row)
        return found


def _refuse_unreadable(cells: list[str], given: Mapping[str, str]) -> None:
    """Refuse what was given and cannot be read; what stood there already may stay."""
    bad_number = identify([cells[PERSONAL_NUMBER]]) == [None]
    _, unreadable = sort_out(cells, bad_number=bad_number)
    errors = [
        InvalidInput(f"/{column.member}", _expected(column), "ongeldig", "body")
        for column in COLUMNS
        if column.name in unreadable and column.name in given
    ]
    if errors:
        raise InvalidBody(errors)


def _expected(column: Column) -> str:
    return in_language(column.notation.dutch, column.notation.english)
