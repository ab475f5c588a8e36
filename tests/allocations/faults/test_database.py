"""A PostgreSQL that goes down under a worker, and comes back."""

from contextlib import ExitStack

import pytest
from django.db import connection

from allocations.models import Run
from tests.allocations.faults.places import (
    OwnDatabase,
    connected_to,
    somebody_is_in_the_middle,
    stuck_in_the_middle,
)
from tests.allocations.faults.schools import (
    corrected,
    nothing_is_open,
    once_each,
    open_schools,
)
from tests.workers import until


@pytest.mark.django_db(transaction=True)
def test_a_worker_goes_on_after_postgresql_was_restarted_under_it(place):
    database = OwnDatabase(place.folder)
    with connected_to(place.folder), place.broker(), ExitStack() as server:
        server.enter_context(database.running())
        database.migrated(place)
        open_schools("03FJ")
        with place.worker():
            with stuck_in_the_middle():
                corrected("03FJ")
                somebody_is_in_the_middle()
                server.close()
            connection.close()

            with database.running():
                assert not nothing_is_open()
                assert not Run.objects.exists()
                with place.hurried_beat():
                    until(nothing_is_open)
                assert once_each() == {"03FJ": ["14"]}
