"""What was registered can be taken over into the law files, and is the same law."""

from datetime import date
from decimal import Decimal
from importlib import resources
from io import StringIO

import pytest
from django.core.management import call_command

from allocations.law import law_now
from allocations.models import (
    RegisteredRegulation,
    RegisteredValue,
    RegulationJudgement,
)
from allocations.rules.law import law_of, read_law
from tests.factories import make

pytestmark = pytest.mark.django_db

REGIME = "school_weights_2006"


def printed(*asked: str) -> str:
    out = StringIO()
    call_command("export_law", *asked, stdout=out)
    return out.getvalue()


def register() -> None:
    """Register two regulations for one year, with what a text can hold."""
    for number, title in enumerate(
        ('De "eerste" \\ regeling', "Die van daarna é\n"), 1
    ):
        regulation = make(
            RegisteredRegulation,
            title=title,
            staatscourant=f"2016, {number}",
            bwb="" if number == 1 else "BWBR0038536",
            published=date(2016, 3, 30 + number % 2),
        )
        for parameter, value, note in (
            ("base_amount", f"148{number}.00", ""),
            ("age_amount", "40.10", "onzeker\x7f"),
            ("impulse_amount", "1800", ""),
        ):
            make(
                RegisteredValue,
                regulation=regulation,
                parameter=parameter,
                value=Decimal(value),
                note=note,
                article="24" if value != "1800" else "28a, eerste lid",
            )
        make(RegulationJudgement, registered=regulation)


def test_without_registered_regulations_there_is_nothing():
    assert printed() == printed(REGIME) == ""


def test_a_law_file_with_what_was_registered_is_the_law_that_was_in_force():
    register()
    name = f"{REGIME}.toml"
    of_the_file = resources.files("allocations.rules.law").joinpath(name).read_text()

    taken_over = read_law(REGIME, f"{of_the_file}\n{printed(REGIME)}")

    law = law_now(REGIME)
    assert taken_over.acts == law.acts
    assert taken_over.parameters == law.parameters
    assert len(taken_over.acts) == len(law_of(REGIME).acts) + 2
    assert [
        str(value.value) for value in taken_over.parameters["impulse_amount"].values
    ][-2:] == ["1800", "1800"]


def test_all_regimes_are_printed_when_none_is_named():
    register()

    assert printed() == printed(REGIME)
    assert printed("school_weights_1998") == ""


def test_what_nobody_approved_is_not_taken_over():
    make(RegisteredValue)

    assert printed() == ""


def test_an_unknown_regime_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("export_law", "school_weights_1900")

    assert ended.value.code == 2
    assert "is geen regime" in capsys.readouterr().err
