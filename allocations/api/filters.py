"""The query keys of regulations, runs and allocations."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

from allocations.api.numbers import RECIPIENT
from allocations.api.serializers import KINDS, REGULATION_STATES, STATES
from allocations.in_force import applying_on, is_in_force, known_at
from allocations.regulations import Fixed, Regulation
from allocations.rules.periods import NotAPeriod, Period
from allocations.rules.regimes import REGIMES
from oab.constraints import BOARD
from oab.filters import (
    YES_OR_NO,
    CodeKey,
    DayKey,
    Key,
    ListQuery,
    MomentQuestion,
    WordKey,
)
from oab.languages import shown_in_language
from oab.pagination import Rows

NO_PERIOD = shown_in_language(
    "verwacht een schooljaar (2015-2016), een kalenderjaar (2024) of maanden "
    "(2022-08..2022-12)",
    "expected a school year (2015-2016), a calendar year (2024) or months "
    "(2022-08..2022-12)",
)
REGIME_CODES = {regime.code: regime.code for regime in REGIMES}


class PeriodField(forms.Field):
    """A period as 2015-2016, 2024 or 2022-08..2022-12."""

    def to_python(self, value: str | None) -> Period | None:
        """Read the period."""
        if not value:
            return None
        try:
            return Period.parse(value)
        except NotAPeriod as error:
            raise ValidationError(NO_PERIOD, "ongeldig") from error


class PeriodKey(Key):
    """A query key that holds a period."""

    field_class = PeriodField
    schema = {
        "type": "string",
        "pattern": r"^\d{4}(-\d{4}|-\d{2}\.\.\d{4}-\d{2})?$",
        "example": "2015-2016",
    }


class RegulationQuery(ListQuery):
    """The query of the list of regulations."""

    regime = WordKey(
        "Alleen regelingen met waarden voor dit regime.", "regime", REGIME_CODES
    )
    periode = PeriodKey("Alleen regelingen met waarden voor deze hele periode.")
    toestand = WordKey(
        "Alleen regelingen in deze toestand.", "state", REGULATION_STATES
    )

    def filter_queryset(self, queryset: Rows) -> list[Regulation]:  # type: ignore[override]
        """Keep the regulations with a value that was asked for."""
        regime = self.form.cleaned_data["regime"]
        period = self.form.cleaned_data["periode"]
        state = self.form.cleaned_data["toestand"]
        rows = [each for each in queryset if state in {None, each.state}]
        if not (regime or period):
            return rows
        return [
            regulation
            for regulation in rows
            if any(_is_asked(fixed, regime, period) for fixed in regulation.values)
        ]


def _is_asked(fixed: Fixed, regime: str | None, period: Period | None) -> bool:
    in_regime = regime in {None, fixed.regime}
    return in_regime and (
        period is None or period.within(fixed.value.since, fixed.value.until)
    )


class RunQuery(ListQuery):
    """The query of the list of runs."""

    regime = WordKey("Alleen doorrekeningen van dit regime.", "regime", REGIME_CODES)
    periode = PeriodKey("Alleen doorrekeningen van deze periode.", "period")
    toestand = WordKey("Alleen doorrekeningen in deze toestand.", "state", STATES)
    soort = WordKey("Alleen doorrekeningen van deze soort.", "kind", KINDS)


class AllocationQuery(ListQuery):
    """The query of the list of allocations."""

    doorrekening = CodeKey(
        "Alleen berekeningen van deze doorrekening.",
        "run_id",
        pattern="[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        like="123e4567-e89b-12d3-a456-426614174000",
    )
    ontvanger = CodeKey(
        "Alleen berekeningen voor deze ontvanger.",
        "recipient",
        pattern=RECIPIENT,
        like="18PH",
    )
    bestuur = CodeKey(
        "Alleen berekeningen voor ontvangers van dit bestuur.",
        "board_code",
        pattern=BOARD,
        like="41646",
    )
    regime = WordKey("Alleen berekeningen van dit regime.", "regime", REGIME_CODES)
    periode = PeriodKey("Alleen berekeningen van deze periode.", "period")
    geldend = WordKey(
        "Alleen berekeningen die gelden, of juist niet meer.", "in_force", YES_OR_NO
    )
    geldigOp = DayKey(
        "Alleen berekeningen van een periode waarin deze dag valt.",
        method="filter_day",
    )
    bekendOp = MomentQuestion(
        "Zoals het op dit tijdstip bekend was: alleen berekeningen van doorrekeningen "
        "die toen klaar waren, en geldend zoals het toen was."
    )

    def filter_queryset(self, queryset: Rows) -> Rows:
        """Ask first what was known, as that says what was in force."""
        moment: datetime | None = self.form.cleaned_data["bekendOp"]
        if moment is not None:
            queryset = queryset.filter(known_at(moment)).annotate(
                in_force=is_in_force(moment)
            )
        return super().filter_queryset(queryset)

    def filter_day(self, rows: Rows, _: str, day: date) -> Rows:
        """Keep what was for a period with the day in it."""
        return rows.filter(applying_on(day))
