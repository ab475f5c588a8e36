"""Bytes and text of files."""

import gzip

import pytest

from oab.files.content import (
    decode,
    read_bytes,
    refuse_other_encoding,
    through_code_page_850,
)
from oab.files.problems import BadFile
from tests.publications import REGISTER_2013, WEIGHTS, content


def test_gzip_is_known_by_its_content(tmp_path):
    packed, plain = tmp_path / "packed.csv", tmp_path / "plain.gz"
    packed.write_bytes(gzip.compress(b"a;b\n"))
    plain.write_bytes(b"a;b\n")

    assert read_bytes(packed) == read_bytes(plain) == b"a;b\n"


@pytest.mark.parametrize(
    ("stored", "reason"),
    [
        (gzip.compress(b"a;b\n" * 99, mtime=0)[:-12], "is beschadigd of afgebroken"),
        (b"\x1f\x8b" + b"\xff" * 30, "is beschadigd of afgebroken"),
    ],
)
def test_broken_gzip_is_refused(tmp_path, stored, reason):
    path = tmp_path / "file.csv.gz"
    path.write_bytes(stored)

    with pytest.raises(BadFile, match=reason):
        read_bytes(path)


@pytest.mark.parametrize(
    ("name", "reason"), [("", "is een map"), ("nowhere.csv", "bestaat niet")]
)
def test_what_is_no_file_is_refused(tmp_path, name, reason):
    with pytest.raises(BadFile, match=reason):
        read_bytes(tmp_path / name)


def test_utf_8_is_not_taken_for_windows_1252():
    with pytest.raises(BadFile, match="UTF-8, verwacht Windows-1252"):
        refuse_other_encoding("Súdwest-Fryslân".encode(), "cp1252")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Súdwest-Fryslân".encode("cp1252"), "cp1252"),
        ("Súdwest-Fryslân".encode(), "utf-8"),
        (b"Leeuwarden", "cp1252"),
        (b"\xef\xbb\xbfLeeuwarden", "cp1252"),
    ],
)
def test_the_expected_encoding_is_accepted(content, encoding):
    refuse_other_encoding(content, encoding)


def test_the_mark_of_utf_8_is_no_text():
    assert decode(b"\xef\xbb\xbfpc4", "utf-8") == "pc4"


def test_a_byte_without_a_meaning_can_still_be_named():
    assert decode(b"a\x81b", "cp1252") == "a\udc81b"


def test_code_page_850_is_mended_in_the_real_file():
    text = content(WEIGHTS).decode("cp1252")

    assert "S·dwest-FryslÔn" in text
    assert through_code_page_850(text).count("Súdwest-Fryslân") == 128


def test_a_sound_file_is_left_alone():
    text = content(REGISTER_2013).decode("cp1252")

    assert through_code_page_850(text) == text
