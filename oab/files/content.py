"""The bytes of a file and their text."""

import gzip
import zlib
from pathlib import Path

from oab.files.problems import BadFile

GZIP = b"\x1f\x8b"
BROKEN_BY_CODE_PAGE_850 = "·"


def read_bytes(path: Path) -> bytes:
    """Read a file, unpacked if it is gzip whatever its name; `BadFile` says why not."""
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content.startswith(GZIP) else content
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise BadFile([f"{path}: het gzip-bestand is beschadigd of afgebroken"]) from (
            error
        )
    except OSError as error:
        raise BadFile([f"{path}: {_why_unreadable(path)}"]) from error


def _why_unreadable(path: Path) -> str:
    if path.is_dir():
        return "is een map, verwacht een bestand"
    if not path.exists():
        return "bestaat niet"
    return "kan niet worden gelezen"


def decode(content: bytes, encoding: str) -> str:
    """Give the text; a byte without a meaning becomes a lone surrogate.

    So the cell it stands in can be named. Text in UTF-8 where another encoding is
    expected would silently turn into other letters, and raises `BadFile`.
    """
    if encoding != "utf-8-sig" and _is_utf8(content):
        raise BadFile(["de tekencodering is UTF-8, verwacht Windows-1252"])
    return content.decode(encoding, errors="surrogateescape")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not content.isascii()


def through_code_page_850(text: str) -> str:
    """Mend text that was Windows-1252, was then read as code page 850 and written back.

    DUO's files of 2016 have `S·dwest-FryslÔn` for Súdwest-Fryslân. No Dutch name has a
    middle dot, so its presence tells the broken files from the sound ones.
    """
    if BROKEN_BY_CODE_PAGE_850 not in text:
        return text
    return text.encode("cp850", errors="replace").decode("cp1252", errors="replace")
