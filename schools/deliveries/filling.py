"""Filling deliveries: rows of a sheet become the pupils of a delivery.

What is handed in replaces what was there, in the transaction of whoever calls. A table
that is wrong in its structure is refused as a whole before anything is written; a cell
that is wrong is kept and found by the rules.
"""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from uuid import UUID

from django.db.models import F, Max
from django.utils.timezone import localdate

from oab.copying import copy_lines
from oab.files.refusals import refuse
from oab.files.tables import MOST_ROWS, Table
from oab.filters import HERE
from oab.problems import Refused
from oab.versions import moment
from schools.boards import runs
from schools.deliveries.reading import FIELDS, Cells, Known, Reader
from schools.deliveries.sheets import FIRST_ROW, in_order
from schools.models import DeliveredPupil, Delivery, Enrolment, Finding
from schools.pupils.pseudonyms import Pseudonym


def open_for_filling(delivery: Delivery) -> Delivery:
    """Hold a delivery until the end of the transaction; refuse what is handed in."""
    held = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if not held.editable:
        raise Refused(
            "Deze aanlevering is ingezonden en kan niet meer veranderen.",
            "This delivery was handed in and cannot change any more.",
        )
    return held


def fill(delivery: Delivery, table: Table) -> int:
    """Replace the pupils of an open delivery by those of a table, and count them."""
    reader = Reader(delivery.counted_on, KnownPupils(delivery))
    rows = ((str(delivery.pk), row, cells) for row, cells in in_order(table))
    lines = list(reader.lines(rows))  # all is read, and may be refused, before this
    if not lines:
        raise refuse("leeg", "het blad heeft geen rijen", "the sheet has no rows")
    clear(delivery)
    _advance(delivery)
    return copy_lines(DeliveredPupil, FIELDS, lines)


def fill_many(counted_on: date, rows: Iterable[tuple[UUID, int, Cells]]) -> int:
    """Fill any number of empty deliveries of one count date, row by row.

    Each row has its delivery, its number there and its cells in the order of `NAMES`.
    """
    named = ((str(delivery), row, cells) for delivery, row, cells in rows)
    return copy_lines(DeliveredPupil, FIELDS, Reader(counted_on).lines(named))


def clear(delivery: Delivery) -> None:
    """Remove the pupils of an open delivery, and what was found in them."""
    Finding.objects.filter(delivery=delivery).delete()
    DeliveredPupil.objects.filter(delivery=delivery).delete()


def add_row(delivery: Delivery, cells: Cells) -> DeliveredPupil:
    """Add a pupil to an open delivery, behind the others."""
    rows = DeliveredPupil.objects.filter(delivery=delivery)
    last: int = rows.aggregate(last=Max("row"))["last"] or FIRST_ROW - 1
    if last - FIRST_ROW + 1 >= MOST_ROWS:
        raise Refused(
            f"Een aanlevering heeft ten hoogste {MOST_ROWS} rijen.",
            f"A delivery has at most {MOST_ROWS} rows.",
        )
    return _write(delivery, last + 1, cells, KnownPupils(delivery))


def change_row(pupil: DeliveredPupil, cells: Cells) -> DeliveredPupil:
    """Write a pupil of an open delivery anew; without a number it stays who it is.

    At another school the number has to be given again.
    """
    same = Pseudonym(pupil.key, bytes(pupil.pseudonym)) if pupil.pseudonym else None
    delivery, row, school = pupil.delivery, pupil.row, pupil.brin
    remove_row(pupil)
    return _write(
        delivery, row, cells, lambda brin, _: same if brin == school else None
    )


def remove_row(pupil: DeliveredPupil) -> None:
    """Remove a pupil from an open delivery; the others keep their numbers."""
    Finding.objects.filter(delivery=pupil.delivery, row=pupil.row).delete()
    DeliveredPupil.objects.filter(pk=pupil.pk).delete()
    _advance(pupil.delivery)


def _write(delivery: Delivery, row: int, cells: Cells, known: Known) -> DeliveredPupil:
    lines = Reader(delivery.counted_on, known).lines([(str(delivery.pk), row, cells)])
    copy_lines(DeliveredPupil, FIELDS, lines)
    _advance(delivery)
    return DeliveredPupil.objects.get(delivery=delivery, row=row)


def _advance(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(version=F("version") + 1)


class KnownPupils:
    """Who a school knows by its own numbers, looked up once a number is missing.

    Of the register only a school that is the board's now, or was on the count date: or
    anybody who guesses the numbers of another school would get hold of its pupils.
    """

    def __init__(self, delivery: Delivery) -> None:
        self.delivery = delivery
        self.schools: dict[str, dict[str, Pseudonym]] = {}

    def __call__(self, brin: str, own: str) -> Pseudonym | None:
        """Find the pseudonym of a pupil of a school."""
        if not (brin and own):
            return None
        if brin not in self.schools:
            self.schools[brin] = self._pupils_of(brin)
        return self.schools[brin].get(own)

    def _pupils_of(self, brin: str) -> dict[str, Pseudonym]:
        enrolled = Enrolment.objects.filter(brin=brin).order_by("enrolled_on")
        if not self._is_own(brin):
            enrolled = enrolled.none()
        delivered = DeliveredPupil.objects.filter(
            delivery=self.delivery, brin=brin, pseudonym__isnull=False
        )
        # Of two with one number, the one who came last; what was just handed in first.
        names = "pupil_number", "key", "pseudonym"
        return {
            own: Pseudonym(key, bytes(value))
            for own, key, value in chain(
                enrolled.values_list(*names), delivered.values_list(*names)
            )
        }

    def _is_own(self, brin: str) -> bool:
        days = self.delivery.counted_on, localdate(moment(), timezone=HERE)
        return any(runs(self.delivery.board_code, brin, on=day) for day in days)
