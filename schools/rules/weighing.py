"""The weight of a pupil as it was handed in, and what its statement is worth.

Art. 27(1) Besluit bekostiging WPO (BWBR0003862), and art. II of the decree of 19 May
2006 (BWBR0019884). Pure, and quick: a whole country is some 1.4 million pupils, with a
few thousand different statements.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from schools.rules.education import Category
from schools.rules.pupil_weights import (
    FIRST_MONTH,
    FOR_ALL_FROM,
    NO_WEIGHT,
    OLD_WEIGHTS,
    REPEALED_ON,
    WEIGHTS,
    Rule,
    deciding_day,
    rule_for,
    weight_of,
    weight_under,
)
from schools.rules.statements import (
    NOTHING,
    Carer,
    Dates,
    ErrorClass,
    State,
    Stated,
    categories_stated,
    error_class,
    is_about,
    needs_the_duo_form,
    state_of,
)

NEW_RULE_FOR_ALL = date(FOR_ALL_FROM, FIRST_MONTH, 1)
ANY_DATES = Dates(
    is_signed_on_a_day=True, is_about_the_deciding_day=True, needs_the_duo_form=False
)
STATEMENTS_REMEMBERED = 1 << 16


class Pupil(NamedTuple):
    """A pupil as handed in; its members are named as the columns of the delivery are.

    `claimed_weight` is what the board says, `old_weight` what the old rule set.
    Dates first: what follows them is the same for many pupils.
    """

    born_on: date | None = None
    enrolled_on: date | None = None
    signed_on: date | None = None
    situation_on: date | None = None
    claimed_weight: Decimal | None = None
    old_weight: Decimal | None = None
    form: str = ""
    signatures: int | None = None
    carer1_level: str = ""
    carer1_years: int | None = None
    carer1_country: str = ""
    carer1_category: int | None = None
    carer2_level: str = ""
    carer2_years: int | None = None
    carer2_country: str = ""
    carer2_category: int | None = None


class Given(NamedTuple):
    """The weights that a board gives, which may be anything."""

    claimed: Decimal | None
    old: Decimal | None

    @property
    def former(self) -> Decimal:
        """The weight under the old rule; a claim of one says it too."""
        given = self.claimed if self.old is None else self.old
        return OLD.get(given, NO_WEIGHT)

    @property
    def new(self) -> Decimal | None:
        """The claim, where it is one of art. 27(1)."""
        return NEW.get(self.claimed)


# As the law writes them, since 1.2 and 1.20 are one weight.
OLD: Mapping[Decimal | None, Decimal] = {weight: weight for weight in OLD_WEIGHTS}
NEW: Mapping[Decimal | None, Decimal] = {weight: weight for weight in WEIGHTS}
DATES = Pupil._fields.index("claimed_weight")
STATEMENT = Pupil._fields.index("form")
NO_STATEMENT = tuple(Pupil())[STATEMENT:]


class Weighing(NamedTuple):
    """What the rule makes of a pupil.

    `weight` counts; `potential_weight` would count if the statement were mended: by
    what it says where that is clear, else by what the board claims. `categories` are
    those of the carers, none where unclear. Nothing is wrong where nothing is claimed.
    """

    state: State
    categories: tuple[Category | None, ...]
    error_class: ErrorClass
    weight: Decimal
    potential_weight: Decimal


def weigh(pupil: Pupil, counted_on: date) -> Weighing:
    """Weigh a pupil on a count date; nothing delivered is refused, however wrong.

    Who has no day of birth or of enrolment has no weight, since no rule can be chosen;
    after the repeal on 1 August 2019 nobody has one.

        outcome = weigh(Pupil(born_on=…, enrolled_on=…, …), date(2014, 10, 1))
        outcome.state, outcome.weight, outcome.potential_weight
    """
    born_on, enrolled_on = pupil.born_on, pupil.enrolled_on
    if born_on is None or enrolled_on is None or counted_on >= REPEALED_ON:
        return _weigh(None, ANY_DATES, pupil[DATES:])
    rule = rule_for(born_on=born_on, on=counted_on)
    if pupil[STATEMENT:] == NO_STATEMENT:
        return _weigh(rule, ANY_DATES, pupil[DATES:])
    dates = Dates(
        pupil.signed_on is not None,
        is_about(pupil.situation_on, decided_on(born_on, enrolled_on), form=pupil.form),
        needs_the_duo_form(enrolled_on=enrolled_on),
    )
    return _weigh(rule, dates, pupil[DATES:])


def decided_on(born_on: date, enrolled_on: date) -> date:
    """Give the day whose situation sets the weight of an enrolment, on any date."""
    if enrolled_on >= NEW_RULE_FOR_ALL:
        return enrolled_on
    return deciding_day(born_on=born_on, admitted_on=enrolled_on)


@lru_cache(maxsize=STATEMENTS_REMEMBERED)
def _weigh(rule: Rule | None, dates: Dates, content: tuple[Any, ...]) -> Weighing:
    claimed, old, form, signatures, *carers = content
    stated = Stated(form, signatures, Carer(*carers[:4]), Carer(*carers[4:]))
    state = state_of(stated, dates)
    categories = categories_stated(stated) if stated != NOTHING else ()
    said = None if None in categories or not categories else weight_of(categories)
    given = Given(claimed, old)
    return Weighing(
        state,
        categories,
        error_class(stated, state) if claimed else ErrorClass.NONE,
        _counted(rule, given, said if state is State.COMPLETE else None),
        _counted(rule, given, given.new if said is None else said),
    )


def _counted(rule: Rule | None, given: Given, new: Decimal | None) -> Decimal:
    return NO_WEIGHT if rule is None else weight_under(rule, old=given.former, new=new)
