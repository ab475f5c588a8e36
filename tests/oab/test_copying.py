from datetime import date

import pytest
from django.db import connection

from oab.copying import copy_rows
from schools.models import TeacherAge


@pytest.mark.django_db
def test_the_planner_hears_at_once_what_a_filled_table_holds():
    rows = [
        (f"{n // 26:02}A{chr(65 + n % 26)}", date(2014, 10, 1), "40.00", "DUO")
        for n in range(2_000)
    ]

    copy_rows(TeacherAge, ("brin", "counted_on", "age", "source"), rows)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::integer FROM pg_class "
            "WHERE oid = 'schools_teacherage'::regclass"
        )
        assert cursor.fetchone() == (2_000,)


@pytest.mark.django_db
def test_a_row_more_in_a_large_table_does_not_make_statistics_anew():
    columns = ("brin", "counted_on", "age", "source")
    rows = [
        (f"{n // 26:02}B{chr(65 + n % 26)}", date(2014, 10, 1), "40.00", "DUO")
        for n in range(2_000)
    ]
    copy_rows(TeacherAge, columns, rows)

    copy_rows(TeacherAge, columns, [("00CC", date(2014, 10, 1), "40.00", "DUO")])

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::integer FROM pg_class "
            "WHERE oid = 'schools_teacherage'::regclass"
        )
        assert cursor.fetchone() == (2_000,)
