"""Importing a file, wholly or not at all."""

import gzip

import pytest

from allocations.importers.demo_files import DEMO_FILES
from allocations.importers.kinds import KINDS, import_file
from oab.files.problems import BadFile
from oab.tallies import Tally
from tests.importing import refused, rows, take_in
from tests.publications import PAYMENTS, content, cut

pytestmark = pytest.mark.django_db

KIND = "personele-bekostiging"


def test_a_dry_run_does_everything_but_keep_it():
    before = rows()

    assert take_in(KIND, cut(PAYMENTS, b";00AP;"), dry_run=True) == Tally(1, 1, 0, 0)
    assert rows() == before


def test_after_a_dry_run_the_import_still_works():
    take_in(KIND, cut(PAYMENTS, b";00AP;"), dry_run=True)

    assert take_in(KIND, cut(PAYMENTS, b";00AP;")) == Tally(1, 1, 0, 0)


def test_one_broken_row_in_the_national_file_leaves_nothing_behind():
    broken = content(PAYMENTS).replace(b";31BK;24844;222;130;", b";31BK;24844;222;131;")

    assert refused(KIND, broken) == (
        "rij 6431, kolom TOTAAL_AANTAL_LEERLINGEN: 131 + 92 is niet 222",
    )


def test_gzip_is_read_directly():
    packed = gzip.compress(cut(PAYMENTS, b";00AP;"))

    assert take_in(KIND, packed) == Tally(1, 1, 0, 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\n" * 3_000_000, "BRIN;é\n".encode("utf-16"), b"a,b,c\n1,2,3\n"],
    ids=["empty", "garbage", "UTF-16", "another file"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_layout_says_what_was_expected(kind, content):
    lines = refused(kind, content)

    assert lines[0] == "onbekende indeling"
    assert all(line.startswith(("verwacht: ", "gevonden: ")) for line in lines[1:])


def test_another_encoding_is_refused():
    name = "Súdwest-Fryslân".encode()
    other = cut(PAYMENTS, b";00AP;").replace(b";41646;", b";" + name + b";")

    lines = refused(KIND, other)

    assert lines == ("de tekencodering is UTF-8, verwacht Windows-1252",)


@pytest.mark.parametrize("file", DEMO_FILES, ids=lambda file: file[1].name)
def test_every_demo_file_is_there_and_of_a_known_kind(file):
    kind, path, _ = file

    assert kind in KINDS
    assert path.is_file()


def test_an_import_of_nothing_is_refused(tmp_path):
    with pytest.raises(BadFile, match="bestaat niet"):
        import_file(KIND, tmp_path / "nowhere.csv")
