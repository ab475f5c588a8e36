"""The workbook of CBS with all rows but some cut out, and cells changed in place."""

import io
import re
from collections.abc import Iterable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from tests.publications import SCORES, content

TEXTS = "xl/sharedStrings.xml"
TABLES = ("xl/worksheets/sheet5.xml", "xl/worksheets/sheet6.xml")
ROW = re.compile(rb'<row r="(\d+)".*?</row>')
LAST_ROW = 6_300
Changes = Mapping[str, tuple[bytes, bytes]]


def workbook(rows: Iterable[int], changes: Changes | None = None) -> bytes:
    """Keep some rows of both tables, all above and below them, and change bytes."""
    kept, edition = {*rows}, io.BytesIO()

    def keep(row: re.Match[bytes]) -> bytes:
        number = int(row[1])
        return row[0] if number in kept or not 5 < number <= LAST_ROW else b""

    with (
        ZipFile(io.BytesIO(content(SCORES))) as given,
        ZipFile(edition, "w", ZIP_DEFLATED) as packed,
    ):
        for name in given.namelist():
            part = given.read(name)
            if name in TABLES:
                part = ROW.sub(keep, part)
            old, new = (changes or {}).get(name, (b"", b""))
            assert not old or part.count(old) == 1
            packed.writestr(name, part.replace(old, new) if old else part)
    return edition.getvalue()
