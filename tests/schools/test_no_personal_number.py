"""However a personal number comes in, it is nowhere afterwards.

Numbers are planted at every entrance, in the member that is meant for them and in many
that are not. Then every column of every table, the log, the broker and all answers are
searched, for their digits and for the bytes of these.
"""

import io
import json
import logging
from datetime import date
from itertools import count

import pytest
import redis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from oab.models import Task
from oab.personal_numbers import kind_of
from schools import tasks
from schools.deliveries.columns import NAMES
from schools.models import DeliveredPupil, Delivery, Enrolment, Ouderverklaring, School
from tests.factories import make
from tests.oab.files import books
from tests.schools.deliveries.rows import STATEMENT, cells

pytestmark = pytest.mark.django_db

JSON = "application/json"


class Numbers:
    """Personal numbers that are used here and nowhere else."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.tried = count(173_912_345)

    def new(self) -> str:
        """Give another one."""
        number = next(f"{n:09}" for n in self.tried if kind_of(f"{n:09}"))
        self.given.append(number)
        return number

    def wrong(self) -> str:
        """Give one with a wrong digit, which is nobody's and is not kept either."""
        number = next(f"{n:09}" for n in self.tried if not kind_of(f"{n:09}"))
        self.given.append(number)
        return number


@pytest.fixture
def numbers():
    return Numbers()


@pytest.fixture
def log():
    """Keep the lines of the log as they are written."""
    written = io.StringIO()
    (usual,) = [
        handler
        for handler in logging.getLogger().handlers
        if type(handler) is logging.StreamHandler
    ]
    handler = logging.StreamHandler(written)
    handler.setFormatter(usual.formatter)
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def board(api):
    make(School, brin="18PH", board_code="41646")
    client = api.as_("bestuur-medewerker")
    client.raise_request_exception = False
    return client


@pytest.fixture
def delivery():
    return make(Delivery, counted_on=date(2014, 10, 1), location_code="")


def said(response) -> str:
    content = (
        b"".join(response.streaming_content) if response.streaming else response.content
    )
    return (
        f"{response.status_code} {dict(response.headers)} {content.decode('latin-1')}"
    )


def sheet_rows(numbers):
    """Rows with a number in its own column, and in each of the others."""
    usual = {name: str(value) for name, value in STATEMENT.items()}
    yield cells(**usual | {"persoonsgebonden_nummer": numbers.new()})
    yield cells(**usual | {"persoonsgebonden_nummer": numbers.wrong()})
    for name in NAMES:
        if name != "persoonsgebonden_nummer":
            yield cells(**usual | {name: numbers.new()})
            yield cells(**usual | {name: f"zie {numbers.new()} hier"})
    foreign = {"verzorger1_land": "Frankrijk"}
    yield cells(**usual | foreign | {"verzorger1_opleiding": f"bac {numbers.new()}"})


WRITE = {
    "csv": lambda rows: "".join(f"{';'.join(row)}\n" for row in rows).encode(),
    "xlsx": books.xlsx,
    "ods": books.ods,
}


def uploads(board, delivery, numbers):
    address = f"/v1/aanleveringen/{delivery.pk}/bestanden"
    for kind in ("csv", "xlsx", "ods"):
        rows = [[*NAMES], *sheet_rows(numbers)]
        content = WRITE[kind](rows)
        file = SimpleUploadedFile(f"{numbers.new()}.{kind}", content)
        yield board.post(address, {"bestand": file})
        yield board.get(f"/v1/aanleveringen/{delivery.pk}/bevindingen")
        yield board.get(f"/v1/aanleveringen/{delivery.pk}/leerlingen")
        yield board.get(f"/v1/aanleveringen/{delivery.pk}/bestand?vorm=csv")
    wrong_header = f"{numbers.new()};vestiging\n1;2\n".encode()
    yield board.post(address, {"bestand": SimpleUploadedFile("a.csv", wrong_header)})
    yield board.post(address, {numbers.new(): "x"})


def rows_of(board, delivery, numbers):
    address = f"/v1/aanleveringen/{delivery.pk}/leerlingen"
    pupil = {
        "vestiging": "18PH00",
        "leerlingnummer": "77",
        "persoonsgebondenNummer": numbers.new(),
        "geboortedatum": "2008-03-01",
        "inschrijfdatum": "2012-03-01",
    }
    made = board.post(address, pupil, JSON)
    assert made.status_code == 201
    yield made
    for member in (*pupil, "verzorger1Land", "verzorger1Opleiding", numbers.new()):
        body = pupil | {"leerlingnummer": "78"}
        # Nine digits that are nobody's may be a school's own number of a pupil.
        if member != "leerlingnummer":
            yield board.post(address, body | {member: numbers.wrong()}, JSON)
        yield board.post(address, body | {member: numbers.new()}, JSON)
        yield board.patch(
            made["Location"],
            {member: numbers.new()},
            JSON,
            headers={"If-Match": made["ETag"]},
        )


def statements(board, numbers):
    pupil = {
        "brin": "18PH",
        "leerlingnummer": "L1",
        "persoonsgebondenNummer": numbers.new(),
        "geboortedatum": "2009-03-14",
        "inschrijfdatum": "2013-08-19",
    }
    address = "/v1/ouderverklaringen"
    made = board.post(address, pupil, JSON)
    assert made.status_code == 201
    yield made
    for member in (*pupil, "verzorger1Land", "verzorger1Opleiding", "reden", "x"):
        yield board.post(address, pupil | {member: numbers.new()}, JSON)
        if member not in {"leerlingnummer", "reden"}:
            yield board.post(address, pupil | {member: numbers.wrong()}, JSON)
    amended = {"vervangt": made.json()["nummer"]}
    yield board.post(address, amended | {"reden": f"van {numbers.new()}"}, JSON)
    scan = SimpleUploadedFile(f"{numbers.new()}.pdf", b"%PDF-1.4\n%%EOF\n")
    yield board.post(f"{made['Location']}/bewijsstukken", {"bestand": scan})
    key = {"Idempotency-Key": numbers.new()}
    yield board.post(address, pupil, JSON, headers=key)


def in_addresses(board, numbers):
    for address in (
        f"/v1/ouderverklaringen?{numbers.new()}=1",
        f"/v1/ouderverklaringen?brin={numbers.new()}",
        f"/v1/aanleveringen/{numbers.new()}",
        f"/v1/tellingen?vestiging={numbers.new()}",
        f"/v1/{numbers.new()}",
    ):
        yield board.get(address)


def access_requests(auditor, numbers):
    for number in (numbers.new(), numbers.wrong()):
        body = {"persoonsgebondenNummer": number}
        yield auditor.post("/v1/inzageverzoeken", body, JSON)


def stored(needles: list[str]) -> list[str]:
    """Name the tables in which one of the needles stands, as text or as bytes."""
    pattern = "|".join([*needles, *(needle.encode().hex() for needle in needles)])
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT count(*) FROM {name} AS one WHERE one::text ~ %s",  # noqa: S608
                [pattern],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def kept_by(broker: redis.Redis) -> str:
    """Give everything that the broker keeps."""
    return str(
        [
            (key, broker.lrange(key, 0, -1) if broker.type(key) == b"list" else b"")
            for key in broker.scan_iter()
        ]
    )


def test_no_personal_number_is_anywhere(  # noqa: PLR0913, PLR0917 - every entrance and exit
    board, delivery, numbers, log, auditor, broker
):
    answers = [
        *uploads(board, delivery, numbers),
        *rows_of(board, delivery, numbers),
        *statements(board, numbers),
        *in_addresses(board, numbers),
        *access_requests(auditor, numbers),
    ]
    make(Task, kind="nakijken", subject=f"/v1/aanleveringen/{delivery.pk}")
    tasks.pick_up_deliveries()

    # It was all really tried.
    assert DeliveredPupil.objects.filter(pseudonym__isnull=False).exists()
    assert Enrolment.objects.exists()
    assert Ouderverklaring.objects.exists()
    assert len(numbers.given) > 150
    assert log.getvalue().count("request_finished") >= len(answers)

    told = "\n".join(map(said, answers))
    # A row whose number was wrong tells that it was, and not what it was.
    assert [each for each in numbers.given if each in told] == []
    assert [each for each in numbers.given if each in log.getvalue()] == []
    assert [each for each in numbers.given if each in kept_by(broker)] == []
    assert stored(numbers.given) == []
    assert json.loads(log.getvalue().splitlines()[0])
