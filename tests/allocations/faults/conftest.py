"""A place of a test's own: a broker that it may stop, and the tests' database."""

from collections.abc import Iterator

import pytest

from tests.allocations.faults.places import Place
from tests.servers import free_port, temporary_folder


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """Wake-ups of the test itself go to the place's broker, running or not."""
    with temporary_folder() as folder:
        place = Place(folder, free_port())
        monkeypatch.setattr("oab.wakeups.app", place.sender())
        yield place
