"""The bytes of a file and their text."""

import gzip
import zlib
from codecs import BOM_UTF8
from pathlib import Path

from oab.files.books import is_book
from oab.files.problems import BadFile

GZIP = b"\x1f\x8b"
SPREADSHEET = (
    "is een rekenblad (Excel, LibreOffice) of zip-bestand, verwacht CSV; "
    "bewaar het als CSV"
)
BROKEN_BY_CODE_PAGE_850 = "·"


def read_bytes(path: Path, *, books: bool = False) -> bytes:
    """Read a file, unpacked if it is gzip whatever its name; `BadFile` says why not.

    Workbooks are refused where none is expected.
    """
    try:
        content = path.read_bytes()
        content = gzip.decompress(content) if content.startswith(GZIP) else content
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile([f"{path}: het gzip-bestand is beschadigd of afgebroken"]) from (
            error
        )
    except OSError as error:
        raise BadFile([f"{path}: {_why_unreadable(path)}"]) from error
    if is_book(content) and not books:
        raise BadFile([f"{path}: {SPREADSHEET}"])
    return content


def _why_unreadable(path: Path) -> str:
    if path.is_dir():
        return "is een map, verwacht een bestand"
    if not path.exists():
        return "bestaat niet"
    return "kan niet worden gelezen"


def decode(content: bytes, encoding: str) -> str:
    """Give the text; a byte without a meaning becomes a lone surrogate.

    So the cell it stands in can be named. A mark that only says "UTF-8" is dropped.
    """
    text = content.removeprefix(BOM_UTF8)
    return text.decode(encoding, errors="surrogateescape")


def refuse_other_encoding(content: bytes, encoding: str) -> None:
    """Refuse UTF-8 for Windows-1252: it would silently turn into other letters."""
    if encoding == "utf-8":
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    if not content.removeprefix(BOM_UTF8).isascii():
        raise BadFile(["de tekencodering is UTF-8, verwacht Windows-1252"])


def through_code_page_850(text: str) -> str:
    """Mend text that was Windows-1252, was then read as code page 850 and written back.

    DUO's files of 2016 have `S·dwest-FryslÔn` for Súdwest-Fryslân. No Dutch name has a
    middle dot, so its presence tells the broken files from the sound ones.
    """
    if BROKEN_BY_CODE_PAGE_850 not in text:
        return text
    return text.encode("cp850", errors="replace").decode("cp1252", errors="replace")
