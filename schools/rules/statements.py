"""What a statement of a pupil's carers (ouderverklaring) is worth as evidence.

Annex 5 of the specification of the pupil register (BWBR0022542): completely filled in,
showing clearly what education each carer followed, dated, and signed by one or both;
from 2015 on on DUO's own form. It is about the situation on the day that decides, as a
rule the first school day (art. 27(1) Besluit bekostiging WPO, BWBR0003862). Whatever a
statement does not say, or says in two ways, is ambiguous; nothing is guessed.
"""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from schools.rules.education import (
    ANOTHER_FORM_OF_SECONDARY,
    Category,
    Education,
    Level,
    category_of,
)

ANY_FORM_UNTIL = date(2014, 12, 31)
DUO_FORM = "duo"
HOME = ("", "NL", "Nederland")

# Art. 7(5): who comes first on the first day of a school year enrols from 1 August.
# The law names no last day on which a school year may begin; this one is our own.
ENROLLED_BEFORE_THE_FIRST_DAY = (8, 1)
LATEST_FIRST_DAY = (9, 15)


class State(StrEnum):
    """What a statement is worth; only a complete one justifies a weight."""

    COMPLETE = "complete"
    UNSIGNED = "unsigned"
    AMBIGUOUS = "ambiguous"
    MISSING = "missing"


class ErrorClass(StrEnum):
    """How the ministry's checks name what is wrong: level in or out of Dutch, form."""

    NONE = ""
    DUTCH_LEVEL = "A"
    FOREIGN_LEVEL = "B"
    FORM = "C"


class Carer(NamedTuple):
    """What a statement says of one carer's education.

    Foreign education is what names another country, and bears the category that it was
    compared to; the country's annex to DUO's form says how. Nothing here converts it.
    """

    level: str = ""
    years: int | None = None
    country: str = ""
    category: int | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether the education was followed elsewhere."""
        return self.country not in HOME


NOBODY = Carer()


class Stated(NamedTuple):
    """The content of a statement, but for its dates."""

    form: str = ""
    signatures: int | None = None
    first: Carer = NOBODY
    second: Carer = NOBODY

    @property
    def carers(self) -> tuple[Carer, ...]:
        """The carers spoken of; a single one comes first."""
        return (self.first,) if self.second == NOBODY else (self.first, self.second)


NOTHING = Stated()


class Dates(NamedTuple):
    """What the dates of a statement say, once compared with those of the pupil."""

    is_signed_on_a_day: bool
    is_about_the_deciding_day: bool
    needs_the_duo_form: bool


def needs_the_duo_form(*, enrolled_on: date) -> bool:
    """Tell whether only DUO's form will do: for who enrolled after 31-12-2014."""
    return enrolled_on > ANY_FORM_UNTIL


def is_about(situation_on: date | None, deciding_day: date, *, form: str) -> bool:
    """Tell whether a statement is about the day that decides.

    DUO's form asks for that day itself, so there it need not be written.
    """
    if situation_on is None:
        return form == DUO_FORM
    if situation_on == deciding_day:
        return True
    if (deciding_day.month, deciding_day.day) != ENROLLED_BEFORE_THE_FIRST_DAY:
        return False
    latest = date(deciding_day.year, *LATEST_FIRST_DAY)
    return deciding_day < situation_on <= latest


def category_stated(carer: Carer) -> Category | None:
    """Find the category of a carer, or none where the statement is not clear."""
    try:
        given = None if carer.category is None else Category(carer.category)
        own = given if carer.is_foreign else _category_at_home(carer)
    except ValueError:
        return None
    return own if given in (None, own) else None


def categories_stated(stated: Stated) -> tuple[Category | None, ...]:
    """Find the category of each carer spoken of."""
    return tuple(map(category_stated, stated.carers))


def state_of(stated: Stated, dates: Dates) -> State:
    """Judge a statement; one on another form than the law asks for is missing."""
    if stated == NOTHING:
        return State.MISSING
    if dates.needs_the_duo_form and stated.form != DUO_FORM:
        return State.MISSING
    if None in categories_stated(stated) or not dates.is_about_the_deciding_day:
        return State.AMBIGUOUS
    return _state_of_signing(stated, dates)


def error_class(stated: Stated, state: State) -> ErrorClass:
    """Name what is wrong as the ministry's checks do (classes A, B and C)."""
    if state is State.COMPLETE:
        return ErrorClass.NONE
    unclear = [each for each in stated.carers if category_stated(each) is None]
    if state is not State.AMBIGUOUS or not unclear:
        return ErrorClass.FORM
    foreign = any(each.is_foreign for each in unclear)
    return ErrorClass.FOREIGN_LEVEL if foreign else ErrorClass.DUTCH_LEVEL


def _category_at_home(carer: Carer) -> Category:
    """Place Dutch education; years matter only where they decide."""
    level = Level(carer.level)
    decides = level in ANOTHER_FORM_OF_SECONDARY
    return category_of(Education(level, carer.years if decides else None))


def _state_of_signing(stated: Stated, dates: Dates) -> State:
    if not stated.signatures:
        return State.UNSIGNED
    if stated.signatures > len(stated.carers) or not dates.is_signed_on_a_day:
        return State.AMBIGUOUS
    return State.COMPLETE
