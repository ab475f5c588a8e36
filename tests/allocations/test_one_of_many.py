"""A correction of one school costs the same among few schools and among many."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from allocations import recalculation
from allocations.models import Allocation
from tests.allocations.counting import counted_anew
from tests.allocations.faults.schools import open_schools

Rows = dict[tuple[str, str], int]


def written() -> Rows:
    """Give how many rows of each table this transaction wrote so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, verb, number FROM pg_stat_xact_user_tables, LATERAL "
            "(VALUES ('inserted', n_tup_ins), ('updated', n_tup_upd), "
            "('deleted', n_tup_del)) AS tally (verb, number) WHERE number > 0"
        )
        return {(table, verb): number for table, verb, number in cursor.fetchall()}


def followed_among(schools: int) -> tuple[int, Rows]:
    """Correct one school of many; give the queries of following, and rows written."""
    brins = [f"{number:02}AA" for number in range(100)]
    with transaction.atomic():
        open_schools(*brins[:schools])
        for brin in brins[:schools]:
            counted_anew(f"{brin}00", 250, 43, 13)
        recalculation.follow()
        assert Allocation.objects.count() == schools
        counted_anew(f"{brins[schools // 2]}00", 250, 33, 13)
        before = written()
        with CaptureQueriesContext(connection) as queries:
            recalculation.follow()
        more = {key: now - before.get(key, 0) for key, now in written().items()}
        transaction.set_rollback(True)
    return len(queries), {key: number for key, number in more.items() if number}


@pytest.mark.django_db
def test_one_school_of_many_costs_no_more_and_touches_no_other():
    few, rows = followed_among(3)

    assert rows == {
        ("allocations_allocation", "inserted"): 1,
        ("allocations_run", "inserted"): 1,
        ("allocations_run", "updated"): 1,
        ("allocations_runpart", "inserted"): 1,
        ("oab_change", "updated"): 1,
    }
    assert followed_among(100) == (few, rows)
