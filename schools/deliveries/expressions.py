"""What the rules of the law say of a delivered pupil, in SQL over its columns.

Made of the constants of `schools/rules`, which tests compare them with. What is said of
a count date comes from those rules themselves, one row per date (`DATES`).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from schools.rules import counting, education, pupil_weights, statements
from schools.rules.education import Level
from schools.rules.pupil_weights import BORN_AFTER, FIRST_MONTH, Rule
from schools.rules.statements import (
    DUO_FORM,
    LATEST_FIRST_DAY,
)
from schools.rules.statements import (
    ENROLLED_BEFORE_THE_FIRST_DAY as AUGUST,
)
from schools.rules.weighing import NEW_RULE_FOR_ALL


def texts(words: Iterable[str]) -> str:
    """Write a list of words."""
    return "(" + ", ".join(f"'{word}'" for word in sorted(words)) + ")"


def numbers(weights: Iterable[Decimal]) -> str:
    """Write an array of numbers."""
    return "'{" + ",".join(map(str, weights)) + "}'::numeric[]"


NEW_WEIGHTS = numbers(pupil_weights.WEIGHTS)
OLD_WEIGHTS = numbers(pupil_weights.OLD_WEIGHTS)
ALL_WEIGHTS = numbers(sorted({*pupil_weights.WEIGHTS, *pupil_weights.OLD_WEIGHTS}))

# What holds on a count date; `t` in what follows.
DATES = """
    dates AS (
        SELECT * FROM unnest(
            %(days)s::date[], %(born_after)s::date[], %(old_goes_on)s::boolean[],
            %(repealed)s::boolean[], %(old_enough)s::date[], %(too_old)s::date[]
        ) AS date(
            counted_on, born_after, old_goes_on, repealed, old_enough, too_old
        )
    )
"""


def on_dates(days: Iterable[date]) -> dict[str, list[Any]]:
    """Give what the rules say of count dates, as parameters of `DATES`."""
    said = [(day, *_on(day), *_ages(day)) for day in sorted(set(days))]
    columns = zip(*said, strict=True) if said else [()] * 6
    names = "days", "born_after", "old_goes_on", "repealed", "old_enough", "too_old"
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _on(day: date) -> tuple[date, bool, bool]:
    """Say who is under the new rule, whether old weights go on, and the repeal."""
    if day >= pupil_weights.REPEALED_ON:
        return date.min, False, True
    rule = pupil_weights.rule_for(born_on=date.max, on=day)
    return pupil_weights.born_after(day), rule is Rule.OLD_GOES_ON, False


def _ages(day: date) -> tuple[date, date]:
    ages = counting.ages(day)
    return ages.old_enough, ages.too_old


def _new_rule_on_enrolment() -> str:
    """Say whether a pupil enrolled under the new rule, before it held for all."""
    years = " ".join(
        f"WHEN p.enrolled_on >= '{year}-{FIRST_MONTH:02}-01' "
        f"THEN p.born_on > '{born_after}'"
        for year, born_after in sorted(BORN_AFTER.items(), reverse=True)
    )
    return f"CASE {years} ELSE FALSE END"


def _first_count_date() -> str:
    """Find the first count date under the new rule of who enrolled under the old."""
    *phased, last = pupil_weights.COUNT_DATES
    days = " ".join(
        f"WHEN p.enrolled_on < '{day}' AND p.born_on > '{born_after}' THEN DATE '{day}'"
        for day, born_after in zip(
            phased, sorted(BORN_AFTER.values(), reverse=True), strict=True
        )
    )
    return f"CASE {days} ELSE DATE '{last}' END"


IS_UNDER_NEW_RULE = "(p.born_on > t.born_after AND NOT t.repealed)"
IS_UNDER_OLD_RULE = "(p.born_on <= t.born_after)"
IS_ENROLLED = (
    "(p.enrolled_on <= d.counted_on AND COALESCE(p.left_on >= d.counted_on, TRUE))"
)
DECIDING_DAY = f"""(CASE
    WHEN p.enrolled_on >= '{NEW_RULE_FOR_ALL}' THEN p.enrolled_on
    WHEN {_new_rule_on_enrolment()} THEN p.enrolled_on
    ELSE {_first_count_date()} END)"""
FIRST_DAY_AT_LATEST = f"""(CASE
    WHEN to_char({DECIDING_DAY}, 'FMMM-FMDD') = '{"-".join(map(str, AUGUST))}'
    THEN make_date(
        extract(year FROM {DECIDING_DAY})::int, {", ".join(map(str, LATEST_FIRST_DAY))}
    )
    ELSE {DECIDING_DAY} END)"""
IS_ABOUT_THE_DECIDING_DAY = f"""(CASE
    WHEN p.situation_on IS NULL THEN p.form = '{DUO_FORM}'
    ELSE p.situation_on BETWEEN {DECIDING_DAY} AND {FIRST_DAY_AT_LATEST} END)"""
HAS_STATEMENT = """(
    p.form <> '' OR p.signatures IS NOT NULL
    OR (p.carer1_level, p.carer1_country, p.carer2_level, p.carer2_country)
        <> ('', '', '', '')
    OR num_nonnulls(
        p.carer1_years, p.carer1_category, p.carer2_years, p.carer2_category
    ) > 0
)"""
HAS_SECOND_CARER = """(
    (p.carer2_level, p.carer2_country) <> ('', '')
    OR num_nonnulls(p.carer2_years, p.carer2_category) > 0
)"""


def category(carer: str) -> str:
    """Find the category of a carer, or none where the statement is not clear."""
    years = f"{carer}_years"
    at_home = f"""CASE
        WHEN {carer}_level IN {texts(education.AT_MOST_PRIMARY)} THEN 1
        WHEN {carer}_level IN {texts(education.AT_MOST_LOWER_VOCATIONAL)} THEN 2
        WHEN {carer}_level NOT IN {texts(education.ANOTHER_FORM_OF_SECONDARY)}
            THEN CASE WHEN {carer}_level IN {texts(Level)} THEN 3 END
        WHEN {years} BETWEEN 0 AND {education.YEARS_ON_A_PAR} THEN 2
        WHEN {years} <= {education.YEARS_OF_THE_LONGEST} THEN 3 END"""
    return f"""(CASE
        WHEN {carer}_country NOT IN {texts(statements.HOME)}
            THEN CASE WHEN {carer}_category BETWEEN 1 AND 3 THEN {carer}_category END
        WHEN {carer}_category IS NULL OR {carer}_category = {at_home}
            THEN {at_home} END)"""


def new_weight(statement: str) -> str:
    """Weigh a complete statement (art. 27(1))."""
    first, second = (category(f"{statement}.carer{number}") for number in (1, 2))
    return f"""(CASE
        WHEN 3 IN ({first}, {second}) THEN {pupil_weights.NO_WEIGHT}
        WHEN 1 IN ({first}, {second}) THEN {pupil_weights.HIGH_WEIGHT}
        ELSE {pupil_weights.LOW_WEIGHT} END)"""
