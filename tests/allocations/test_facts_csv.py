"""Bad facts: every problem is named with its row and column."""

import pytest

from allocations.facts_csv import MOST_PROBLEMS, read_facts
from allocations.rules.errors import BadFacts, NotInForce
from allocations.rules.law import law_of
from allocations.rules.periods import Period
from allocations.rules.regimes.school_weights_2006 import SCHOOL_WEIGHTS_2006

REGIME = SCHOOL_WEIGHTS_2006
PROVISIONS = law_of("school_weights_2006").at(Period.parse("2015-2016"))

COUNTS = (
    "ontvanger,vestiging,leerlingen,leerlingen_gewicht_03,leerlingen_gewicht_12,"
    "in_impulsgebied,gewogen_gemiddelde_leeftijd"
)
GOOD = "03FJ,03FJ00,250,43,13,1,38.63"


def problems_of(content: str | bytes, wanted=()) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode()
    with pytest.raises(BadFacts) as refusal:
        read_facts(raw, REGIME, PROVISIONS, wanted)
    return [str(problem) for problem in refusal.value.problems]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-5", "is negatief"),
        ("veel", "is geen getal"),
        ("12,5", "decimale komma"),
        ("1.234,5", "decimale komma"),
        ("NaN", "is geen getal"),
        ("inf", "is geen getal"),
        ("1e3", "exponent"),
        ("12345678901234567890", "meer dan negen cijfers"),
        ("2.1234567", "meer dan zes decimalen"),
        ("2.5", "is geen geheel getal"),
        ("", "is leeg"),
        (" 250", "spaties"),
        ("+250", "is geen getal"),
        ("٢٥٠", "is geen getal"),
        ("=1+1", "is geen getal"),
    ],
)
def test_a_bad_number_is_named_with_row_and_column(cell, reason):
    row = f'03FJ,03FJ00,"{cell}",43,13,1,38.63'

    found = problems_of(f"{COUNTS}\n{GOOD.replace('03FJ', '00AA')}\n{row}\n")

    assert len(found) == 1
    assert found[0].startswith("rij 3, kolom leerlingen: ")
    assert reason in found[0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("03FJ,03FJ00,50,43,13,1,38.63", "rij 2, kolom leerlingen: minder leerlingen"),
        ("03FJ,03FJ00,250,43,13,2,38.63", "rij 2, kolom in_impulsgebied: 2 is te hoog"),
        ("03FJ,03FJ00,250,43,13,1,50.01", "rij 2, kolom gewogen_gemiddelde_leeftijd:"),
        ("03FJ,03FJ00,250,43,13,1,38.635", "meer dan 2 decimalen"),
        ("3FJ,03FJ00,250,43,13,1,38.63", "rij 2, kolom ontvanger: '3FJ' is geen BRIN"),
        ("03FJ,04FJ00,250,43,13,1,38.63", "rij 2, kolom vestiging: 04FJ00 is geen"),
        ("03FJ,3FJ00,250,43,13,1,38.63", "rij 2, kolom vestiging: '3FJ00' is geen"),
        ("03FJ,03FJ00,250,43,13,1", "rij 2: 6 cellen, verwacht 7"),
    ],
)
def test_a_bad_row_is_named(row, expected):
    assert any(expected in problem for problem in problems_of(f"{COUNTS}\n{row}\n"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "het bestand is leeg"),
        ("\ufeff", "het bestand is leeg"),
        (COUNTS, "het bestand heeft geen rijen"),
        (f"{COUNTS}\n\n", "het bestand heeft geen rijen"),
        (
            f"{COUNTS.replace('leerlingen,', 'Leerlingen,')}\n{GOOD}",
            "rij 1, kolom 'Lee",
        ),
        (f"{COUNTS.replace('ontvanger', 'brin')}\n{GOOD}", "rij 1, kolom ontvanger"),
        (f"{COUNTS},leerlingen\n{GOOD},250", "rij 1, kolom 'leerlingen': staat er"),
        (
            f"{COUNTS.replace(',', ';')}\n{GOOD}",
            "rij 1: puntkomma's tussen de kolommen",
        ),
        (f"{COUNTS}\n{GOOD}\n{GOOD}", "rij 3, kolom vestiging: '03FJ00' staat ook"),
        (f'{COUNTS}\n"03FJ', "rij 2: geen CSV: een aanhalingsteken wordt niet"),
        (f"{COUNTS}\n{'x' * 200_000}", "rij 2: geen CSV: een cel is langer dan"),
        (
            f"{COUNTS}\n{GOOD}\n11CJ00,11CJ00,1,0,0,0,40",
            "rij 3, kolom ontvanger: 11CJ00: één soort ontvanger",
        ),
        (
            f"{COUNTS}\n{GOOD}\n03FJ,03FJ01,9,0,0,0,38.64",
            "rij 3, kolom gewogen_gemiddelde_leeftijd: wijkt af van rij 2",
        ),
        (
            "ontvanger,leerlingen,leerlingen_gewicht_03,leerlingen_gewicht_12\n03FJ,9,0,0",
            "rij 1, kolom vestiging: ontbreekt",
        ),
        (
            "ontvanger,vestiging,leerlingen\n03FJ,03FJ00,250",
            "rij 1, kolom leerlingen_gewicht_12: ontbreekt",
        ),
        (
            f"{COUNTS},leerlingen_gewicht_090\n{GOOD},1",
            "rij 2, kolom leerlingen_gewicht_090: kan niet meer voorkomen",
        ),
        (f"{COUNTS},maanden\n{GOOD},13", "rij 2, kolom maanden: 13 is te hoog"),
        (f"{COUNTS},maanden\n{GOOD},0", "rij 2, kolom maanden: 0 is te laag"),
        (f"{COUNTS}\n{GOOD}".encode("utf-16"), "het bestand is UTF-16"),
    ],
)
def test_a_bad_file_says_why(content, expected):
    assert any(expected in problem for problem in problems_of(content))


def test_a_figure_that_the_law_did_not_know_cannot_be_given():
    before = law_of("school_weights_2006").at(Period.parse("2008-2009"))
    content = b"ontvanger,schoolgewicht,bedrag_impulsgebied\n03FJ,14,100\n"

    with pytest.raises(BadFacts) as refusal:
        read_facts(content, REGIME, before, ["school_weight"])

    assert "rij 1, kolom bedrag_impulsgebied: bestaat niet in" in str(refusal.value)


def test_a_gap_in_the_law_goes_before_facts_that_would_not_help():
    unknown = law_of("school_weights_2006").at(Period.parse("2017-2018"))
    content = b"ontvanger,schoolgewicht\n03FJ,14\n"

    with pytest.raises(NotInForce, match="basisbedrag"):
        read_facts(content, REGIME, unknown)
    with pytest.raises(BadFacts, match="is geen getal"):
        read_facts(content.replace(b"14", b"x"), REGIME, unknown)


def test_another_encoding_is_named_by_cell():
    content = f"{COUNTS}\n{GOOD}\n".replace("250", "25é").encode("cp1252")

    assert problems_of(content) == [
        "rij 2, kolom leerlingen: '25?' is geen UTF-8",
    ]


def test_all_problems_come_at_once():
    rows = [
        "3FJ,03FJ00,x,-1,13,1,38.63",
        "04AA,04AA00,250,43,250,1,40",
        "04AB,04AB00,250,43,1e3,1,99",
    ]

    found = problems_of("\n".join([COUNTS, *rows]))

    assert [problem.split(":")[0] for problem in found] == [
        "rij 2, kolom ontvanger",
        "rij 2, kolom leerlingen",
        "rij 2, kolom leerlingen_gewicht_03",
        "rij 3, kolom leerlingen",
        "rij 4, kolom leerlingen_gewicht_12",
    ]


def test_a_thousand_problems_are_enough():
    rows = [f"03FJ,03FJ{n % 100:02},x,x,x,x,x" for n in range(400)]

    found = problems_of("\n".join([COUNTS, *rows]))

    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].startswith("en nog ")


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(bytes(range(256)) * 40_960, id="all bytes"),
        pytest.param(b"x" * 10_000_000, id="one endless word"),
        pytest.param(b"".join(b"%d," % n for n in range(1_300_000)), id="columns"),
        pytest.param(b"ontvanger\n" + b"x,\n" * 3_300_000, id="rows"),
        pytest.param(b'"' * 10_000_000, id="quotes"),
    ],
)
def test_ten_megabytes_of_garbage_are_refused(garbage):
    assert 0 < len(problems_of(garbage)) <= MOST_PROBLEMS + 1


def test_a_byte_order_mark_and_windows_line_ends_are_fine():
    content = f"\ufeff{COUNTS}\r\n{GOOD}\r\n".encode()

    facts = read_facts(content, REGIME, PROVISIONS)

    assert facts.recipients == ("03FJ",)


def test_the_rows_of_a_school_need_not_stand_together():
    rows = ["16KS,16KS00,658,1,2,0,40", GOOD, "16KS,01,84,18,15,0,40.00"]

    facts = read_facts("\n".join([COUNTS, *rows]).encode(), REGIME, PROVISIONS)

    assert facts.recipients == ("16KS", "03FJ")
    assert facts.locations == ("16KS00", "03FJ00", "16KS01")
    assert facts.columns["teacher_age"].decimals() == ["40.00", "38.63"]


def test_columns_that_are_not_needed_may_be_empty():
    content = b"ontvanger,schoolgewicht,gewogen_gemiddelde_leeftijd\n03FJ,14,\n"

    facts = read_facts(content, REGIME, PROVISIONS, ["school_weight"])

    assert facts.columns["school_weight"].decimals() == ["14"]


def test_an_empty_optional_cell_means_the_ordinary_case():
    content = f"{COUNTS},maanden\n{GOOD},\n".encode()

    facts = read_facts(content, REGIME, PROVISIONS)

    assert facts.columns["months"].decimals() == ["12"]
