"""The parts of a spreadsheet's ZIP archive, unpacked by its real and not its said size.

Whoever reads such a file further reads the archive that `Archive.repacked` makes of the
parts checked here, so that no two readers can see two different files.
"""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from zipfile import (
    ZIP_DEFLATED,
    ZIP_STORED,
    BadZipFile,
    LargeZipFile,
    ZipFile,
    ZipInfo,
)

from oab.files.refusals import RefusedFile, refuse

ZIP = b"PK\x03\x04"
MOST_PARTS = 500
MOST_UNPACKED = 192 * 1024 * 1024
# Tables are repetitive: a real one is seldom packed more than sixty times.
MOST_RATIO = 200
NO_BOMB_UNDER = 1024 * 1024
CHUNK = 256 * 1024
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED = 0x1

UNREADABLE = (
    BadZipFile,
    LargeZipFile,
    NotImplementedError,
    ValueError,
    struct.error,
)

Watcher = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Archive:
    """The checked table of contents of an archive."""

    content: bytes
    parts: tuple[ZipInfo, ...]

    @classmethod
    def of(cls, content: bytes) -> "Archive":
        """Read the table of contents; `RefusedFile` for what no spreadsheet has."""
        try:
            with ZipFile(io.BytesIO(content)) as packed:
                parts = tuple(packed.infolist())
        except UNREADABLE as error:
            raise damaged() from error
        _refuse_bomb(parts)
        _refuse_oddities(parts)
        return cls(content, parts)

    def names(self) -> list[str]:
        """Name the parts."""
        return [part.filename for part in self.parts]

    def read(self, name: str, most: int = CHUNK) -> bytes:
        """Give the beginning of a part; nothing if it is missing."""
        for part in self.parts:
            if part.filename == name:
                return b"".join(self.chunks(part))[:most]
        return b""

    def repacked(self, watch: Callable[[str], Watcher | None]) -> bytes:
        """Pack the parts that are watched anew, showing each watcher all of its part.

        The other parts are unpacked as well, to see what is in them, and left out.
        """
        packed = io.BytesIO()
        with ZipFile(packed, "w", ZIP_STORED) as target:
            for part in self.parts:
                watcher = watch(part.filename)
                if watcher is None:
                    self._look_through(part)
                    continue
                with target.open(part.filename, "w") as kept:
                    for chunk in self.chunks(part):
                        watcher(chunk)
                        kept.write(chunk)
                watcher(b"")
        return packed.getvalue()

    def _look_through(self, part: ZipInfo) -> None:
        for _ in self.chunks(part):
            pass

    def chunks(self, part: ZipInfo) -> Iterator[bytes]:
        """Unpack a part; refuse it as soon as it grows beyond what it said."""
        packed = self._packed(part)
        size = checksum = 0
        for chunk in _unpacked(packed, part.compress_type):
            if not size and chunk.startswith(ZIP):
                raise refuse(
                    "archief-in-archief",
                    f"in het bestand zit nog een zip-bestand ({part.filename})",
                    f"the file contains another ZIP file ({part.filename})",
                )
            size += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            if size > part.file_size:
                raise bomb()
            yield chunk
        if (size, checksum) != (part.file_size, part.CRC):
            raise damaged()

    def _packed(self, part: ZipInfo) -> memoryview:
        start = part.header_offset
        header = self.content[start : start + LOCAL_HEADER.size]
        try:
            magic, name, extra = LOCAL_HEADER.unpack(header)
        except struct.error as error:
            raise damaged() from error
        begin = start + LOCAL_HEADER.size + name + extra
        packed = memoryview(self.content)[begin : begin + part.compress_size]
        if magic != ZIP or len(packed) != part.compress_size:
            raise damaged()
        return packed


def _unpacked(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == ZIP_STORED:
        for start in range(0, len(packed), CHUNK):
            yield bytes(packed[start : start + CHUNK])
        return
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while not stream.eof:
            chunk = stream.decompress(rest, CHUNK)
            rest = stream.unconsumed_tail
            if not chunk and not rest:
                break
            yield chunk
    except zlib.error as error:
        raise damaged() from error


def _refuse_bomb(parts: tuple[ZipInfo, ...]) -> None:
    if len(parts) > MOST_PARTS:
        raise bomb()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED:
        raise bomb()
    for part in parts:
        ratio_is_real = part.file_size <= MOST_RATIO * max(part.compress_size, 1)
        if part.file_size > NO_BOMB_UNDER and not ratio_is_real:
            raise bomb()


def _refuse_oddities(parts: tuple[ZipInfo, ...]) -> None:
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise encrypted()
    if not {part.compress_type for part in parts} <= {ZIP_STORED, ZIP_DEFLATED}:
        raise damaged()
    if len({part.filename for part in parts}) < len(parts):
        raise damaged()
    ordered = sorted(parts, key=lambda part: part.header_offset)
    for part, following in pairwise(ordered):
        if part.header_offset + part.compress_size > following.header_offset:
            raise bomb()  # parts that overlap unpack the same bytes again and again


def damaged() -> RefusedFile:
    """Make the exception of a file that cannot be unpacked or read."""
    return refuse(
        "beschadigd",
        "het rekenblad is beschadigd of geen rekenblad",
        "the spreadsheet is damaged, or is no spreadsheet",
    )


def bomb() -> RefusedFile:
    """Make the exception of a file that unpacks to more than anybody needs."""
    most = MOST_UNPACKED // 1024 // 1024
    return refuse(
        "te-groot-uitgepakt",
        f"het rekenblad wordt uitgepakt te groot (ten hoogste {most} MB, en "
        f"{MOST_RATIO} keer zo groot als ingepakt)",
        f"the spreadsheet grows too large when unpacked (at most {most} MB, and "
        f"{MOST_RATIO} times its packed size)",
    )


def encrypted() -> RefusedFile:
    """Make the exception of a file that asks for a password."""
    return refuse(
        "versleuteld",
        "het bestand is met een wachtwoord beveiligd; bewaar het zonder",
        "the file is protected by a password; save it without one",
    )
