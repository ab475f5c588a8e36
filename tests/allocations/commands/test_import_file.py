"""The command that imports a file: a line of JSON, or every problem and exit code 2."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from allocations.importers.kinds import KINDS
from tests.importing import rows
from tests.publications import AREAS, DATA, LISTS, PAYMENTS, cut

pytestmark = pytest.mark.django_db

FUNDING = "personele-bekostiging"


@pytest.fixture
def payments(tmp_path: Path) -> Path:
    path = tmp_path / "payments.csv"
    path.write_bytes(cut(PAYMENTS, b";00AP;", b";00AV;"))
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command; give its exit code and what it says on stdout and stderr."""
    code = 0
    try:
        call_command("import_file", *map(str, arguments))
    except SystemExit as stop:
        code = int(stop.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_an_import_answers_one_line_of_json(capsys, payments):
    code, out, err = run(capsys, FUNDING, payments)

    assert (code, err, out.count("\n")) == (0, "", 1)
    assert json.loads(out) == {
        "kind": FUNDING,
        "rows": 2,
        "new": 2,
        "replaced": 0,
        "unchanged": 0,
    }


def test_the_same_file_again_changes_nothing(capsys, payments):
    run(capsys, FUNDING, payments)

    _, out, _ = run(capsys, FUNDING, payments)

    answer = json.loads(out)
    assert (answer["new"], answer["replaced"], answer["unchanged"]) == (0, 0, 2)


def test_a_dry_run_keeps_nothing(capsys, payments):
    before = rows()

    code, out, _ = run(capsys, FUNDING, payments, "--dry-run")

    assert (code, json.loads(out)["new"]) == (0, 2)
    assert rows() == before


def test_what_was_left_out_is_said_beside_the_answer(capsys):
    code, out, err = run(capsys, "gemeenten", DATA / LISTS)

    assert (code, json.loads(out)["rows"]) == (0, 2_591)
    assert "1948 zonder naam overgeslagen" in err


def test_every_problem_is_a_line_and_nothing_is_on_stdout(capsys, payments):
    payments.write_bytes(payments.read_bytes().replace(b"41646", b"4164X"))

    code, out, err = run(capsys, FUNDING, payments)

    assert (code, out) == (2, "")
    assert err.splitlines() == [
        f"rij {row}, kolom BEVOEGD_GEZAG_NUMMER: '4164X' is geen bestuursnummer "
        "(vijf cijfers)"
        for row in (2, 3)
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([FUNDING, "nowhere.csv"], "nowhere.csv: bestaat niet"),
        ([FUNDING, DATA], "is een map, verwacht een bestand"),
        (["scholen", DATA / AREAS], f"bekend zijn {', '.join(KINDS)}"),
        (["impulsgebieden", DATA / AREAS], "--peildatum is nodig"),
        (
            ["impulsgebieden", DATA / AREAS, "--peildatum", "1-8-2013"],
            "--peildatum 1-8-2013 is geen datum (2015-10-15)",
        ),
        (
            ["impulsgebieden", DATA / AREAS, "--peildatum", "2999-01-01"],
            "--peildatum 2999-01-01 ligt in de toekomst",
        ),
        (
            ["impulsgebieden", DATA / AREAS, "--peildatum", "0001-01-01"],
            "--peildatum 0001-01-01 ligt voor 1985-01-01",
        ),
        ([FUNDING, DATA / AREAS], "onbekende indeling"),
    ],
)
def test_misuse_is_explained(capsys, arguments, problem):
    code, out, err = run(capsys, *arguments)

    assert (code, out) == (2, "")
    assert problem in err


def test_a_database_that_was_never_migrated_is_explained(capsys, payments):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = pg_temp")
        code, out, err = run(capsys, FUNDING, payments)
        transaction.set_rollback(True)

    assert (code, out) == (2, "")
    assert err == (
        "de database is niet ingericht voor deze versie; "
        "voer eerst `python manage.py migrate` uit, of `make demo`\n"
    )


@pytest.mark.parametrize("beginning", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
def test_a_spreadsheet_is_named_for_what_it_is(capsys, tmp_path, beginning):
    path = tmp_path / "register.xlsx"
    path.write_bytes(beginning + bytes(99))

    code, out, err = run(capsys, "schoolregister", path)

    assert (code, out) == (2, "")
    assert "is een rekenblad" in err
    assert "verwacht CSV" in err


def test_a_day_is_given_where_the_file_has_none(capsys):
    code, out, _ = run(
        capsys, "impulsgebieden", DATA / AREAS, "--peildatum", "2013-08-01"
    )

    assert (code, json.loads(out)["new"]) == (0, 967)


def test_a_file_that_cannot_be_read_is_named(capsys, tmp_path):
    path = tmp_path / "truncated.csv.gz"
    path.write_bytes((DATA / PAYMENTS).read_bytes()[:9_999])

    assert run(capsys, FUNDING, path) == (
        2,
        "",
        f"{path}: het gzip-bestand is beschadigd of afgebroken\n",
    )
