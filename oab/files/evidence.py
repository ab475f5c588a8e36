"""What kind of document an uploaded proof is, by its content, and whether it is safe.

A scanned form is a picture or pages of pictures. Whatever more a PDF can do, such as
running a program or asking for a password, is refused.
"""

import re
import zlib
from collections.abc import Iterator

from oab.files.refusals import RefusedFile, refuse
from oab.files.tables import empty, too_large

MOST_BYTES = 10 * 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
# A name in a PDF may hide letters as #xx, and objects may stand packed in a stream.
HIDDEN_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")
PACKED_OBJECTS = re.compile(rb"/ObjStm.{0,400}?stream\r?\n", re.DOTALL)
MOST_UNPACKED = 20 * 1024 * 1024
# Names long enough not to appear in the bytes of a picture by chance.
ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)"
    rb"(?![A-Za-z0-9])"
)
ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
PDF_START, PDF_END = b"%PDF-", b"%%EOF"
# Some printers put a little behind the end.
TAIL = 1_024


def media_type_of(content: bytes) -> str:
    """Recognise a document; `RefusedFile` says why it is not taken."""
    if not content:
        raise empty()
    if len(content) > MOST_BYTES:
        raise too_large(MOST_BYTES)
    for start, end, media_type in (
        (PDF_START, PDF_END, PDF),
        (JPEG_START, JPEG_END, JPEG),
        (PNG_START, PNG_END, PNG),
    ):
        if content.startswith(start):
            _refuse_other_end(content, end)
            if media_type == PDF:
                _refuse_active(content)
            return media_type
    raise refuse(
        "ander-bestand",
        "dit is geen PDF, JPEG of PNG",
        "this is no PDF, JPEG or PNG",
    )


def _refuse_other_end(content: bytes, end: bytes) -> None:
    if end not in content[-TAIL:]:
        raise refuse(
            "beschadigd",
            "het document is afgebroken, of er zit iets anders achter",
            "the document is cut off, or something else follows it",
        )


def _refuse_active(content: bytes) -> None:
    for objects in (content, *_packed_objects(content)):
        names = HIDDEN_LETTER.sub(lambda match: bytes([int(match[1], 16)]), objects)
        if ENCRYPTED.search(names):
            raise refuse(
                "versleuteld",
                "de PDF is beveiligd; bewaar hem zonder wachtwoord of beperkingen",
                "the PDF is protected; save it without password or restrictions",
            )
        if ACTIVE.search(names):
            raise _active()


def _packed_objects(content: bytes) -> Iterator[bytes]:
    left = MOST_UNPACKED
    for match in PACKED_OBJECTS.finditer(content):
        try:
            objects = zlib.decompressobj().decompress(content[match.end() :], left)
        except zlib.error:
            continue
        left -= len(objects)
        if left <= 0:
            raise _active()
        yield objects


def _active() -> RefusedFile:
    return refuse(
        "actieve-inhoud",
        "de PDF kan iets uitvoeren of openen (script, bijlage, formulier); scan het "
        "formulier of druk het af naar PDF",
        "the PDF can run or open something (script, attachment, form); scan the form, "
        "or print it to PDF",
    )
