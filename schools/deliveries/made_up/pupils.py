"""Made-up pupils of a location, as many of each weight and age group as is asked.

They are rows of the delivery sheet. Who they are follows from seed, count date and
location alone. Nobody is real, and no personal number is one that is ever given out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from random import Random

from schools.deliveries.made_up.numbers import Shuffle, personal_number
from schools.deliveries.made_up.statements import NO_STATEMENT, Cells, stated
from schools.models import Form
from schools.rules import weighing
from schools.rules.counting import AgeGroup, ages
from schools.rules.pupil_weights import (
    NO_WEIGHT,
    OLD_WEIGHTS,
    REPEALED_ON,
    WEIGHTS,
    Rule,
    deciding_day,
    is_under_new_rule,
    rule_for,
)
from schools.rules.statements import needs_the_duo_form

Kind = tuple[Decimal, str]
Cohort = Mapping[Kind, int]

NEW_RULE_FOR_ALL = weighing.NEW_RULE_FOR_ALL.toordinal()
FOUR_YEARS = 4 * 365 + 1
OLDEST_BEYOND_EIGHT = FOUR_YEARS + 30
DAYS_UNTIL_ENROLLED = 60
DAYS_SIGNED_BEFORE = 28
SHARE_ADMITTED_AT_FOUR = 0.85
SHARE_STATED_WITHOUT_WEIGHT = 0.3
NOT_ABSENT = "nee"
NOTHING_STATED = ("", "", *NO_STATEMENT)
OLD_ONLY = {weight for weight in OLD_WEIGHTS if weight not in WEIGHTS}


class ImpossibleCount(ValueError):
    """Dit gewicht kan geen leerling van deze leeftijd hebben op deze teldatum."""


@dataclass(frozen=True)
class Maker:
    """Makes the pupils of a count date by a seed."""

    counted_on: date
    seed: int

    @cached_property
    def _numbers(self) -> Shuffle:
        return Shuffle(self.seed, self.counted_on.year)

    def pupils(self, location: str, cohort: Cohort, first: int) -> Iterator[Cells]:
        """Give the rows of a location; `first` of the count date's pupils is its own.

        Who is the so many-th of the count date has that personal number.
        """
        random = Random(f"{self.seed} {self.counted_on} {location}")  # noqa: S311
        kinds = [kind for kind in sorted(cohort) for _ in range(cohort[kind])]
        random.shuffle(kinds)
        for number, kind in enumerate(kinds):
            yield (
                location,
                f"{location[4:]}-{number + 1:04}",
                personal_number(self._numbers(first + number)),
                *self._told(random, kind),
            )

    def _told(self, random: Random, kind: Kind) -> Cells:
        """Tell of a pupil: dates, weight and statement."""
        weight, _ = kind
        born, days = _birth(self.counted_on, kind)
        born -= int(random.random() * days)
        enrolled = self._enrolment(random, born + FOUR_YEARS)
        return (
            _written(born),
            _written(enrolled),
            "",
            NOT_ABSENT,
            _weight(weight),
            _weight(weight) if weight in OLD_ONLY else "",
            *self._statement(random, weight, born, enrolled),
        )

    def _enrolment(self, random: Random, fourth_birthday: int) -> int:
        """Enrol soon after the fourth birthday, or later in from another school."""
        last = self.counted_on.toordinal()
        if random.random() > SHARE_ADMITTED_AT_FOUR:
            return fourth_birthday + int(random.random() * (last + 1 - fourth_birthday))
        return min(
            fourth_birthday + int(random.random() * DAYS_UNTIL_ENROLLED),
            last,
        )

    def _statement(
        self, random: Random, weight: Decimal, born: int, enrolled: int
    ) -> Cells:
        unstated = weight == NO_WEIGHT and random.random() > SHARE_STATED_WITHOUT_WEIGHT
        if unstated or weight in OLD_ONLY:
            return NOTHING_STATED
        decided = _decided(born, enrolled, self.counted_on)
        if decided is None:
            return NOTHING_STATED
        statements = _stated(weight, _form(enrolled))
        signed = decided - int(random.random() * DAYS_SIGNED_BEFORE)
        return (
            _written(signed),
            _written(decided),
            *statements[int(random.random() * len(statements))],
        )


@cache
def _birth(counted_on: date, kind: Kind) -> tuple[int, int]:
    """Give the last day of birth of a kind of pupil, and on how many days before it.

    Raises ImpossibleCount where no such pupil can have that weight.
    """
    weight, group = kind
    old_enough, older_group, too_old = (day.toordinal() for day in ages(counted_on))
    last, before = old_enough, older_group
    if group == AgeGroup.EIGHT_AND_OVER:
        last, before = older_group, max(older_group - OLDEST_BEYOND_EIGHT, too_old)
    if weight != NO_WEIGHT:
        before = max(before, _born_after(counted_on, weight, before, last))
    if last <= before:
        raise ImpossibleCount(f"gewicht {weight} op {counted_on:%d-%m-%Y}")
    return last, last - before


def _born_after(counted_on: date, weight: Decimal, before: int, last: int) -> int:
    """Find after which day who has this weight was born; the last where nobody has."""
    if counted_on >= REPEALED_ON:
        return last
    days = range(before + 1, last + 1)
    if weight in OLD_ONLY:
        rule = rule_for(born_on=date.fromordinal(last), on=counted_on)
        return last if rule is Rule.NEW else before
    under = [day for day in days if _is_under_new_rule(day, counted_on)]
    return min(under, default=last + 1) - 1


def _is_under_new_rule(born: int, on: date) -> bool:
    return is_under_new_rule(born_on=date.fromordinal(born), on=on)


def _decided(born: int, enrolled: int, counted_on: date) -> int | None:
    """Give the day whose situation decides; none for who is not under the new rule."""
    if enrolled >= NEW_RULE_FOR_ALL and counted_on < REPEALED_ON:
        return enrolled
    if counted_on >= REPEALED_ON or not _is_under_new_rule(born, counted_on):
        return None
    return deciding_day(
        born_on=date.fromordinal(born), admitted_on=date.fromordinal(enrolled)
    ).toordinal()


@cache
def _form(enrolled: int) -> Form:
    duo = needs_the_duo_form(enrolled_on=date.fromordinal(enrolled))
    return Form.DUO if duo else Form.FREE


_stated = cache(stated)


@cache
def _written(day: int) -> str:
    return date.fromordinal(day).isoformat()


@cache
def _weight(weight: Decimal) -> str:
    return f"{weight.normalize():f}"
