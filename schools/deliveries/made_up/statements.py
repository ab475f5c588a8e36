"""What carers might have stated, by the weight that it gives, as cells of the sheet.

Categories 1, 2 and 3 of art. 27(1) Besluit bekostiging WPO, with one carer or two, with
Dutch and foreign education.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from schools.deliveries.notations import FORM
from schools.models import Form
from schools.rules.education import Category
from schools.rules.pupil_weights import weight_of

Cells = tuple[str, ...]


class Carer(NamedTuple):
    """The education of a carer, in the order of the sheet's columns."""

    level: str
    years: str = ""
    country: str = ""
    category: str = ""


NOBODY = Carer("")
NO_STATEMENT: Cells = ("", "", *NOBODY, *NOBODY)
CARERS = {
    Category.PRIMARY: (
        Carer("basisonderwijs"),
        Carer("geen"),
        Carer("basisonderwijs"),
        Carer("zmlk"),
        Carer("école primaire", "6", "Marokko", "1"),
        Carer("ilkokul", "5", "Turkije", "1"),
    ),
    Category.LOWER_VOCATIONAL: (
        Carer("lbo"),
        Carer("vbo"),
        Carer("vmbo-bb"),
        Carer("vmbo-kb"),
        Carer("praktijkonderwijs"),
        Carer("mavo", "2"),
        Carer("havo", "1"),
        Carer("collège", "2", "Marokko", "2"),
        Carer("mulo", "2", "Suriname", "2"),
    ),
    Category.HIGHER: (
        Carer("mbo"),
        Carer("hbo"),
        Carer("wo"),
        Carer("mavo", "4"),
        Carer("vmbo-tl", "4"),
        Carer("havo", "5"),
        Carer("licenciatura", "5", "Spanje", "3"),
    ),
}


def stated(weight: Decimal, form: Form) -> tuple[Cells, ...]:
    """Give statements on a form that make a weight, complete and each another."""
    return tuple(
        (FORM.write(form), str(signatures), *first, *second)
        for first, second in _carers(weight)
        for signatures in _signatures(second)
    )


def _carers(weight: Decimal) -> Iterator[tuple[Carer, Carer]]:
    for category, carers in CARERS.items():
        if weight_of([category]) == weight:
            yield from product(carers, [NOBODY])
    for one, other in product(CARERS, repeat=2):
        if weight_of([one, other]) == weight:
            yield from product(CARERS[one], CARERS[other])


def _signatures(second: Carer) -> Iterable[int]:
    """Both carers sign, or one of them; a single one signs alone."""
    return (1,) if second == NOBODY else (1, 2)
