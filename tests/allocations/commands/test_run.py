"""The command `run` says with its exit code how a run ended."""

import json

import pytest
from django.core.management import call_command
from django.db import connections

from allocations.management.commands import run as command

REGIME = "school_weights_2006"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    """Run the command; return its exit code, output and errors."""
    code: object = 0
    try:
        call_command("run", *arguments)
    except SystemExit as end:
        code = end.code
    assert isinstance(code, int)
    return (code, *capsys.readouterr())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nothing", "--period=2015-2016"), command.MISUSED, "is geen regime"),
        ((REGIME, "--period=1999"), command.NO_LAW, "geldt niet voor"),
        (
            ("personnel_budget_2006", "--period=2008-2009"),
            command.NO_LAW,
            "wordt nog niet uit de databank berekend",
        ),
    ],
)
def test_a_question_that_is_refused_says_why_in_a_line(
    capsys, arguments, code, message
):
    exited, out, err = run(capsys, *arguments)

    assert (exited, out) == (code, "")
    assert message in err


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("period", "code", "message"),
    [
        ("2017-2018", command.NO_LAW, "basisbedrag"),
        ("2014-2015", command.BLOCKED, "is niets geteld"),
    ],
)
def test_a_blocked_run_tells_a_gap_in_the_law_from_a_gap_in_the_facts(
    capsys, period, code, message
):
    exited, out, _ = run(capsys, REGIME, "--period", period)

    outcome = json.loads(out)
    assert (exited, outcome["state"]) == (code, "blocked")
    assert message in outcome["findings"][0]["melding"]


@pytest.mark.django_db(transaction=True)
def test_without_a_database_one_line_says_so(capsys, monkeypatch):
    connection = connections["default"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    exited, _, err = run(capsys, REGIME, "--period=2015-2016")

    connection.close()
    assert (exited, err.count("\n")) == (command.BLOCKED, 1)
    assert err.startswith("de database is niet bereikbaar: ")
