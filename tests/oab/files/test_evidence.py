"""Proofs, recognised by their content; and the virus scanner of the installation."""

import socket
import struct
import sys
import zlib
from threading import Thread

import pytest

from oab.files import evidence, scanning
from oab.files.evidence import media_type_of
from oab.files.refusals import RefusedFile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction [0 /Fit] >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + b"\x00" * 99 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x01" * 99 + b"\xff\xd9"


def pdf_with(part: bytes) -> bytes:
    return PDF.replace(b"/Type", part + b" /Type")


PACKED = zlib.compress(b"5 0 << /S /JavaScript /JS (app.alert(1)) >>")
PACKED_PDF = PDF.replace(
    b"endobj",
    b"endobj\n2 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\r\n"
    + PACKED
    + b"\nendstream",
)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (pdf_with(b"/JavaScripted 1"), "application/pdf"),
    ],
)
def test_a_document_is_known_by_its_content(content, media_type):
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "leeg"),
        (b"MZ\x90\x00" + PDF, "ander-bestand"),
        (b"GIF89a" + b"\x00" * 99, "ander-bestand"),
        (b"<svg/>", "ander-bestand"),
        (PDF[:-6], "beschadigd"),
        (PNG + b"MZ" * 1_024, "beschadigd"),
        (b"%PDF-1.7\n" + b"x" * evidence.MOST_BYTES, "te-groot"),
        (pdf_with(b"/Encrypt 5 0 R"), "versleuteld"),
        (pdf_with(b"/S /JavaScript"), "actieve-inhoud"),
        (pdf_with(b"/S /Java#53cript"), "actieve-inhoud"),
        (pdf_with(b"/S /Launch /F (cmd.exe)"), "actieve-inhoud"),
        (pdf_with(b"/Names << /EmbeddedFiles 3 0 R >>"), "actieve-inhoud"),
        (PACKED_PDF, "actieve-inhoud"),
    ],
)
def test_what_is_no_plain_document_is_refused(content, code):
    with pytest.raises(RefusedFile) as caught:
        media_type_of(content)

    assert [refusal.code for refusal in caught.value.refusals] == [code]


SCANNER = """\
import sys
sys.exit(b"EICAR" in sys.stdin.buffer.read())
"""


@pytest.fixture
def scanner(tmp_path, settings) -> None:
    program = tmp_path / "scanner.py"
    program.write_text(SCANNER)
    settings.VIRUS_SCANNER = f"{sys.executable} {program}"


def test_without_a_scanner_a_file_is_kept_as_not_scanned(settings):
    settings.VIRUS_SCANNER = ""

    assert scanning.scan(PDF) == "niet gescand"


@pytest.mark.usefixtures("scanner")
def test_a_scanner_says_that_a_file_is_clean():
    assert scanning.scan(PDF) == "schoon"


@pytest.mark.usefixtures("scanner")
def test_an_infected_file_is_refused():
    with pytest.raises(RefusedFile, match="heeft in dit bestand iets gevonden"):
        scanning.scan(PDF + b"EICAR")


@pytest.mark.parametrize("command", ["/nowhere/scanner", "false -x", "clamd:/nowhere"])
def test_nothing_is_taken_in_while_the_scanner_cannot_be_reached(settings, command):
    settings.VIRUS_SCANNER = command.replace("false -x", "sh -c 'exit 2'")

    with pytest.raises(scanning.ScannerUnavailable):
        scanning.scan(PDF)


@pytest.fixture
def clamd(tmp_path, settings):
    """Listen once, as ClamAV does."""
    path = tmp_path / "clamd.sock"
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(path))
    listening.listen()
    Thread(target=answer_once, args=[listening], daemon=True).start()
    settings.VIRUS_SCANNER = f"clamd:{path}"
    return path


def answer_once(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with listening, connection, connection.makefile("rb") as asked:
        assert asked.read(10) == b"zINSTREAM\x00"
        content = b""
        while size := struct.unpack("!L", asked.read(4))[0]:
            content += asked.read(size)
        found = b"EICAR FOUND" if b"EICAR" in content else b"OK"
        connection.sendall(b"stream: " + found + b"\x00")


@pytest.mark.usefixtures("clamd")
def test_clamav_is_asked_over_its_socket():
    assert scanning.scan(b"x" * 100_000) == "schoon"


@pytest.mark.usefixtures("clamd")
def test_what_clamav_finds_is_refused():
    with pytest.raises(RefusedFile):
        scanning.scan(b"EICAR")
