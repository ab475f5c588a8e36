"""Runs every worked example: published outcomes, official examples and edge cases."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from allocations.facts_csv import read_facts
from allocations.rules import errors
from allocations.rules.calculation import calculate
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regimes import REGIMES

REGIME = {regime.code: regime for regime in REGIMES}
FOLDER = Path(__file__).parent / "examples"


def examples() -> list[Any]:
    return [
        pytest.param(example, file.stem, id=f"{file.stem}: {example['name']}")
        for file in sorted(FOLDER.glob("*.toml"))
        for example in tomllib.loads(file.read_text(), parse_float=Decimal)["example"]
    ]


def outcome_of(example: dict[str, Any], code: str) -> dict[str, dict[str, str]]:
    regime = REGIME[example.get("regime", code)]
    law = law_of(regime.code)
    known: date | None = example.get("known")
    provisions = law.at(Period.parse(example["period"]), known)
    keys = {law.figures[key].name: key for key in regime.recipient_figures}
    wanted = [keys[name] for name in example.get("figures", ())]
    lines = [example["columns"], *example["rows"]]
    content = "\n".join(line.replace(" ", "") for line in lines).encode()
    facts = read_facts(content, regime, provisions, wanted)
    shown = calculate(regime, provisions, facts, wanted).shown
    return {
        recipient: {
            law.figures[key].name: figure.decimals()[index] if figure else ""
            for key, figure in shown.items()
        }
        for index, recipient in enumerate(facts.recipients)
    }


@pytest.mark.parametrize(("example", "code"), examples())
def test_the_example_comes_out(example, code):
    if "refuses" in example:
        with pytest.raises(getattr(errors, example["refuses"])) as refusal:
            outcome_of(example, code)
        missing = [
            m for m in example.get("mentions", ()) if m not in str(refusal.value)
        ]
        assert not missing, str(refusal.value)
        return

    outcome = outcome_of(example, code)

    for recipient, figures in example["expect"].items():
        computed = {name: outcome[recipient][name] for name in figures}
        assert computed == figures


def test_every_regime_has_examples():
    assert {file.stem for file in FOLDER.glob("*.toml")} >= {r.code for r in REGIMES}
