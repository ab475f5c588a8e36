"""Opening a delivery of a board, or of one of its locations, from what is known.

Known are the pupils of the last accepted count of the schools that the board runs, and
the register: who left since is left out, who enrolled since is added. What carers
stated comes from the register where that knows it better than the last count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from psycopg.types.json import Jsonb

from oab.claims import take_turns
from oab.copying import copy_rows
from oab.numbering import take
from oab.problems import Refused
from oab.versions import moment
from schools.deliveries.outcomes import COPIED, STATED, with_outcomes
from schools.deliveries.sheets import FIRST_ROW
from schools.deliveries.takeovers import refuse_taken
from schools.deliveries.windows import refuse_early
from schools.models import DeliveredPupil, Delivery, DeliveryEvent, Location, School

State = Delivery.State
SERIES = "aanleveringen"
ALIVE = (State.OPEN, State.DELIVERED, State.SIGNED, State.SENT_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a delivery is about: a board or one of its locations, on a count date."""

    board: str
    counted_on: date
    location: str = ""


@transaction.atomic
def open_delivery(scope: Scope, *, person: str) -> Delivery:
    """Open a delivery with the pupils that are known, or refuse."""
    refuse_early(scope.counted_on, at=moment())
    _refuse_elsewhere(scope)
    hold(scope.board, scope.counted_on)
    _refuse_overlap(scope)
    delivery = Delivery(
        board_code=scope.board,
        location_code=scope.location,
        counted_on=scope.counted_on,
        opened_by=person,
        previous=_previous(scope),
    )
    pupils = [*with_outcomes(_known(scope), scope.counted_on)]
    write(delivery)
    if scope.location:
        refuse_taken([delivery.pk])
    columns = ("delivery_id", "row", *COPIED)
    copy_rows(
        DeliveredPupil,
        columns,
        (
            (delivery.pk, row, *_copied(pupil))
            for row, pupil in enumerate(pupils, start=FIRST_ROW)
        ),
    )
    return Delivery.objects.get(pk=delivery.pk)


def write(*deliveries: Delivery) -> None:
    """Write new deliveries of one count date: number them, and note the first step."""
    (year,) = {each.counted_on.year for each in deliveries}
    numbers = take(SERIES, year, how_many=len(deliveries))
    for each, number in zip(deliveries, numbers, strict=True):
        each.pk = each.pk or uuid4()
        each.reference = f"A-{year}-{number:06}"
    Delivery.objects.bulk_create(deliveries)
    DeliveryEvent.objects.bulk_create(
        DeliveryEvent(
            delivery=each,
            before="",
            after=State.OPEN,
            person=each.opened_by,
            reasons=[each.reason] if each.reason else [],
        )
        for each in deliveries
    )


def hold(board: str, counted_on: date) -> None:
    """Let one at a time open what a board delivers of a count date."""
    take_turns([f"schools.deliveries.opening {board} {counted_on}"])


# What is refused ----------------------------------------------------------------------


def _refuse_elsewhere(scope: Scope) -> None:
    """Refuse a board without schools, or another board's location.

    Who took over a school later may hand in what was before.
    """
    run = _schools(scope)
    if not scope.location:
        if not run.exists():
            raise Refused(
                f"Het register kent geen scholen van bestuur {scope.board} op "
                f"{scope.counted_on:%d-%m-%Y}.",
                f"The register knows no schools of board {scope.board} on "
                f"{scope.counted_on}.",
            )
        return
    there = Location.objects.current().on(scope.counted_on)
    is_known = there.filter(code=scope.location).exists()
    if not is_known or not run.filter(brin=scope.location[:4]).exists():
        raise Refused(
            f"Vestiging {scope.location} is op {scope.counted_on:%d-%m-%Y} niet van "
            f"bestuur {scope.board}.",
            f"Location {scope.location} is not board {scope.board}'s on "
            f"{scope.counted_on}.",
        )


def _schools(scope: Scope) -> QuerySet[School]:
    """Give the schools that the board runs on the count date, or took over since."""
    since = DateRange(scope.counted_on, None)
    there = School.objects.current().on(scope.counted_on).values("brin")
    return School.objects.current().filter(
        board_code=scope.board, valid__overlap=since, brin__in=there
    )


def _refuse_overlap(scope: Scope) -> None:
    overlapping = Delivery.objects.filter(
        board_code=scope.board,
        counted_on=scope.counted_on,
        state__in=(*ALIVE, State.ACCEPTED),
    )
    if scope.location:
        overlapping = overlapping.filter(location_code__in=("", scope.location))
    first = overlapping.order_by("state", "id").first()
    if first is None:
        return
    what = (
        f"vestiging {first.location_code}"
        if first.location_code
        else "het hele bestuur"
    )
    what_english = (
        f"location {first.location_code}" if first.location_code else "the whole board"
    )
    if first.state == State.ACCEPTED:
        raise Refused(
            f"Aanlevering {first.reference} voor {what} is al geaccepteerd; corrigeer "
            "die.",
            f"Delivery {first.reference} of {what_english} was accepted already; "
            "correct that one.",
        )
    raise Refused(
        f"Aanlevering {first.reference} voor {what} loopt al.",
        f"Delivery {first.reference} of {what_english} is under way already.",
    )


# What is known ------------------------------------------------------------------------


def _previous(scope: Scope) -> Delivery | None:
    """Name the last accepted delivery of the board before, of this scope or wider."""
    before = Delivery.objects.filter(
        board_code=scope.board,
        state=State.ACCEPTED,
        counted_on__lt=scope.counted_on,
    )
    scopes = Q(location_code="") | Q(location_code=scope.location)
    return before.filter(scopes).order_by("-counted_on", "-location_code").first()


# The register's statement, unless the last count was judged after it was written.
IS_BETTER = "COALESCE(e.stated_at > l.judged_at, FALSE)"
TEXTS = {"form", *(name for name in STATED if name.endswith(("_level", "_country")))}
KEPT_OR_BETTER = ", ".join(
    f"CASE WHEN {IS_BETTER} THEN e.{name} ELSE l.{name} END AS {name}"
    for name in STATED
)
FROM_THE_REGISTER = ", ".join(
    f"COALESCE(e.{name}, '')" if name in TEXTS else f"e.{name}" for name in STATED
)
KNOWN = f"""
    WITH schools AS (
        SELECT DISTINCT brin FROM schools_school
        WHERE board_code = %(board)s AND upper_inf(known)
            AND COALESCE(upper(valid) > %(counted_on)s, TRUE)
            AND (%(location)s = '' OR brin = left(%(location)s, 4))
    ),
    accepted AS MATERIALIZED (
        SELECT p.*, d.judged_at, d.counted_on, d.location_code AS scope
        FROM schools_deliveredpupil AS p
        JOIN schools_delivery AS d ON d.id = p.delivery_id
        WHERE d.state = 'accepted' AND d.counted_on < %(counted_on)s
            AND p.brin IN (SELECT brin FROM schools)
    ),
    last AS (
        SELECT accepted.* FROM accepted
        JOIN (
            SELECT brin, max(counted_on) AS counted_on FROM accepted GROUP BY brin
        ) AS newest USING (brin, counted_on)
        WHERE %(location)s IN ('', accepted.location_code)
    ),
    only_location AS (
        SELECT brin, min(code) AS code FROM schools_location
        WHERE valid @> %(counted_on)s AND upper_inf(known)
            AND brin IN (SELECT brin FROM schools)
        GROUP BY brin HAVING count(DISTINCT code) = 1
    ),
    enrolled AS (
        SELECT e.*, o.id AS statement, o.created_at AS stated_at,
            {", ".join(f"o.{name}" for name in STATED)}
        FROM schools_enrolment AS e
        LEFT JOIN schools_ouderverklaring AS o ON o.enrolment_id = e.id
            AND NOT EXISTS (
                SELECT FROM schools_ouderverklaring AS later
                WHERE later.replaces_id = o.id
            )
        WHERE e.brin IN (SELECT brin FROM schools)
    ),
    known AS (
        SELECT l.location_code,
            COALESCE(e.pupil_number, l.pupil_number) AS pupil_number,
            COALESCE(e.pseudonym, l.pseudonym) AS pseudonym,
            COALESCE(e.key, l.key) AS key,
            COALESCE(e.born_on, l.born_on) AS born_on,
            COALESCE(e.enrolled_on, l.enrolled_on) AS enrolled_on,
            COALESCE(e.left_on, l.left_on) AS left_on,
            l.claimed_weight, l.old_weight, l.row,
            {KEPT_OR_BETTER}
        FROM last AS l LEFT JOIN enrolled AS e
            ON e.brin = l.brin AND e.pseudonym = l.pseudonym
                AND e.enrolled_on = l.enrolled_on
        UNION ALL
        SELECT COALESCE(only_location.code, ''), e.pupil_number, e.pseudonym, e.key,
            e.born_on, e.enrolled_on, e.left_on, NULL, NULL, NULL,
            {FROM_THE_REGISTER}
        FROM enrolled AS e LEFT JOIN only_location USING (brin)
        WHERE NOT EXISTS (
                SELECT FROM accepted AS l
                WHERE l.brin = e.brin AND l.pseudonym = e.pseudonym
                    AND l.enrolled_on = e.enrolled_on
            )
            AND %(location)s IN ('', only_location.code)
    )
    SELECT * FROM known
    WHERE (left_on IS NULL OR left_on >= %(counted_on)s)
        AND enrolled_on <= %(counted_on)s
    ORDER BY location_code, row NULLS LAST, pupil_number
"""


def _known(scope: Scope) -> Iterator[dict[str, Any]]:
    """Give the pupils that are known to be there; nobody was absent yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            KNOWN,
            {
                "board": scope.board,
                "counted_on": scope.counted_on,
                "location": scope.location,
            },
        )
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    for values in rows:
        pupil = dict(zip(names, values, strict=True))
        yield {**pupil, "absent": None, "unreadable": None}


def _copied(pupil: Mapping[str, Any]) -> list[Any]:
    values = [pupil[name] for name in COPIED]
    return [Jsonb(each) if isinstance(each, dict) else each for each in values]
