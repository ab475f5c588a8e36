"""What a calculation asks for, leaves out and refuses."""

from contextlib import suppress
from datetime import date
from inspect import signature

import pytest

from allocations.facts_columns import columns_of
from allocations.facts_csv import read_facts
from allocations.rules.calculation import (
    calculate,
    plan,
    refuse_gaps_in_the_law,
)
from allocations.rules.errors import BadFacts, NotInForce
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regime import Regime
from allocations.rules.regimes import REGIMES
from allocations.rules.regimes.school_weights_2006 import SCHOOL_WEIGHTS_2006
from allocations.rules.workings import working

REGIME = SCHOOL_WEIGHTS_2006
REGIME_BY_CODE = {regime.code: regime for regime in REGIMES}
LAW = law_of("school_weights_2006")
YEAR = LAW.at(Period.parse("2015-2016"))
COUNTS = {"pupils", "pupils_03", "pupils_12", "in_impulse_area", "teacher_age"}
SAMPLES = {
    "school": "11CJ",
    "board": "12345",
    "partnership": "PO1234",
    "municipality": "0363",
}


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: regime.code)
def test_every_step_rests_on_what_exists(regime):
    law = law_of(regime.code)
    known = {*regime.fact_by_key, *law.parameters}

    for key, step in regime.all_steps.items():
        assert set(signature(step).parameters) <= known, key
        assert key in law.figures
        known.add(key)


@pytest.mark.parametrize(
    ("given", "wanted", "facts", "shown"),
    [
        pytest.param(
            COUNTS,
            (),
            COUNTS | {"months", "pupils_025", "pupils_040", "pupils_070", "pupils_090"},
            set(REGIME.recipient_figures),
            id="all figures need all facts",
        ),
        pytest.param(
            {"school_weight", "weighted_pupils_in_impulse_areas", "teacher_age"},
            (),
            {"teacher_age", "months"},
            set(REGIME.recipient_figures),
            id="given figures take the place of what leads to them",
        ),
        pytest.param(
            {"school_weight_amount", "weighted_pupils_in_impulse_areas"},
            (),
            {"months"},
            {
                "weighted_pupils_in_impulse_areas",
                "school_weight_amount",
                "impulse_area_amount",
                "one_off_impulse_area_funding",
                "entitlement",
            },
            id="figures before a given one are not shown",
        ),
        pytest.param(
            COUNTS,
            ("school_weight",),
            {
                "pupils",
                "pupils_03",
                "pupils_12",
                "pupils_025",
                "pupils_040",
                "pupils_070",
                "pupils_090",
            },
            {"school_weight"},
            id="a single figure needs only what leads to it",
        ),
    ],
)
def test_a_plan_needs_no_more_than_it_must(given, wanted, facts, shown):
    planned = plan(REGIME, YEAR, given, wanted)

    assert set(planned.facts) == facts
    assert set(planned.shown) == shown


def test_what_does_not_apply_needs_nothing():
    planned = plan(REGIME, LAW.at(Period.parse("2007-2008")), set(), ())

    assert "in_impulse_area" not in planned.facts
    assert "impulse_amount" not in planned.parameters


def test_missing_facts_are_all_named():
    facts = read_facts(
        b"ontvanger,schoolgewicht\n11CJ,23\n", REGIME, YEAR, ["school_weight"]
    )

    with pytest.raises(BadFacts) as refusal:
        calculate(REGIME, YEAR, facts)

    assert [problem.column for problem in refusal.value.problems] == [
        "leerlingen_gewicht_03",
        "leerlingen_gewicht_12",
        "in_impulsgebied",
        "gewogen_gemiddelde_leeftijd",
    ]


def test_a_gap_in_the_law_names_value_day_and_article():
    content = b"ontvanger,schoolgewicht,gewogen_gemiddelde_leeftijd\n11CJ,23,40\n"
    provisions = LAW.at(Period.parse("2015-2016"), date(2015, 3, 1))
    wanted = ["school_weight_amount"]
    facts = read_facts(content, REGIME, YEAR, wanted)

    with pytest.raises(NotInForce) as refusal:
        calculate(REGIME, provisions, facts, wanted)

    for fragment in ("basisbedrag", "01-03-2015", "art. 28, eerste lid"):
        assert fragment in str(refusal.value)


# What no period of a regime has together is given, and asked for by itself.
GIVEN = {
    "school_scores_2019": {"score": "achterstandsscore"},
    "municipal_scores_2019": {"budget": "rijksbudget"},
}
ALONE = [("school_scores_2019", "2020-2021", ["score"])]


def computable_period(regime: Regime) -> Period:
    """Find the first period of which all that is needed of the law is known."""
    law, given = law_of(regime.code), GIVEN.get(regime.code, {})
    spans = law.spans_or(regime.period_kind)
    for period in (each for span in spans for each in span.periods):
        provisions = law.at(period)
        with suppress(NotInForce):
            refuse_gaps_in_the_law(plan(regime, provisions, given), provisions)
            return period
    raise LookupError(regime.code)


@pytest.mark.parametrize(
    ("code", "period", "wanted"),
    [*((each.code, str(computable_period(each)), []) for each in REGIMES), *ALONE],
)
def test_no_step_reads_what_its_working_does_not_show(code, period, wanted):
    """Compute every step on its own and follow the references in its working."""
    regime = REGIME_BY_CODE[code]
    provisions = law_of(code).at(Period.parse(period))
    columns = columns_of(regime, provisions.law, provisions.period)
    facts = [name for name in columns if columns[name].key in regime.fact_by_key]
    given = [] if wanted else GIVEN.get(code, {}).values()
    header = ["ontvanger", "vestiging", *facts, *given]
    row = [SAMPLES[regime.recipients_in(provisions.period)[0]], "11CJ00"]
    row += [str(max(columns[name].minimum, 0)) for name in header[2:]]
    content = f"{','.join(header)}\n{','.join(row)}\n".encode()
    read = read_facts(content, regime, provisions, wanted)
    calculation = calculate(regime, provisions, read, wanted)

    for key, figure in calculation.figures.items():
        if figure is None or key in read.columns:
            continue
        text = working(figure)
        for name in signature(regime.all_steps[key]).parameters:
            absent = calculation.figures.get(name, figure) is None
            if name in provisions.law.parameters:
                absent = provisions.value(name) is None
            assert absent or "{" + name + "}" in text, (key, name)
