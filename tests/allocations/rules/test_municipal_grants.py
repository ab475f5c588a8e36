"""Municipal grants add up to the budget, to the cent, whoever there is to divide among.

The budget of the scores is compared with a search for the amount per point in exact
fractions, which knows nothing of the order that the program goes by.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from inspect import signature

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocations.facts_csv import read_facts
from allocations.rules.calculation import calculate
from allocations.rules.figures import Figure
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regimes import regime_of
from allocations.rules.workings import working
from schools.rules.disadvantage_scores import Pupils, compute

MINIMUM = 64_000
CENT = Fraction(1, 100)
# Many small municipalities, some without any score, and a few large ones.
scores = st.one_of(
    st.just(0), st.integers(1, 50), st.integers(1, 5_000), st.integers(1, 3_000_000)
)
nations = st.lists(st.tuples(scores, scores), min_size=1, max_size=12).filter(
    lambda rows: any(map(any, rows))
)
weights = st.lists(
    st.tuples(st.integers(0, 5_000), st.sampled_from(["1,0", "0,1", "0,0"])),
    min_size=1,
    max_size=12,
)


def computed(
    code: str, period: str, columns: str, rows: Iterable[Sequence[object]]
) -> Mapping[str, Figure | None]:
    regime, provisions = regime_of(code), law_of(code).at(Period.parse(period))
    assert regime
    lines = [
        ",".join(map(str, (f"{number:04}", *row))) for number, row in enumerate(rows)
    ]
    content = "\n".join([f"ontvanger,{columns}", *lines]).encode()
    return calculate(
        regime, provisions, read_facts(content, regime, provisions)
    ).figures


def amounts(figure: Figure | None) -> list[Fraction]:
    return [Fraction(text) for text in figure.decimals()] if figure else []


def score(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"


def by_scores(rows: list[tuple[int, int]], budget: Fraction) -> list[Fraction]:
    columns = "score_eerste_teldatum,score_tweede_teldatum,rijksbudget"
    facts = [(score(one), score(two), euros(budget)) for one, two in rows]
    figures = computed("municipal_scores_2019", "2022", columns, facts)
    return amounts(figures["entitlement"])


def euros(amount: Fraction) -> str:
    cents = int(amount * 100)
    return f"{cents // 100}.{cents % 100:02}"


def owed(rows: list[tuple[int, int]], budget: Fraction) -> list[Fraction]:
    """Search for the amount per point with which all together get the budget."""
    points = [Fraction(one + two, 200) for one, two in rows]
    limits = sorted({MINIMUM / each for each in points if each})

    def paid(rate: Fraction) -> list[Fraction]:
        return [
            max(Fraction(MINIMUM), each * rate) if each else each for each in points
        ]

    below = max([limit for limit in limits if sum(paid(limit)) <= budget])
    growing = sum(each for each in points if each and MINIMUM / each <= below)
    return paid(below + (budget - sum(paid(below))) / growing)


@given(nations, st.integers(0, 9 * 10**10))
def test_the_budget_is_paid_to_the_cent_and_nobody_entitled_gets_less(rows, extra):
    budget = MINIMUM * sum(map(any, rows)) + Fraction(extra, 100)

    paid = by_scores(rows, budget)

    assert sum(paid) == budget
    assert all(
        abs(amount - exact) < CENT
        for amount, exact in zip(paid, owed(rows, budget), strict=True)
    )
    assert [bool(amount) for amount in paid] == [any(row) for row in rows]


@given(nations, st.integers(0, 9 * 10**10), st.integers(0, 100))
def test_two_successors_leave_the_sum_of_all_as_it_was(rows, extra, hundredths):
    (first, second), *others = rows
    part = (first * hundredths // 100, second * hundredths // 100)
    divided = [part, (first - part[0], second - part[1]), *others]
    budget = MINIMUM * (len(rows) + 1) + Fraction(extra, 100)

    assert sum(by_scores(rows, budget)) == budget
    assert sum(by_scores(divided, budget)) == budget


@given(weights.filter(lambda rows: any(one for one, _ in rows)), st.integers(0, 10**9))
def test_the_budget_of_2011_is_paid_to_the_cent(rows, cents):
    budget = euros(Fraction(cents, 100))
    facts = [(weight, budget) for weight, _ in rows]

    figures = computed(
        "municipal_weights_2006", "2011", "som_schoolgewichten,rijksbudget", facts
    )

    assert sum(amounts(figures["entitlement"])) == Fraction(cents, 100)


@given(weights, st.integers(0, 10**8), st.integers(0, 10**8), st.integers(0, 10**8))
def test_each_budget_of_2013_goes_to_whom_it_is_for(rows, general, annex_a, annex_b):
    columns = (
        "som_schoolgewichten,in_bijlage_a,in_bijlage_b,"
        "rijksbudget,budget_bijlage_a,budget_bijlage_b"
    )
    pots = [
        euros(Fraction(pot, 100)) for pot in (general, annex_a, 30_000_000 + annex_b)
    ]
    facts = [(weight, annexes, *pots) for weight, annexes in rows]

    figures = computed("municipal_weights_2006", "2013", columns, facts)

    for grant, pot, annex in (
        ("general_grant", general, {"1,0", "0,1", "0,0"}),
        ("annex_a_grant", annex_a, {"1,0"}),
        ("annex_b_grant", annex_b, {"0,1"}),
    ):
        shares = any(weight and place in annex for weight, place in rows)
        assert sum(amounts(figures[grant])) == (Fraction(pot, 100) if shares else 0)


def test_children_and_pupils_give_scores_above_five_percent_and_these_a_grant():
    """Three of twenty are the 15 %: C is 535.25 and G 520, A 45.75 and B 7.625."""
    nation = Pupils(
        location=np.array([0] * 10 + [1] * 10),
        score=np.array([520] * 3 + [535] * 7 + [540] * 10),
        units=1,
        lower=np.zeros(20, dtype=bool),
        known_asylum=np.zeros(20, dtype=bool),
    )

    found = [
        each.with_threshold for each in compute(nation, Fraction(5, 100)).locations
    ]

    assert found == [Decimal("38.13"), Decimal("0.00")]
    columns = "score_eerste_teldatum,score_tweede_teldatum,rijksbudget"
    facts = [(each, each, 100_000) for each in found]
    figures = computed("municipal_scores_2019", "2022", columns, facts)
    assert amounts(figures["entitlement"]) == [100_000, 0]


@pytest.mark.parametrize(
    ("code", "period", "columns"),
    [
        (
            "municipal_weights_2006",
            "2012",
            {"som_schoolgewichten": "1", "in_bijlage_a": "1", "rijksbudget": "1"},
        ),
        (
            "municipal_weights_2006",
            "2013",
            {
                "som_schoolgewichten": "1",
                "in_bijlage_a": "0",
                "in_bijlage_b": "1",
                "rijksbudget": "1",
                "budget_bijlage_a": "0",
                "budget_bijlage_b": "300001",
            },
        ),
        (
            "municipal_scores_2019",
            "2019",
            {
                "score_eerste_teldatum": "1",
                "score_tweede_teldatum": "1",
                "toekenning_2018": "1",
                "rijksbudget": "64000",
                "overgangspercentage_stijging": "0.1",
            },
        ),
    ],
)
def test_the_working_of_what_is_divided_names_all_it_rests_on(code, period, columns):
    regime = regime_of(code)
    assert regime
    provisions = law_of(code).at(Period.parse(period))

    left_out = {fact.key for fact in regime.facts if fact.optional}

    figures = computed(code, period, ",".join(columns), [tuple(columns.values())])

    for key, figure in figures.items():
        if figure is None or figure.is_given:
            continue
        text = working(figure)
        for name in signature(regime.all_steps[key]).parameters:
            absent = name in figures and figures[name] is None
            if name in provisions.law.parameters:
                absent = provisions.value(name) is None
            assert absent or name in left_out or "{" + name + "}" in text, (key, name)
