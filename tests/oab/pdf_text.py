"""Reading what a PDF of this project says, from its own bytes."""

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(?<![0-9])([0-9]+) 0 obj\b(.*?)\bendobj", re.DOTALL)
# What is packed can hold anything, a line's end as its last byte too.
STREAM = re.compile(rb"/Length ([0-9]+)[^0-9].*?stream\r?\n", re.DOTALL)
# A string may have parentheses of its own, in pairs.
PLAIN = rb"(?:\\.|[^\\()])*"
SHOWN = re.compile(
    rb"/(f[0-9]+) [0-9.]+ Tf|\((%s(?:\(%s\)%s)*)\)" % (PLAIN, PLAIN, PLAIN), re.DOTALL
)
DRAWN = re.compile(rb"\bBT\b(.*?)\bET\b", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
CODES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Give the text of a PDF, in the order in which it is drawn."""
    objects = dict(OBJECT.findall(pdf))
    fonts = {
        name: _letters(_stream(objects[_reference(objects[number], b"ToUnicode")]))
        for body in objects.values()
        for name, number in re.findall(rb"/(f[0-9]+) ([0-9]+) 0 R", body)
    }
    pages = (_stream(body) for body in objects.values() if b"stream" in body)
    return "".join(_text(page, fonts) for page in pages if b" Tf" in page)


def standards_of(pdf: bytes) -> set[str]:
    """Say what a PDF claims to be: tagged, in which language, by which standards."""
    everything = pdf + b"".join(_streams(pdf))
    claims = {
        "tagged": rb"/StructTreeRoot",
        "nl": rb"/Lang ?\(nl(-NL)?\)",
        "PDF/A-2A": rb"pdfaid:part>2<.*pdfaid:conformance>A<",
        "PDF/UA-1": rb"pdfuaid:part>1<",
    }
    return {
        name
        for name, pattern in claims.items()
        if re.search(pattern, everything, re.DOTALL)
    }


def fonts_of(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """List the fonts of a PDF, and whether they are inside it."""
    for _, body in OBJECT.findall(pdf):
        if name := re.search(rb"/FontName ?/([^/\s]+)", body):
            yield name[1].decode(), b"/FontFile" in body


def _streams(pdf: bytes) -> Iterator[bytes]:
    for _, body in OBJECT.findall(pdf):
        if b"stream" in body:
            yield _stream(body)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    content = body[found.end() :][: int(found[1])] if found else b""
    return zlib.decompress(content) if b"/FlateDecode" in body else content


def _reference(body: bytes, name: bytes) -> bytes:
    found = re.search(rb"/%s ([0-9]+) 0 R" % name, body)
    assert found, name
    return found[1]


def _letters(cmap: bytes) -> dict[int, str]:
    """Read which letters the glyphs of a font stand for."""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", cmap)
    return {
        int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for code, letters in pairs
    }


def _text(page: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    letters: dict[int, str] = {}
    shown = []
    drawn = b"".join(DRAWN.findall(page))
    for font, string in SHOWN.findall(drawn):
        if font:
            letters = fonts[font]
            continue
        codes = ESCAPED.sub(_unescaped, string)
        pairs = zip(codes[::2], codes[1::2], strict=True)
        shown += [letters[high << 8 | low] for high, low in pairs]
    return "".join(shown)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit():
        return bytes([int(code, 8)])
    return CODES.get(code, code)
