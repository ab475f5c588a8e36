"""The national files give the national totals that their publishers name."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Exists, OuterRef, Sum
from pytest_django.plugin import DjangoDbBlocker

from allocations.importers.demo_files import DEMO_FILES
from allocations.importers.kinds import import_file
from allocations.models import PublishedPayment
from oab.tallies import Tally
from schools.models import (
    Board,
    Count,
    CountCell,
    EstablishedFigures,
    Location,
    Partnership,
    School,
    SchoolSuccession,
    TeacherAge,
)
from tests.contract import ContractClient
from tests.importing import rows
from tests.publications import (
    AGES,
    BRON,
    PAYMENTS,
    REGISTER_2013,
    REGISTER_2017,
    REGISTER_2020,
    WEIGHTS,
)

Import = Callable[[str], Tally]

pytestmark = pytest.mark.timeout(120)  # whole files of the nation


@pytest.fixture(scope="module")
def national(
    django_db_setup: None,  # noqa: ARG001 - makes the database
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Import]:
    """Import a national file, once for this module, in a transaction that is undone."""
    files = {path.name: (kind, path, day) for kind, path, day in DEMO_FILES}
    done: dict[str, Tally] = {}

    def imported(name: str) -> Tally:
        if name not in done:
            kind, path, day = files[name]
            done[name] = import_file(kind, path, on=day)
        return done[name]

    with django_db_blocker.unblock(), transaction.atomic():
        yield imported
        transaction.set_rollback(True)


def cells(origin: str, **of: object) -> int:
    counted = CountCell.objects.filter(count__origin=origin, **of)
    return sum(counted.values_list("pupils", flat=True))


def test_the_payments_of_2015_2016(national):
    assert national(PAYMENTS).new == 6_431
    figures = EstablishedFigures.objects.aggregate(
        weight=Sum("school_weight"),
        impulse=Sum("weighted_pupils_in_impulse_areas"),
        all=Sum("pupils"),
    )
    assert figures == {"weight": 56_500, "impulse": 72_352, "all": 1_458_200}
    assert TeacherAge.objects.count() == 6_431


@pytest.mark.parametrize(
    ("article", "total"),
    [
        ("28", "171615613.78"),
        ("28a", "128424800.00"),
        ("WPO 129", "803899572.04"),
        ("totaal_personele_bekostiging", "4945048628.38"),
        ("totaal", "5995945855.06"),
    ],
)
def test_the_sums_paid_in_2015_2016(national, article, total):
    national(PAYMENTS)

    payments = PublishedPayment.objects.filter(period="2015-2016", article=article)
    assert payments.count() == 6_431
    assert payments.aggregate(total=Sum("amount"))["total"] == Decimal(total)


@pytest.mark.parametrize(
    ("weight", "pupils"), [("0.00", 1_302_822), ("0.30", 64_536), ("1.20", 60_095)]
)
def test_the_pupils_by_weight_of_2016(national, weight, pupils):
    assert national(WEIGHTS).rows == 17_059

    assert Count.objects.filter(origin="weight_and_age").count() == 6_494
    assert cells("weight_and_age", weight=Decimal(weight)) == pupils


def test_the_pupils_by_weight_of_2016_in_all(national):
    national(WEIGHTS)

    assert cells("weight_and_age") == 1_427_453


def test_the_pupils_by_age_of_2016(national):
    tally = national(AGES)

    assert (tally.rows, tally.remarks) == (
        7_532,
        (
            "Vso: 383 rijen overgeslagen",
            "So: 365 rijen overgeslagen",
            "Sbo: 290 rijen overgeslagen",
        ),
    )
    assert cells("age") == 1_427_453


def test_the_funded_pupils_in_bron_of_2016(national):
    assert national(BRON).rows == 6_497

    assert cells("bron", age_group__gt="") == 1_427_165
    assert cells("bron", weight__isnull=False) == 1_427_165
    assert cells("bron", weight=Decimal("0.30")) == 64_696
    assert cells("bron", weight=Decimal("1.20")) == 59_967
    assert Partnership.objects.current().count() == 77


def test_the_register_of_2013(national):
    assert national(REGISTER_2013).rows == 6_804

    register = "DUO, alle vestigingen basisonderwijs"
    day = date(2013, 6, 27)
    for model, number in ((Location, 6_804), (School, 6_649), (Board, 1_010)):
        versions = model.objects.filter(source=register, attested__contains=day)
        assert versions.filter(known__upper_inf=True).count() == number


def test_the_same_files_again_write_nothing(national):
    names = (PAYMENTS, BRON, REGISTER_2013)
    tallies = [national(name) for name in names]
    before = rows()

    files = {path.name: (kind, path, day) for kind, path, day in DEMO_FILES}
    for name, first in zip(names, tallies, strict=True):
        kind, path, day = files[name]
        again = import_file(kind, path, on=day)
        assert (again.new, again.replaced, again.unchanged) == (0, 0, first.new)

    assert rows() == before


def test_the_successions_between_2013_and_2020(national):
    for name in (REGISTER_2013, REGISTER_2020, REGISTER_2017):
        national(name)

    kinds = Counter(SchoolSuccession.objects.current().values_list("kind", flat=True))
    assert kinds == {"closure": 571, "merger": 64, "split_off": 3}


def listed(collection: str, day: str, api: ContractClient) -> set[str]:
    """Read the numbers that the API lists on a day."""
    asked: Any = {"geldigOp": day}
    answer: Any = api.get(f"/v1/{collection}", asked, headers={"Accept": "text/csv"})
    table = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    return {line.split(",")[0] for line in table[1:]}


def test_the_locations_of_a_day_are_those_of_its_register(national, api):
    for name in (REGISTER_2013, PAYMENTS, WEIGHTS, BRON, AGES, REGISTER_2017):
        national(name)
    national(REGISTER_2020)

    day = date(2020, 12, 1)
    register = set(
        Location.objects.current()
        .filter(attested__contains=day)
        .values_list("code", flat=True)
    )
    assert len(register) == 6_268
    # Nineteen were counted in 2016 and stood in neither register of all locations:
    # nothing tells when they began, or that they ended.
    assert len(listed("vestigingen", "2020-12-01", api) - register) == 19
    assert register <= listed("vestigingen", "2020-12-01", api)


def test_a_municipality_that_went_on_in_another_is_not_shown_today(national, api):
    for name in ("gemeenten-per-peilmoment-uit-duo.csv", "herindelingen-2012-2024.csv"):
        national(name)

    today = listed("gemeenten", "2026-06-01", api)
    assert "0003" not in today
    # 342 are in the list of 2026; 1921 got another number without a redivision.
    assert len(today) == 343


def test_no_succession_began_before_its_predecessor_was_last_seen(national):
    for name in (REGISTER_2013, PAYMENTS, WEIGHTS, BRON, AGES, REGISTER_2017):
        national(name)
    national(REGISTER_2020)

    successions = SchoolSuccession.objects.current().dated()
    assert successions.count() == 638
    for model, code in ((School, "brin"), (Location, "code")):
        versions = model.objects.current().filter(
            **{code: OuterRef("predecessor")},
            attested__endswith__gt=OuterRef("between__startswith"),
            attested__endswith__lte=OuterRef("in_effect"),
        )
        assert not successions.filter(Exists(versions)).exists()
