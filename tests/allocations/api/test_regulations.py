"""Regulations: every act of the law files, with every value that it fixed."""

from typing import Any

import pytest

from allocations.api.serializers import STAGES, UNITS
from allocations.regulations import regulations
from allocations.rules.law import law_of
from allocations.rules.regimes import REGIMES

pytestmark = pytest.mark.django_db
LAWS = [law_of(regime.code) for regime in REGIMES]


def every(api) -> list[Any]:
    found: list[Any] = api.get("/v1/regelingen?limit=1000").json()["resultaten"]
    return found


def test_every_act_is_there_once(api):
    codes = [row["code"] for row in every(api)]

    assert codes == sorted(set(codes))
    assert {(row["bwb"], row["datumOndertekening"]) for row in every(api)} == {
        (act.bwb or None, act.signed.isoformat())
        for law in LAWS
        for act in law.acts.values()
    }


def test_every_value_of_the_law_is_there(api):
    shown = [
        (value["regime"], value["naam"], value["waarde"], value["geldigVan"])
        for row in every(api)
        for value in row["waarden"]
    ]

    assert sorted(shown) == sorted(
        (law.code, parameter.name, f"{value.value:f}", value.since.isoformat())
        for law in LAWS
        for parameter in law.parameters.values()
        for value in parameter.values
    )


def test_a_regulation_has_an_address(api):
    for regulation in regulations():
        answer = api.get(f"/v1/regelingen/{regulation.code}")

        assert answer.status_code == 200, regulation.code
        assert answer.json()["titel"] == regulation.act.title
        assert len(answer.json()["waarden"]) == len(regulation.values)


def test_a_regulation_that_does_not_exist_is_not_found(api):
    assert api.get("/v1/regelingen/BWBR0000000-2015-01-01").status_code == 404


def test_regulations_of_a_regime_and_period(api):
    asked = {"regime": "school_weights_2006", "periode": "2015-2016"}

    rows = api.get("/v1/regelingen", asked).json()["resultaten"]

    amounts = [
        value["waarde"]
        for row in rows
        for value in row["waarden"]
        if value["naam"] == "basisbedrag" and value["geldigVan"] == "2015-08-01"
    ]
    assert "1459.46" in amounts
    assert len(rows) < len(every(api))


def test_no_regulation_speaks_of_a_period_without_law(api):
    assert api.get("/v1/regelingen?periode=1950").json()["resultaten"] == []


def test_every_unit_and_stage_has_a_dutch_word():
    units = {each.unit for law in LAWS for each in law.parameters.values()}
    units |= {each.unit for law in LAWS for each in law.figures.values()}
    stages = {act.stage for law in LAWS for act in law.acts.values()}

    assert units <= {*UNITS.values()}
    assert stages <= {*STAGES.values(), ""}
