"""Which board runs a school on a day, as the registers are known now."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from schools.models import School


def runs(board: str, brin: str, *, on: date) -> bool:
    """Tell whether a board runs a school on a day."""
    return schools_on(brin, on).filter(board_code=board).exists()


def schools_of(board: str, on: date) -> QuerySet[School]:
    """Give the schools that a board runs on a day, as far as the scheme is theirs."""
    return _on(on).filter(board_code=board, outside_scheme=False)


def schools_on(brin: str, on: date) -> QuerySet[School]:
    """Give the row of a school that holds on a day, unless it ended by then."""
    return _on(on).filter(brin=brin)


def _on(on: date) -> QuerySet[School]:
    ended = School.endings(lambda rows: rows.current()).filter(
        in_effect__gt=OuterRef("valid__startswith"), in_effect__lte=on
    )
    return School.objects.current().on(on).filter(~Exists(ended))
