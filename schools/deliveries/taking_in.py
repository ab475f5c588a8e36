"""Taking in the sheets of many boards at once, as a whole country delivers them.

Each part is some boards: read, filled and looked through by all rules in a transaction
of its own, and parts go side by side. A board's own upload does the same for one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID

from django.db import connections, transaction

from schools.deliveries.filling import fill_many
from schools.deliveries.findings import find
from schools.deliveries.reading import Cells
from schools.deliveries.sheets import in_order, read

# The empty deliveries to fill, each with its sheet.
Sheets = Sequence[tuple[UUID, Path]]
Taken = tuple[int, Counter[str]]

# Enough for statements over sets to pay, and few enough to share out evenly.
BYTES_OF_A_PART = 5_000_000


def take_in(
    counted_on: date,
    sheets: Sheets,
    *,
    processes: int = 1,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Fill empty deliveries with their sheets; give their rows and what was found.

    `progress` hears of the rows of each part. More than one process needs a database
    connection each, so nothing of this may belong to a transaction then.
    """
    rows, found = 0, Counter[str]()
    for taken, severities in _parts_taken(counted_on, sheets, processes):
        rows += taken
        found += severities
        progress(taken)
    return rows, found


def _parts_taken(counted_on: date, sheets: Sheets, processes: int) -> Iterator[Taken]:
    work = partial(_take_part, counted_on)
    if processes == 1:
        yield from map(work, parts(sheets))
        return
    connections.close_all()  # no process shares a connection with another
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(work, parts(sheets))


def parts(sheets: Sheets) -> Iterator[Sheets]:
    """Divide sheets into parts of about one size, the largest sheets first."""
    part: list[tuple[UUID, Path]] = []
    size = 0
    sized = sorted(((path.stat().st_size, path, each) for each, path in sheets))
    for bytes_of_sheet, path, delivery in reversed(sized):
        part.append((delivery, path))
        size += bytes_of_sheet
        if size >= BYTES_OF_A_PART:
            yield part
            part, size = [], 0
    if part:
        yield part


@transaction.atomic
def _take_part(counted_on: date, sheets: Sheets) -> Taken:
    rows = fill_many(counted_on, _rows(sheets))
    return rows, find(delivery for delivery, _ in sheets)


def _rows(sheets: Iterable[tuple[UUID, Path]]) -> Iterator[tuple[UUID, int, Cells]]:
    for delivery, path in sheets:
        for row, cells in in_order(read(path.read_bytes())):
            yield delivery, row, cells
