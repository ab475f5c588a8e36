"""The command `calculate`, which reaches no server; once as a process of its own."""

import csv
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run

ROOT = Path(__file__).resolve().parents[2]
EXPLANATIONS = Path(__file__).parent / "rules" / "explanations"
NOWHERE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "REDIS_URL": ""}

WEIGHTS = ("school_weights_2006", "--period")
FIGURES = """\
ontvanger,schoolgewicht,gewichtenleerlingen_in_impulsgebied,gewogen_gemiddelde_leeftijd
11CJ,23,46,37.97
05FZ,9,28,43.25
18PH,1,0,36.75
"""
COUNTS = """\
ontvanger,vestiging,leerlingen,leerlingen_gewicht_03,leerlingen_gewicht_12
16KS,16KS00,658,1,2
03FJ,03FJ00,250,43,13
16KS,16KS01,84,18,15
"""


def calculate(*arguments: str, facts: str = "") -> subprocess.CompletedProcess[str]:
    return run("calculate", *arguments, given=facts)


def calculate_alone(*arguments: str, facts: str) -> subprocess.CompletedProcess[str]:
    """Run it as its users do."""
    command = [sys.executable, "manage.py", "calculate", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | NOWHERE,
        input=facts,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("period", "code"), [("2015-2016", 0), ("2017-2018", 3), ("2015-2017", 2)]
)
def test_as_a_process_it_does_the_same(period, code):
    arguments = (*WEIGHTS, period, "-")

    alone = calculate_alone(*arguments, facts=FIGURES)
    within = calculate(*arguments, facts=FIGURES)

    assert alone.returncode == code
    assert (alone.returncode, alone.stdout, alone.stderr) == (
        within.returncode,
        within.stdout,
        within.stderr,
    )


def test_the_amounts_of_2015_2016_come_out_without_any_server():
    done = calculate("school_weights_2006", "--period", "2015-2016", "-", facts=FIGURES)

    rows = {row["ontvanger"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (done.returncode, done.stderr) == (0, "")
    assert list(rows) == ["11CJ", "05FZ", "18PH"]
    assert rows["11CJ"]["bedrag_schoolgewicht"] == "67958.53"
    assert rows["05FZ"]["toekenning"] == "78163.81"
    assert rows["18PH"]["bedrag_impulsgebied"] == "0.00"
    assert rows["18PH"]["bijzondere_bekostiging_impulsgebied"] == ""


def test_a_file_of_counts_gives_the_school_weight_alone(tmp_path):
    file = tmp_path / "tellingen.csv"
    file.write_text(COUNTS)

    done = calculate(
        "school_weights_2006",
        "--period",
        "2017-2018",
        "--figures",
        "schoolgewicht",
        str(file),
    )

    assert done.stdout == "ontvanger,schoolgewicht\n16KS,18\n03FJ,14\n"


@pytest.mark.parametrize(
    ("recipient", "period", "figures", "facts"),
    [
        ("05FZ", "2015-2016", "", FIGURES),
        ("16KS", "2017-2018", "schoolgewicht", COUNTS),
    ],
)
def test_the_explanation_is_the_approved_one(recipient, period, figures, facts):
    done = calculate(
        "school_weights_2006",
        "--period",
        period,
        "--figures",
        figures,
        "--explain",
        recipient,
        "-",
        facts=facts,
    )

    approved = EXPLANATIONS / f"school_weights_2006-{period}-{recipient}.txt"
    assert done.stdout == approved.read_text()


GROUPS = ("material_groups_2006", "--period")
BUDGET = ("personnel_budget_2006", "--period")
SCHOOL_SCORES = ("school_scores_2019", "--period")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((*WEIGHTS, "2017-2018", "-"), 3, "basisbedrag"),
        ((*WEIGHTS, "2017-2018", "-"), 3, "art. 28"),
        ((*WEIGHTS, "2019-2020", "-"), 3, "geldt niet voor schooljaar 2019-2020"),
        ((*WEIGHTS, "2015", "-"), 3, "geldt niet voor kalenderjaar 2015"),
        ((*WEIGHTS, "2015-2016", "--known", "2014-01-01", "-"), 3, "01-01-2014"),
        ((*WEIGHTS, "2015-2017", "-"), 2, "is geen periode"),
        ((*WEIGHTS, "2015-2016", "--known", "gisteren", "-"), 2, "is geen datum"),
        ((*WEIGHTS, "2015-2016", "--known", "", "-"), 2, "is geen datum"),
        ((*WEIGHTS, "2015-2016", "--known", "2014-01-01", "-"), 3, "vanaf 27-03-2015"),
        ((*WEIGHTS, "2019-2020", "-"), 3, "art. 27"),
        ((*WEIGHTS, "2015-2016", "--figures", "geld", "-"), 2, "--figures geld"),
        ((*WEIGHTS, "2015-2016", "--explain", "99ZZ", "-"), 2, "--explain 99ZZ"),
        ((*WEIGHTS, "2015-2016", "/nergens.csv"), 2, "bestaat niet"),
        (("school_weights_1066", "--period", "2015-2016", "-"), 2, "is geen regime"),
        ((*GROUPS, "2015-2016", "-"), 3, "kalenderjaren 2011 tot en met 2022"),
        ((*GROUPS, "2010", "-"), 3, "geldt niet voor kalenderjaar 2010"),
        ((*BUDGET, "2015", "-"), 3, "wel voor de schooljaren 2007-2008 tot en met"),
        (
            (*SCHOOL_SCORES, "2022-2023", "-"),
            3,
            "2021-2022, periode 2022-08..2022-12, kalender",
        ),
    ],
)
def test_what_cannot_be_done_says_why_and_prints_nothing(arguments, code, message):
    done = calculate(*arguments, facts=FIGURES)

    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr


COMPENSATION = "school_compensation_2007"
COMPARED = "schoolgewicht_2005,leerlingen_2005,schoolgewicht,leerlingen"
BOARD_WITH_A_MERGER = f"""\
ontvanger,vestiging,{COMPARED}
12345,01AA00,40,250,40,380
12345,01AB00,20,150,0,0
"""
IN_TRANSITION = """\
ontvanger,leerlingen,leerlingen_4_tot_en_met_7,leerlingen_8_en_ouder,schoolgewicht,\
gewogen_gemiddelde_leeftijd,gewichtenleerlingen_in_impulsgebied,achterstandsscore,vestiging
09ES,100,36,64,21,35.40,0,140.24,09ES00
"""
COMPENSATED = f"""\
ontvanger,{COMPARED},gewichtenleerlingen_in_impulsgebied
01AA00,60,400,40,380,0
"""


@pytest.mark.parametrize(
    ("regime", "period", "facts", "recipient", "entitlement"),
    [
        (
            COMPENSATION,
            "2007-2008",
            f"ontvanger,{COMPARED}\n12345,60,400,40,380\n",
            "12345",
            "51214.54",
        ),
        (
            COMPENSATION,
            "2008-2009",
            f"ontvanger,{COMPARED}\n01AA,60,400,40,380\n",
            "01AA",
            "47133.30",
        ),
        (
            COMPENSATION,
            "2010-2011",
            f"ontvanger,{COMPARED},bedrag_impulsgebied\n01AA00,80,300,30,290,83500\n",
            "01AA00",
            "16091.00",
        ),
        (
            "school_social_work_2007",
            "2015-2016",
            "ontvanger,vestiging,schoolgewicht\nPO1201,01AA00,300\nPO1201,01AB00,23\n",
            "PO1201",
            "36163.08",
        ),
    ],
)
def test_boards_schools_locations_and_partnerships_are_paid(
    regime, period, facts, recipient, entitlement
):
    done = calculate(regime, "--period", period, "-", facts=facts)

    [row] = csv.DictReader(io.StringIO(done.stdout))
    assert (done.returncode, done.stderr) == (0, "")
    assert (row["ontvanger"], row["toekenning"]) == (recipient, entitlement)


@pytest.mark.parametrize(
    ("regime", "period", "recipient", "facts"),
    [
        (
            COMPENSATION,
            "2007-2008",
            "12345",
            BOARD_WITH_A_MERGER,
        ),
        (
            "school_social_work_2007",
            "2010-2011",
            "PO1201",
            "ontvanger,schoolgewicht,compensatiehoeveelheid\nPO1201,71,4\n",
        ),
        (SCHOOL_SCORES[0], "2019-2020", "09ES", IN_TRANSITION),
    ],
)
def test_the_explanation_of_other_recipients_is_the_approved_one(
    regime, period, recipient, facts
):
    done = calculate(
        regime, "--period", period, "--explain", recipient, "-", facts=facts
    )

    approved = EXPLANATIONS / f"{regime}-{period}-{recipient}.txt"
    assert done.stdout == approved.read_text()


@pytest.mark.parametrize(
    ("regime", "period", "figures", "message"),
    [
        (WEIGHTS[0], "2015-2016", "groei", "art. 29 en 30"),
        (WEIGHTS[0], "2011-2012", "samenvoeging", "2011–2012 en aanpassing"),
        (WEIGHTS[0], "2011-2012", "toekenning,samenvoeging", "art. 41"),
        (WEIGHTS[0], "2009-2010", "schipperskinderen", "art. 29"),
        (WEIGHTS[0], "2009-2010", "roma_en_sinti", "art. 30"),
        (WEIGHTS[0], "2009-2010", "trekkende_leerlingen", "art. 31"),
        (WEIGHTS[0], "2014-2015", "asielzoekerskinderen", "art. 43"),
        (WEIGHTS[0], "2014-2015", "eerste_opvang", "art. 44"),
        (WEIGHTS[0], "2018-2019", "eerste_opvang", "niet gelezen"),
        (COMPENSATION, "2009-2010", "", "2009–2010, art. 4"),
        (COMPENSATION, "2011-2012", "", "geldt niet voor schooljaar 2011-2012"),
    ],
)
def test_what_is_only_named_is_refused_with_its_article(
    regime, period, figures, message
):
    facts = FIGURES if regime in WEIGHTS else COMPENSATED
    done = calculate(regime, "--period", period, "--figures", figures, "-", facts=facts)

    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr


def test_a_wrong_recipient_or_number_of_compensation_is_named_by_row_and_column():
    facts = f"ontvanger,{COMPARED}\n01AA,60,400,40,380\n12345,60,400,-1,380\n"

    done = calculate(COMPENSATION, "--period", "2007-2008", "-", facts=facts)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "rij 2, kolom ontvanger: '01AA' is geen bestuur (vijf cijfers)",
        "rij 3, kolom schoolgewicht: '-1' is negatief",
    ]


ONE_LOCATION = """\
ontvanger,vestiging,leerlingen,leerlingen_4_tot_en_met_7,leerlingen_8_en_ouder,schoolgewicht_vestiging
01AA,01AA00,225,112,113,9
"""
ONE_SCHOOL = "ontvanger,leerlingen,schoolgewicht\n11CJ,256,23\n"


@pytest.mark.parametrize(
    ("arguments", "facts", "message"),
    [
        ((*GROUPS, "2015", "--figures", "groepen_bij_groei"), ONE_LOCATION, "1 maart"),
        ((*GROUPS, "2017"), ONE_LOCATION, "art. 17"),
        ((*BUDGET, "2016-2017"), ONE_SCHOOL, "basisbedrag van het budget"),
    ],
)
def test_what_is_not_known_of_groups_and_budget_is_named(arguments, facts, message):
    done = calculate(*arguments, "-", facts=facts)

    assert (done.returncode, done.stdout) == (3, "")
    assert message in done.stderr


@pytest.mark.parametrize(
    ("arguments", "facts", "outcome"),
    [
        ((*GROUPS, "2012"), ONE_LOCATION, "toekenning = 140.503,47  ["),
        ((*BUDGET, "2015-2016"), ONE_SCHOOL, "toekenning = 138.372,73  ["),
    ],
)
def test_groups_and_budget_are_explained(arguments, facts, outcome):
    recipient = facts.splitlines()[1][:4]

    done = calculate(*arguments, "--explain", recipient, "-", facts=facts)

    assert (done.returncode, done.stderr) == (0, "")
    assert outcome in done.stdout


def test_problems_stand_one_per_line():
    facts = FIGURES.replace("37.97", "37,97").replace("43.25", "-1")

    done = calculate(*WEIGHTS, "2015-2016", "-", facts=facts)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "rij 2: 5 cellen, verwacht 4",
        "rij 3, kolom gewogen_gemiddelde_leeftijd: '-1' is negatief",
    ]


DUO = ROOT / "data" / "03.-personele-bekostiging-bo-2015-2016.csv.gz"


def published() -> list[dict[str, str]]:
    text = gzip.decompress(DUO.read_bytes()).decode("ascii")
    return list(csv.DictReader(text.split("\r"), delimiter=";"))


def plain(number: str) -> str:
    return number.replace(".", "").replace(",", ".")


def test_every_school_of_2015_2016_gets_what_duo_paid():
    schools = published()
    facts = [f"{FIGURES.splitlines()[0]},maanden"]
    facts += [
        ",".join(
            [
                school["BRIN_NUMMER"],
                plain(school["SCHOOLGEWICHT"]),
                plain(school["AANTAL_GEWICHTENLEERLINGEN_IN_IMPULSGEBIED"]),
                plain(school["GEMIDDELDE_GEWOGEN_LEEFTIJD"]),
                "3" if school["BRIN_NUMMER"] == "18PH" else "",
            ]
        )
        for school in schools
    ]

    done = calculate(*WEIGHTS, "2015-2016", "-", facts="\n".join(facts))

    rows = {row["ontvanger"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert len(rows) == 6_431
    assert {
        brin: (row["bedrag_schoolgewicht"], row["bedrag_impulsgebied"])
        for brin, row in rows.items()
    } == {
        school["BRIN_NUMMER"]: (
            plain(school["BESTRIJDING_ONDERWIJSACHTERSTANDEN"]),
            plain(school["IMPULSGEBIEDEN"]),
        )
        for school in schools
    }


SCORES = ("municipal_scores_2019", "--period", "2022")
MUNICIPALITIES = """\
ontvanger,score_eerste_teldatum,score_tweede_teldatum
0363,5000.25,4000
0050,10,20
0051,0,0
"""


def test_a_budget_is_divided_among_all_municipalities():
    done = calculate(*SCORES, "--budget", "1000000.01", "-", facts=MUNICIPALITIES)

    rows = {row["ontvanger"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert (done.returncode, done.stderr) == (0, "")
    assert [rows[each]["toekenning"] for each in ("0363", "0050", "0051")] == [
        "936000.01",
        "64000.00",
        "0.00",
    ]


@pytest.mark.parametrize(
    ("arguments", "facts", "code", "message"),
    [
        (SCORES, MUNICIPALITIES, 3, "rijksbegroting"),
        ((*SCORES, "--budget", "1e6"), MUNICIPALITIES, 2, "--budget '1e6' heeft een"),
        ((*SCORES, "--budget", "63999"), MUNICIPALITIES, 3, "art. 4, tweede lid"),
        (
            (*SCORES, "--budget", "9"),
            "ontvanger,rijksbudget\n0363,9\n",
            2,
            "rij 1, kolom rijksbudget: is ook voor allen tegelijk opgegeven",
        ),
        ((*WEIGHTS, "2015-2016", "--budget", "9"), FIGURES, 2, "verdeelt geen budget"),
    ],
)
def test_a_budget_that_cannot_be_divided_is_refused(arguments, facts, code, message):
    done = calculate(*arguments, "-", facts=facts)

    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
