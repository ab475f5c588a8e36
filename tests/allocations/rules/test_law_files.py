"""The law files hold together: cited, dated, named, and right where they add up."""

import re
import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regimes import REGIMES

LAW = Path(__file__).parents[3] / "allocations" / "rules" / "law"
FILES = {
    path.stem: tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    for path in sorted(LAW.glob("*.toml"))
}
UNITS = {
    "euro",
    "euro_per_unit",
    "formation_unit",
    "fte",
    "points",
    "score",
    "share",
    "weight",
    "whole",
    "years",
}
STAGES = ["first", "adjusted", "definitive"]
YEARLY = (
    "national_age",
    "average_staff_cost",
    "post_base_amount",
    "post_age_amount",
    "base_amount",
    "age_amount",
    "minimum_age",
    "maximum_age",
    "impulse_amount",
)

every_file = pytest.mark.parametrize("law", FILES.values(), ids=FILES)


def values_of(law: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (key, value)
        for key, parameter in law["parameters"].items()
        for value in parameter["values"]
    ]


def not_modelled(law: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (key, gap)
        for key, figure in law["figures"].items()
        for gap in figure.get("not_modelled", ())
    ]


def act_of(law: dict[str, Any], value: dict[str, Any]) -> str:
    return str(law["articles"][value["article"]]["act"])


def known_from(law: dict[str, Any], value: dict[str, Any]) -> date:
    act = law["acts"][act_of(law, value)]
    day: date = act.get("published", act["signed"])
    return day


def test_there_is_law_to_test():
    assert {"school_weights_1998", "school_weights_2006"} <= FILES.keys()


@every_file
def test_every_citation_leads_to_an_act(law):
    cited = {value["article"] for _, value in values_of(law)}
    cited |= {figure["article"] for figure in law["figures"].values()}
    cited |= {gap["article"] for _, gap in not_modelled(law)}
    cited |= {
        own["article"] for f in law["figures"].values() for own in f.get("articles", ())
    }

    assert cited == law["articles"].keys()
    assert {article["act"] for article in law["articles"].values()} == law[
        "acts"
    ].keys()


@every_file
def test_no_act_is_published_before_it_is_signed(law):
    backwards = [
        key
        for key, act in law["acts"].items()
        if act.get("published", act["signed"]) < act["signed"]
    ]

    assert backwards == []


@every_file
def test_every_address_names_the_act_and_a_day(law):
    undated = [
        act["url"]
        for act in law["acts"].values()
        if "bwb" in act
        and not re.fullmatch(
            rf"https://wetten\.overheid\.nl/{act['bwb']}/\d{{4}}-\d{{2}}-\d{{2}}",
            act["url"],
        )
    ]

    assert undated == []


@every_file
def test_what_is_not_among_the_laws_is_in_the_staatscourant_or_names_a_publisher(law):
    elsewhere = [act for act in law["acts"].values() if "bwb" not in act]
    misplaced = [
        act["title"]
        for act in elsewhere
        if not act["title"].startswith(("CBS, ", "DUO, "))
        and act.get("url")
        != "https://zoek.officielebekendmakingen.nl/stcrt-{}-{}.html".format(
            *act["staatscourant"].split(", ")
        )
    ]

    assert misplaced == []


@every_file
def test_every_value_lies_within_the_period_of_its_regime(law):
    outside = [
        (key, value)
        for key, value in values_of(law)
        if not law["period"]["from"]
        <= value["from"]
        < value["until"]
        <= law["period"]["until"]
    ]

    assert outside == []


@every_file
def test_one_act_says_one_thing_about_one_day(law):
    said = sorted(
        (key, act_of(law, value), value["from"], value["until"])
        for key, value in values_of(law)
    )

    twice = [
        (one, other)
        for one, other in pairwise(said)
        if one[:2] == other[:2] and other[2] < one[3]
    ]

    assert twice == []


@every_file
def test_no_two_values_of_the_same_days_became_known_together(law):
    known = [
        (key, value["from"], known_from(law, value)) for key, value in values_of(law)
    ]

    assert len(known) == len(set(known))


@every_file
def test_every_parameter_and_figure_is_named_for_people(law):
    entries = [*law["parameters"].items(), *law["figures"].items()]
    names = [entry["name"] for _, entry in entries]

    assert [key for key, entry in entries if not entry["label"]] == []
    assert [key for key, entry in entries if entry["unit"] not in UNITS] == []
    assert [name for name in names if not re.fullmatch("[a-z0-9_]+", name)] == []
    assert len(names) == len(set(names))


@every_file
def test_every_figure_applies_within_the_period_of_its_regime(law):
    outside = [
        key
        for key, figure in law["figures"].items()
        for days in figure.get("applies", ())
        if not law["period"]["from"]
        <= days["from"]
        < days["until"]
        <= law["period"]["until"]
    ]

    assert outside == []


@every_file
def test_what_is_unknown_is_dated_and_says_where_it_stands(law):
    vague = [
        gap
        for gap in law.get("unknown", ())
        if not (
            law["period"]["from"]
            <= gap["from"]
            < gap["until"]
            <= law["period"]["until"]
            and gap["what"]
            and gap["source"]
            and gap["note"]
        )
    ]

    assert vague == []


@every_file
def test_what_is_not_modelled_is_dated_and_says_why(law):
    vague = [
        (key, gap)
        for key, gap in not_modelled(law)
        if not (
            law["period"]["from"]
            <= gap["from"]
            < gap["until"]
            <= law["period"]["until"]
            and gap["note"]
        )
    ]

    assert vague == []


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: regime.code)
def test_a_figure_without_a_step_is_not_modelled_on_any_day_of_its_regime(regime):
    law = law_of(regime.code)
    years = range(law.since.year, law.until.year)
    periods = [Period(law.since.replace(y), law.since.replace(y + 1)) for y in years]

    silent = [
        (key, str(period))
        for key, text in law.figures.items()
        for period in periods
        if key not in regime.all_steps and not text.refusal(period)
    ]

    assert silent == []


@pytest.fixture
def law_of_2006() -> dict[str, Any]:
    return FILES["school_weights_2006"]


def regulations(law: dict[str, Any], key: str) -> dict[str, Decimal]:
    """The values of one parameter by the regulation that set them."""
    return {
        act_of(law, value): Decimal(value["value"])
        for value in law["parameters"][key]["values"]
    }


@pytest.mark.parametrize(
    ("per_unit", "per_post"),
    [("base_amount", "post_base_amount"), ("age_amount", "post_age_amount")],
)
def test_the_amounts_per_unit_are_a_share_of_those_per_post(
    law_of_2006, per_unit, per_post
):
    [share] = law_of_2006["parameters"]["post_share"]["values"]

    derived = {
        act: (share["value"] * amount).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for act, amount in regulations(law_of_2006, per_post).items()
    }

    assert derived == regulations(law_of_2006, per_unit)


def test_the_amounts_per_post_make_up_the_average_cost_of_a_teacher(law_of_2006):
    cents_of_rounding = Decimal("0.21")
    base = regulations(law_of_2006, "post_base_amount")
    per_year_of_age = regulations(law_of_2006, "post_age_amount")
    age = regulations(law_of_2006, "national_age")

    strayed = {
        act: cost - base[act] - per_year_of_age[act] * age[act]
        for act, cost in regulations(law_of_2006, "average_staff_cost").items()
        if abs(cost - base[act] - per_year_of_age[act] * age[act]) > cents_of_rounding
    }

    assert strayed == {}


@pytest.mark.parametrize("key", YEARLY)
def test_an_amount_holds_for_one_school_year(law_of_2006, key):
    longer = [
        value
        for value in law_of_2006["parameters"][key]["values"]
        if (value["from"].month, value["from"].day) != (8, 1)
        or value["until"] != value["from"].replace(year=value["from"].year + 1)
    ]

    assert longer == []


@pytest.mark.parametrize("key", YEARLY)
def test_the_regulations_of_a_year_follow_each_other(law_of_2006, key):
    acts = law_of_2006["acts"]
    in_time = sorted(
        (value["from"], known_from(law_of_2006, value), act_of(law_of_2006, value))
        for value in law_of_2006["parameters"][key]["values"]
    )

    disorder = [
        (one, other)
        for (year, _, one), (next_year, _, other) in pairwise(in_time)
        if year == next_year
        and STAGES.index(acts[one]["stage"]) >= STAGES.index(acts[other]["stage"])
    ]

    assert disorder == []


@pytest.mark.parametrize("year", range(2007, 2019))
def test_the_amounts_of_every_year_are_known_or_said_to_be_unknown(law_of_2006, year):
    first_day = date(year, 8, 1)

    known = [
        value["value"]
        for value in law_of_2006["parameters"]["base_amount"]["values"]
        if value["from"] == first_day
    ]
    unknown = [
        gap["source"]
        for gap in law_of_2006["unknown"]
        if gap["from"] == first_day and "base_amount" in gap["what"]
    ]

    assert known or unknown


def test_the_contested_threshold_of_2008_says_so(law_of_2006):
    [value] = [
        value
        for value in law_of_2006["parameters"]["threshold_share"]["values"]
        if value["from"] == date(2008, 8, 1)
    ]

    assert value["value"] == Decimal("0.06")
    assert "onzeker" in value["note"]


def test_the_means_that_were_printed_differ_as_the_proven_difference_does():
    parameters = FILES["school_scores_2019"]["parameters"]
    [c], [g], [exact] = (
        [value["value"] for value in parameters[key]["values"]]
        for key in ("national_score", "target_score", "score_difference")
    )

    assert abs(c - g - exact) <= Decimal("0.01")
