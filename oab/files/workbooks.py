"""What is in an XLSX or ODS file besides plain cells, found while it is unpacked.

A delivery sheet holds values and nothing else. Formulas, macros, links to elsewhere and
embedded documents are refused, for what they do on the machine of who opens them next;
cells far away and cells repeated a million times, for what they do to ours.
"""

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from oab.files.archives import Archive, Watcher, damaged, encrypted
from oab.files.refusals import RefusedFile, refuse

XLSX, ODS = "xlsx", "ods"
CONTENT_TYPES = "[Content_Types].xml"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MACRO_TYPES = ("macroEnabled", "vbaProject")

LAST_ROW = 60_000
LAST_COLUMN = 100
LETTERS = 26

XLSX_READ = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/worksheets/[^/]+\.xml|xl/sharedStrings\.xml|xl/styles\.xml"
)
ODS_READ = re.compile(r"mimetype|content\.xml|META-INF/manifest\.xml")
# Kept besides by what writes spreadsheets, harmless, and never read by us.
HARMLESS = re.compile(r".*\.(xml|rels|rdf|vml|png|jpe?g|gif|emf|wmf)|.*/|.*Settings.*")
MACROS = re.compile(
    r".*vbaProject.*|Basic/.*|Scripts/.*|xl/macrosheets/.*", re.IGNORECASE
)
EMBEDDED = re.compile(
    r"xl/(embeddings|activeX|ctrlProps)/.*|.*oleObject.*|Object .*|ObjectReplace.*",
    re.IGNORECASE,
)
EXTERNAL = re.compile(
    r"xl/(externalLinks|connections|queryTables|webPublish).*", re.IGNORECASE
)
CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Attributes = dict[str, str]
NONE: Attributes = {}
OnStart = Callable[[str, Attributes], None]


def kind_of(archive: Archive) -> str:
    """Tell which kind of spreadsheet an archive is, by its content."""
    if archive.read("mimetype").strip() == ODS_TYPE:
        return ODS
    types = archive.read(CONTENT_TYPES).decode("utf-8", errors="replace")
    if any(each in types for each in MACRO_TYPES):
        raise macros()
    if XLSX_TYPE in types:
        return XLSX
    raise refuse(
        "geen-rekenblad",
        "dit is een zip-bestand en geen rekenblad (XLSX of ODS)",
        "this is a ZIP file and no spreadsheet (XLSX or ODS)",
    )


def inspect(archive: Archive) -> tuple[str, bytes]:
    """Give the kind of a spreadsheet and a copy of it that holds values only."""
    kind = kind_of(archive)
    _refuse_parts(archive.names())
    read = XLSX_READ if kind == XLSX else ODS_READ

    def watch(name: str) -> Watcher | None:
        if not read.fullmatch(name):
            return _xml(_external_of) if name.endswith(".rels") else None
        return _watcher_of(name)

    return kind, archive.repacked(watch)


def _watcher_of(name: str) -> Watcher:
    if name.startswith("xl/worksheets/"):
        return _Sheet().watcher()
    if name == "content.xml":
        return _Content().watcher()
    if name.endswith(".rels"):
        return _xml(_external_of)
    if name == "META-INF/manifest.xml":
        return _xml(_encrypted_of)
    return _xml(_nothing_of) if name.endswith(".xml") else lambda _: None


def _xml(start: OnStart, end: Callable[[str], None] | None = None) -> Watcher:
    """Read XML bit by bit; a document type, and so every entity, is refused.

    What is fed last is empty, and ends it.
    """
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    if end:
        parser.EndElementHandler = end

    def watch(chunk: bytes) -> None:
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise damaged() from error

    return watch


MOST_NAMES = 10_000


class _LocalNames(dict[str, str]):
    """Names without their prefix; a sheet has few, a million times over."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < MOST_NAMES:
            self[name] = local
        return local


LOCAL = _LocalNames()


def _local(name: str) -> str:
    return LOCAL[name]


def _refuse_doctype(*_: object) -> None:
    raise refuse(
        "documenttype",
        "het rekenblad heeft een documenttype (DTD); dat hoort er niet in",
        "the spreadsheet has a document type (DTD), which does not belong there",
    )


def _nothing_of(_: str, __: Attributes) -> None:
    """See only that it is XML."""


def _external_of(_: str, attributes: Attributes) -> None:
    if attributes.get("TargetMode", "").lower() == "external":
        raise external()


def _encrypted_of(name: str, _: Attributes) -> None:
    if _local(name) == "encryption-data":
        raise encrypted()


class _Sheet:
    """A worksheet of XLSX: where its values stand, and whether one is computed."""

    def __init__(self) -> None:
        self.place = ""

    def watcher(self) -> Watcher:
        """Watch the XML of the sheet."""
        return _xml(self.start)

    def start(self, name: str, attributes: Attributes) -> None:
        """Look at an element; cells without a value may stand anywhere."""
        name = LOCAL[name]
        if name == "c":
            self.place = attributes.get("r", "")
            if attributes.get("t") == "e":
                raise error_value(self.place)
        elif name in {"v", "is"}:
            _refuse_distant(self.place)
        elif name == "f":
            raise formula(self.place)
        elif name in {"oleObjects", "controls"}:
            raise embedded()


class _Content:
    """The content of ODS: cells may be repeated, and say how they are computed."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.rows, self.columns = 1, 0

    def watcher(self) -> Watcher:
        """Watch the XML of the content."""
        return _xml(self.start, self.end)

    def start(self, name: str, attributes: Attributes) -> None:
        """Look at an element."""
        name, given = LOCAL[name], self._given(attributes) if attributes else NONE
        if name in {"table-cell", "covered-table-cell"}:
            self.columns = _times(given.get("number-columns-repeated"))
        elif name == "table-row":
            self.column = 0
            self.rows = _times(given.get("number-rows-repeated"))
        else:
            _refuse_element(name)
        if self.columns and ("value-type" in given or name == "p"):
            self._refuse_distant()

    def _given(self, attributes: Attributes) -> Attributes:
        given = {LOCAL[each]: value for each, value in attributes.items()}
        if "formula" in given:
            raise formula(f"rij {self.row + 1}")
        if not given.get("href", "#").startswith("#"):
            raise external()
        return given

    def end(self, name: str) -> None:
        """Move on behind a cell, a row or a table."""
        match LOCAL[name]:
            case "table-cell" | "covered-table-cell":
                self.column += self.columns
                self.columns = 0
            case "table-row":
                self.row += self.rows
            case "table":
                self.row = 0

    def _refuse_distant(self) -> None:
        if self.row + self.rows > LAST_ROW or self.column + self.columns > LAST_COLUMN:
            raise distant()


def _times(repeated: str | None) -> int:
    """Read how often something is repeated; nine digits are too many already."""
    return int(repeated[:9]) if repeated and repeated.isdecimal() else 1


def _refuse_element(name: str) -> None:
    if name in {"event-listener", "script", "libraries"}:
        raise macros()
    if name in {"object", "object-ole", "applet", "plugin", "floating-frame"}:
        raise embedded()
    if name in {"dde-link", "dde-source", "cell-range-source", "table-source"}:
        raise external()


def _refuse_distant(place: str) -> None:
    match = CELL.fullmatch(place)
    if not match:
        if place:
            raise damaged()
        return  # cells without a place follow each other: as many as are written
    column = 0
    for letter in match[1]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    if int(match[2]) > LAST_ROW or column > LAST_COLUMN:
        raise distant()


def _refuse_parts(names: Iterable[str]) -> None:
    for name in names:
        if MACROS.fullmatch(name):
            raise macros()
        if EMBEDDED.fullmatch(name):
            raise embedded()
        if EXTERNAL.fullmatch(name):
            raise external()
        if not HARMLESS.fullmatch(name) and name != "mimetype":
            raise refuse(
                "onbekend-onderdeel",
                "in het rekenblad zit een onderdeel dat er niet in hoort",
                "the spreadsheet has a part that does not belong there",
            )


def formula(place: str) -> RefusedFile:
    """Make the exception of a sheet in which something is computed."""
    return refuse(
        "formule",
        f"het rekenblad bevat een formule ({place}); plak waarden in plaats van "
        "formules",
        f"the spreadsheet has a formula ({place}); paste values instead of formulas",
    )


def error_value(place: str) -> RefusedFile:
    """Make the exception of a sheet with a value that says a formula failed."""
    return refuse(
        "foutwaarde",
        f"het rekenblad bevat een foutwaarde zoals #N/B ({place})",
        f"the spreadsheet has an error value such as #N/A ({place})",
    )


def macros() -> RefusedFile:
    """Make the exception of a spreadsheet that holds a program."""
    return refuse(
        "macro",
        "het rekenblad bevat macro's; bewaar het als .xlsx of .ods zonder macro's",
        "the spreadsheet has macros; save it as .xlsx or .ods without macros",
    )


def external() -> RefusedFile:
    """Make the exception of a spreadsheet that fetches something from elsewhere."""
    return refuse(
        "verwijzing-naar-buiten",
        "het rekenblad verwijst naar iets buiten zichzelf (koppeling of webadres)",
        "the spreadsheet refers to something outside itself (a link or web address)",
    )


def embedded() -> RefusedFile:
    """Make the exception of a spreadsheet with another document inside."""
    return refuse(
        "ingesloten-object",
        "in het rekenblad zit een ander document of besturingselement",
        "the spreadsheet has another document or a control inside",
    )


def distant() -> RefusedFile:
    """Make the exception of a sheet that is larger than any delivery."""
    return refuse(
        "te-ver-weg",
        f"er staat een cel onder rij {LAST_ROW} of rechts van kolom {LAST_COLUMN}",
        f"a cell stands below row {LAST_ROW} or beyond column {LAST_COLUMN}",
    )
