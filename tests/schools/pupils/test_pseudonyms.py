"""Personal numbers become pseudonyms, by keys that come and go."""

import base64
import hmac
import stat
from hashlib import sha256

import pytest
from django.conf import settings

from schools.models import Enrolment
from schools.pupils import keys
from schools.pupils.keys import BadKeys, NoKeys, live_keys
from schools.pupils.pseudonyms import (
    BadNumber,
    Pseudonym,
    candidates,
    identify,
    looks_personal,
)
from tests.factories import make

BSN, OTHER_BSN = "123456782", "111222333"
EDUCATION_NUMBER = "101222331"
OLD, NEW = b"o" * 32, b"n" * 32


def written(*pairs: tuple[str, bytes]) -> str:
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in pairs)


@pytest.fixture
def two_keys(settings):
    settings.PSEUDONYM_KEYS = written(("k2", NEW), ("k1", OLD))


@pytest.fixture
def one_key(settings):
    settings.PSEUDONYM_KEYS = written(("k1", OLD))


def hashed(key: bytes, content: str) -> bytes:
    return hmac.new(key, content.encode(), sha256).digest()


@pytest.mark.usefixtures("one_key")
@pytest.mark.parametrize(
    ("number", "content"),
    [
        (BSN, "bsn:123456782"),
        ("010464554", "bsn:010464554"),
        ("10464554", "bsn:010464554"),
        ("1234572", "bsn:001234572"),
        ("1234.56.782", "bsn:123456782"),
        (" 123 456 782 ", "bsn:123456782"),
        (EDUCATION_NUMBER, "onderwijsnummer:101222331"),
    ],
)
def test_each_kind_of_number_has_its_own_pseudonym(number, content):
    assert candidates(number) == [("k1", hashed(OLD, content))]


@pytest.mark.usefixtures("one_key")
@pytest.mark.parametrize(
    "number",
    [
        "123456783",
        "101222332",
        "201222339",
        "000000000",
        "1234567",
        "1234567820",
        "12345678x",
        "１２３４５６７８２",
        "",
        "jan",
    ],
)
def test_a_wrong_number_is_refused_and_never_repeated(number):
    with pytest.raises(BadNumber) as refused:
        candidates(number)
    assert str(refused.value) == (
        "dit is geen geldig burgerservicenummer of onderwijsnummer"
    )
    assert identify([number]) == [None]
    assert not looks_personal(number)


@pytest.mark.usefixtures("two_keys")
def test_the_newest_key_comes_first():
    assert [name for name, _ in candidates(BSN)] == ["k2", "k1"]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_keys")
def test_who_is_known_under_an_older_key_keeps_that_pseudonym():
    make(Enrolment, pseudonym=hashed(OLD, f"bsn:{BSN}"), key="k1")
    assert identify([OTHER_BSN, BSN, "wrong"]) == [
        Pseudonym("k2", hashed(NEW, f"bsn:{OTHER_BSN}")),
        Pseudonym("k1", hashed(OLD, f"bsn:{BSN}")),
        None,
    ]


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("K1:x", "Een sleutel heet met kleine letters, cijfers en streepjes."),
        ("k1:geheim!", "Sleutel k1 is geen base64."),
        (written(("k1", b"k" * 31)), "Sleutel k1 is korter dan 32 bytes."),
        (
            written(("k1", OLD), ("k1", NEW)),
            "Een naam of sleutel staat twee keer in OAB_PSEUDONYM_KEYS.",
        ),
        (
            written(("k1", OLD), ("k2", OLD)),
            "Een naam of sleutel staat twee keer in OAB_PSEUDONYM_KEYS.",
        ),
        ("/nowhere/keys", "OAB_PSEUDONYM_KEYS noemt geen leesbaar bestand."),
    ],
)
def test_bad_keys_are_refused_without_being_repeated(settings, setting, complaint):
    settings.PSEUDONYM_KEYS = setting
    with pytest.raises(BadKeys) as refused:
        live_keys()
    assert str(refused.value) == complaint


def test_keys_can_stand_in_a_file(settings, tmp_path):
    file = tmp_path / "keys"
    file.write_text(written(("k2", NEW), ("k1", OLD)).replace(",", "\n") + "\n")
    settings.PSEUDONYM_KEYS = str(file)
    assert [key.name for key in live_keys()] == ["k2", "k1"]


def test_the_embedded_services_make_a_key_that_only_their_owner_reads():
    assert [key.name for key in live_keys()] == ["k1"]
    assert settings.SERVICES
    file = settings.SERVICES.folder / keys.FILE
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR


def test_without_embedded_services_there_is_no_key_of_itself(settings):
    settings.PSEUDONYM_KEYS = ""
    settings.SERVICES = None
    with pytest.raises(NoKeys, match="OAB_PSEUDONYM_KEYS ontbreekt"):
        live_keys()
