"""Made-up history: years like one that was computed, which change nothing of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocations import runs
from allocations.in_force import in_force
from allocations.made_up.history import make_up
from allocations.models import Allocation, Run
from allocations.questions import read_question
from oab.models import Change
from schools.models import Count, EstablishedFigures, School, TeacherAge
from tests.factories import make

REGIME = "school_weights_2006"
COUNTED_ON = date(2014, 10, 1)


@pytest.mark.django_db
def test_history_is_like_the_year_in_several_versions_and_leaves_it_as_it_was():
    for brin in ("03FJ", "18PH"):
        make(School, brin=brin)
        make(TeacherAge, brin=brin, counted_on=COUNTED_ON, age=Decimal("40.00"))
        make(EstablishedFigures, brin=brin, counted_on=COUNTED_ON)
    run = runs.start(read_question(REGIME, "2015-2016"))
    runs.work_off(run.pk)
    run.refresh_from_db()
    before = in_force(REGIME, "2015-2016", ["03FJ"])

    written = make_up(run, years=3, versions=5)

    assert written == Allocation.objects.exclude(run=run).count() == 2 * 3 * 5
    assert in_force(REGIME, "2015-2016", ["03FJ"]) == before
    earlier = in_force(REGIME, "2012-2013", ["03FJ"])["03FJ"]
    assert earlier[1:] == before["03FJ"][1:]
    # The last is in force: a recalculation of the school alone, which replaces that of
    # both, which replaces the last run of the nation.
    versions = [
        *Allocation.objects.filter(recipient="03FJ", period="2012-2013")
        .select_related("run")
        .order_by("pk")
    ]
    assert versions[-1].pk == earlier.number
    assert versions[-1].run.known == run.known - timedelta(days=365 * 3)
    assert {each.run.state for each in versions} == {Run.State.COMPLETE}
    assert [each.run.recipients for each in versions] == [
        *([[]] * 3),
        ["03FJ", "18PH"],
        ["03FJ"],
    ]
    replaced = [each.replaces_id for each in versions]
    assert replaced == [*([None] * 3), *(each.pk for each in versions[2:4])]
    for model in (EstablishedFigures, TeacherAge, Count):
        rows = model.objects.filter(brin="03FJ", counted_on=date(2011, 10, 1))
        assert [each.replaces for each in rows.order_by("pk")] == [None, rows.first()]
    assert not Change.objects.filter(done_at=None).exists()
